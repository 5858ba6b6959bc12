import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executeTool, type Agent } from '@throughline/agent';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codingAgent } from '../agent.ts';
import { createTask } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-task-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function use(
  agent: Agent,
  name: string,
  input: object,
): Promise<{ readonly text: string; readonly isError: boolean }> {
  const { signal } = new AbortController();
  const result = await executeTool(
    agent.tools,
    { type: 'toolCall', callId: '1', name, arguments: JSON.stringify(input) },
    signal,
  );
  return {
    text: result.content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    isError: result.isError === true,
  };
}

describe('the task', () => {
  it('fails as generated, and passes with its answer applied', async () => {
    const task = await createTask({ seed: 11, folder });
    expect(await task.verify()).toBe(false);
    expect((await use(codingAgent(folder), 'apply_patch', task.answer)).isError).toBe(false);
    expect(await task.verify()).toBe(true);
  });

  it('differs from seed to seed and is the same for the same seed', async () => {
    const answers = await Promise.all(
      [1, 1, 2, 3].map(
        async (seed) => (await createTask({ seed, folder: await mkdtemp(join(folder, 'seed-')) })).answer,
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(3);
  });

  it('is not solved by editing the test', async () => {
    const task = await createTask({ seed: 5, folder });
    await writeFile(join(folder, 'test/rules.test.mjs'), '');
    expect(await task.verify()).toBe(false);
  });
});

describe('the agent', () => {
  it('stays in its folder, through links too', async () => {
    const agent = codingAgent(folder);
    await symlink(tmpdir(), join(folder, 'out'));
    expect(await use(agent, 'read_file', { path: '../../etc/hostname' })).toMatchObject({ isError: true });
    expect(await use(agent, 'read_file', { path: 'out' })).toEqual({
      text: 'out: outside the package',
      isError: true,
    });
  });

  it('patches only what is there exactly once', async () => {
    await writeFile(join(folder, 'a.txt'), 'x x $&');
    const agent = codingAgent(folder);
    expect(await use(agent, 'apply_patch', { path: 'a.txt', find: 'x', replace: 'y' })).toEqual({
      text: 'a.txt: the text occurs 2 times, expected once',
      isError: true,
    });
    await use(agent, 'apply_patch', { path: 'a.txt', find: 'x x', replace: '$1 $&' });
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('$1 $& $&');
  });
});
