import { ageInDays, rules } from '@throughline/retention';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFor, throughline, type Folder } from './command.fixture.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await folderFor('rules');
});
afterAll(async () => folder.remove());

type Told = {
  readonly rules: readonly { id: string; ageInDays: number; isOld: boolean; source: { url: string } }[];
  readonly elsewhere: readonly { id: string }[];
};

async function told(...args: readonly string[]): Promise<Told> {
  const { code, out } = await throughline(['rules', '--json', ...args]);
  expect(code).toBe(0);
  return JSON.parse(out) as Told;
}

describe('throughline rules', () => {
  it('lists all rows by provider', async () => {
    const { code, out } = await throughline(['rules']);
    expect(code).toBe(0);
    for (const { id } of rules) expect(out).toContain(`  ${id} `);
    const { rules: rows } = await told();
    expect(rows.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  });

  it('gives the one row that applies to a wire and a model, with source and age', async () => {
    const { rules: rows } = await told('--wire', 'openai-chat', '--model', 'deepseek-v4-pro');
    const row = rules.find(({ id }) => id === rows[0]?.id);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      provider: 'deepseek',
      source: { url: expect.stringContaining('https://') },
    });
    expect(rows[0]?.ageInDays).toBe(row === undefined ? undefined : ageInDays(row, new Date()));
    const { out } = await throughline(['rules', '--wire', 'openai-chat', '--model', 'deepseek-v4-pro']);
    expect(out).toContain(String(rows[0]?.source.url));
    expect(out).toContain('At other endpoints');
  });

  it('gives the rows that name a model in full, where no wire is said, before those of other endpoints', async () => {
    const { out } = await throughline(['rules', '--model', 'kimi-k2.6']);
    const named = ['moonshot/anthropic\n', 'moonshot/k2.6\n'].map((id) => out.indexOf(id));
    expect(named.every((at) => at >= 0 && at < out.indexOf('At other endpoints'))).toBe(true);
    expect(out).toContain('  read              ');
    const { out: unknown } = await throughline(['rules', '--model', 'no-such-model']);
    expect(unknown).not.toContain('At other endpoints');
    expect(unknown).toContain('  unknown/openai-chat ');
  });

  it('goes by the endpoint where one is said', async () => {
    const { rules: rows, elsewhere } = await told(
      '--wire',
      'openai-chat',
      '--model',
      'anthropic/claude-opus-4.8',
      '--endpoint',
      'https://openrouter.ai/api/v1',
    );
    expect(rows).toMatchObject([{ provider: 'openrouter' }]);
    expect(elsewhere).toEqual([]);
  });

  it('marks what was read more than 180 days ago, rows of the user’s own included', async () => {
    const own = { ...rules.at(-1), id: 'mine/old', provider: 'mine' };
    const dated = { ...own, source: { ...own.source, read: '2020-01-01' } };
    const file = await folder.file('own.json', JSON.stringify([dated]));
    const { rules: rows } = await told('--rules', file);
    expect(rows.filter(({ isOld }) => isOld).map(({ id }) => id)).toContain('mine/old');
    expect((await throughline(['rules', '--rules', file])).out).toMatch(/mine\/old .* days: OLD/);
  });

  it('says what is wrong with a file of rules, and exits 2', async () => {
    const file = await folder.file('bad.json', '[');
    expect(await throughline(['rules', '--rules', file])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('not JSON'),
    });
  });

  it.each<[readonly string[], string]>([
    [['--wire', 'telex'], '--wire is one of anthropic-messages'],
    [['--dialect', 'latin'], '--dialect is one of '],
    [['claude'], 'Say --model claude'],
    [['--vendor', 'x'], 'There is no option --vendor'],
  ])('says how it is used when called with %j, and exits 3', async (args, message) => {
    const { code, out, err } = await throughline(['rules', ...args]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });
});
