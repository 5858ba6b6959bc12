import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderFor, throughline, type Folder } from './command.fixture.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await folderFor('rescue');
});
afterAll(async () => folder.remove());

const line = (uuid: string, parentUuid: string | null, role: string, content: unknown): string =>
  JSON.stringify({
    parentUuid,
    isSidechain: false,
    type: role,
    uuid,
    message: { role, content, ...(role === 'assistant' && { id: `m_${uuid}`, model: 'claude-opus-4-8' }) },
  });

const thinking = (text: string, signature?: string): object => ({
  type: 'thinking',
  thinking: text,
  signature,
});

/** Ends in a thought that was cut off before it was signed. */
const wedged = [
  line('u1', null, 'user', 'Which orders are late?'),
  line('a1', 'u1', 'assistant', [thinking('Count.', 'c2lnMQ=='), { type: 'text', text: 'Seven.' }]),
  line('u2', 'a1', 'user', 'And paid?'),
  line('a2', 'u2', 'assistant', [thinking('Two of')]),
  '',
].join('\n');

const healthy = wedged.split('\n').toSpliced(3, 1).join('\n');

describe('throughline rescue', () => {
  it('writes a copy without what wedges it, says what it took, and leaves the original alone', async () => {
    const file = await folder.file('dead.jsonl', wedged);
    await chmod(file, 0o600);
    const { code, out, err } = await throughline(['rescue', file]);
    const copy = join(folder.path, 'dead.rescued.jsonl');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await readFile(copy, 'utf8')).toBe(healthy);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toBe(wedged);
    for (const words of [
      'claude-code, claude-opus-4-8',
      '1 block of thinking taken out',
      'line 4: message.content[0]  partial-thinking-replayed',
      `Rescued: ${copy}`,
    ])
      expect(out).toContain(words);
  });

  it('never writes over a file', async () => {
    const file = await folder.file('twice.jsonl', wedged);
    expect((await throughline(['rescue', file])).code).toBe(0);
    for (const args of [[], ['--out', file]]) {
      const again = await throughline(['rescue', file, ...args]);
      expect(again).toMatchObject({ code: 3, out: '', err: expect.stringContaining('is there already') });
    }
    expect(await readFile(file, 'utf8')).toBe(wedged);
  });

  it('writes nothing where nothing is wrong', async () => {
    const file = await folder.file('well.jsonl', healthy);
    const { code, out } = await throughline(['rescue', file]);
    expect(code).toBe(0);
    expect(out).toContain('nothing was written');
    await expect(stat(join(folder.path, 'well.rescued.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('takes all thinking out as a last resort', async () => {
    const file = await folder.file('stubborn.jsonl', healthy);
    const out = join(folder.path, 'stubborn-copy.jsonl');
    expect((await throughline(['rescue', '--drop-thinking', '--out', out, file])).code).toBe(0);
    expect(await readFile(out, 'utf8')).toBe(healthy.replace(/\{"type":"thinking".*?\},/, ''));
  });

  it('says with --json what it did, and reads standard input', async () => {
    const out = join(folder.path, 'from-stdin.jsonl');
    const told = await throughline(['rescue', '--json', '--agent', 'claude-code', '--out', out, '-'], {
      input: wedged,
    });
    expect(JSON.parse(told.out)).toMatchObject({
      file: '-',
      agent: 'claude-code',
      wire: 'anthropic-messages',
      out,
      taken: [{ at: 'messages[3].content[0]', code: 'partial-thinking-replayed' }],
      left: [],
    });
    expect(await readFile(out, 'utf8')).toBe(healthy);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['no session', '{"messages":[]}', 'not a saved session of'],
    ['not UTF-8', Uint8Array.of(0xff, 0xfe), 'not UTF-8'],
  ])('says what is wrong with a file that is %s, and exits 2', async (name, content, message) => {
    const { code, out, err } = await throughline(['rescue', await folder.file(name, content)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it.each<[readonly string[], string]>([
    [[], 'Name the session to rescue'],
    [['-'], 'Say --out FILE'],
    [['--agent', 'clippy', 'x'], '--agent is one of'],
    [['--force', 'x'], 'There is no option --force'],
  ])('says how it is used when called with %j, and exits 3', async (args, message) => {
    const { code, out, err } = await throughline(['rescue', ...args]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });
});
