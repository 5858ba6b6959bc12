import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deltaThinker, oracle, startSimulator, traceReader, type Policy, type Simulator } from './index.ts';
import { packageWith, work, type Package } from './policies/package.fixture.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => simulator.close());

const wires = [
  { wire: 'anthropic-messages' },
  { wire: 'openai-chat', dialect: 'deepseek' },
  { wire: 'openai-chat', dialect: 'openrouter' },
  { wire: 'openai-chat', dialect: 'minimax-think' },
] as const;

const views = ['as-sent', 'without-thinking'] as const;
type Seeing = (typeof views)[number];

const policies: readonly (readonly [string, (task: Package) => Policy, readonly Seeing[]])[] = [
  ['deltaThinker', () => deltaThinker, ['as-sent']],
  ['traceReader', () => traceReader, views],
  ['oracle', ({ answer }) => oracle(answer), views],
];

describe.each(wires)('$wire $dialect', (wire) => {
  it.each(policies)(
    '%s solves the task if and only if it sees what it needs',
    async (_name, policyOf, solves) => {
      for (const view of views) {
        const task = packageWith('lib/of/rules.mjs', 'Tempo', 17, 71);
        const session = simulator.open({ ...wire, policy: policyOf(task), view });
        await work(session, wire, task);
        expect([view, task.isMended()]).toEqual([view, solves.includes(view)]);
        expect(session.tally()).toMatchObject({ refusals: 0, thinking: { changed: 0, dropped: 0 } });
      }
    },
  );

  it('without its thinking, deltaThinker goes round in the same two steps', async () => {
    const task = packageWith('src/a.mjs', 'tempo', 1, 2);
    const session = simulator.open({ ...wire, policy: deltaThinker, view: 'without-thinking' });
    const messages = await work(session, wire, task, 6);
    const calls = messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'toolCall' ? [part.name] : [])),
    );
    expect(calls.join(' ')).toBe(Array.from({ length: 3 }, () => 'list_files run_tests').join(' '));
    expect(session.tally().thinking.expected).toBeGreaterThan(0);
  });
});
