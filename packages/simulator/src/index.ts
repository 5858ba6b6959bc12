/** Strict stand-ins for provider APIs on loopback, driven by reference policies. Policies are not LLMs, simulated providers are not providers. */
export { deltaThinker, oracle, traceReader, type Answer } from './policies/index.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './server.ts';
export type { Exchange, Session } from './session.ts';
export type { Counts, Tally } from './tally.ts';
export type { Policy, View } from './view.ts';
export type { SessionOptions } from './wire.ts';
