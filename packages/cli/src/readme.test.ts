import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { throughline } from './command.fixture.ts';
import { readmeFiles } from './readme.fixture.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const shown = [...readme.matchAll(/```\n\$ throughline ([^\n]+)\n([^]*?)```/g)].map(
  ([, command = '', output = '']) => [command, output] as const,
);

/** Rules grow older. */
const ageless = (text: string): string => text.replaceAll(/\d+ days? ago/g, 'N days ago');

describe('the README', () => {
  it('shows every verb', () =>
    expect(shown.map(([command]) => command.split(' ')[0])).toEqual([
      'audit',
      'repair',
      'rescue',
      'rules',
      'convert',
    ]));

  it.each(shown)('prints what it says for throughline %s', async (command, output) => {
    const cwd = await mkdtemp(join(tmpdir(), 'throughline-readme-'));
    for (const [name, content] of Object.entries(readmeFiles)) await writeFile(join(cwd, name), content);
    const { out, err } = await throughline(command.split(' '), { cwd });
    expect(ageless(out + err)).toBe(ageless(output));
    await rm(cwd, { recursive: true });
  });
});
