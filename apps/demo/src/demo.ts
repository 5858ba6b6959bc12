/** Runs the rows: the same agent and task on every scaffold, against simulated providers that count what comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { model, run, type Model } from '@throughline/agent';
import type { JsonObject, Transcript } from '@throughline/core';
import {
  deltaThinker,
  startSimulator,
  type Session,
  type SessionOptions,
  type Simulator,
  type Tally,
} from '@throughline/simulator';
import { codingAgent } from './agent.ts';
import { retaining, type Retained } from './retaining.ts';
import type { Row } from './rows.ts';
import { createTask, type Task } from './task/index.ts';

export type RowResult = {
  readonly row: Row;
  readonly solved: boolean;
  readonly tally: Tally;
  /** What the framework threw, if it did. */
  readonly error?: string;
  readonly transcript?: Transcript;
  readonly retained?: Retained;
};

export type DemoOptions = {
  readonly rows: readonly Row[];
  readonly seed: number;
  /** Rows under way at once. */
  readonly concurrency: number;
  readonly onDone: (result: RowResult) => void;
};

const simulatedModel = 'reference-policy';

export async function runDemo({ rows, seed, concurrency, onDone }: DemoOptions): Promise<RowResult[]> {
  const simulator = await startSimulator();
  const results: RowResult[] = [];
  const waiting = [...rows.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, row] = next;
      const result = await runRow(simulator, row, seed);
      results[index] = result;
      onDone(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await simulator.close();
  }
  return results;
}

async function runRow(simulator: Simulator, row: Row, seed: number): Promise<RowResult> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
  try {
    const task = await createTask({ seed, folder });
    const session = simulator.open(sessionOptions(row));
    const ended = await attempt(row, task, session);
    return { row, solved: await task.verify(), tally: session.tally(), ...ended };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sessionOptions({ wire, dialect, thinking }: Row): SessionOptions {
  return {
    wire,
    policy: deltaThinker,
    model: simulatedModel,
    thinking,
    ...(wire === 'openai-chat' ? { dialect } : { mode: thinking === 'unsigned' ? 'adaptive' : 'preserved' }),
  };
}

type Ended = Pick<RowResult, 'error' | 'transcript' | 'retained'>;

/** A framework that gives up is a result too. */
async function attempt(row: Row, task: Task, session: Session): Promise<Ended> {
  const added = row.provider === 'stock+fetch' ? retaining(row.dialect) : undefined;
  const retained = (): Ended => (added === undefined ? {} : { retained: added.retained() });
  try {
    return { ...(await finish(row, task, session, added?.fetch)), ...retained() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), ...retained() };
  }
}

async function finish(
  row: Row,
  task: Task,
  session: Session,
  fetch?: typeof globalThis.fetch,
): Promise<Ended> {
  const agent = codingAgent(task.folder);
  const { baseURL } = session;
  if ('run' in row) {
    const { signal } = new AbortController();
    const { mode } = row;
    const job = { agent, input: task.prompt, baseURL, model: simulatedModel, mode, signal };
    await row.run({ ...job, ...(fetch !== undefined && { fetch }) });
    return {};
  }
  const options = { scaffold: row.scaffoldOf(row.mode), model: modelOf(row, baseURL) };
  const { transcript } = await run(agent, task.prompt, options);
  return { transcript };
}

/** What a provider of this wire wants to be told before it thinks. */
const bodies: { readonly [wire in Row['wire']]: JsonObject } = {
  'anthropic-messages': { thinking: { type: 'adaptive' } },
  'openai-chat': {},
};

function modelOf({ wire, dialect, mode }: Row, baseURL: string): Model {
  return model(wire, {
    baseURL,
    dialect,
    apiKey: 'simulated',
    model: simulatedModel,
    stream: mode === 'stream',
    settings: { maxTokens: 4096 },
    body: bodies[wire],
  });
}
