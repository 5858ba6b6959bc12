import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { wireNames } from '@throughline/codecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = new URL('main.ts', import.meta.url).pathname;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-convert-'));
});
afterAll(async () => rm(folder, { recursive: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

async function throughline(args: readonly string[], input?: string): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@throughline/source', main, ...args]);
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out, err };
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const corpus = (path: string): string => new URL(`../../../corpus/${path}`, import.meta.url).pathname;
const anthropic = ['convert', '--from', 'anthropic-messages', '--to', 'anthropic-messages'];

describe('throughline convert', () => {
  it('gives a body of the same wire back byte for byte, odd spellings included', async () => {
    const body = '{ "model":"m", "max_tokens":1.0e3,\n  "messages":[{"role":"user","content":"\\u00e9"}] }';
    expect(await throughline([...anthropic, await file('odd.json', body)])).toEqual({
      code: 0,
      out: `${body}\n`,
      err: '',
    });
  });

  it('reads standard input', async () => {
    const body = '{"messages":[]}';
    expect(await throughline([...anthropic, '-'], body)).toMatchObject({ code: 0, out: `${body}\n` });
  });

  it('prints one JSON line per file, with losses and delivery', async () => {
    const files = [
      corpus('anthropic-messages/tool-loop/request.json'),
      corpus('anthropic-messages/plain-text/request.json'),
    ];
    const { code, out } = await throughline([
      'convert',
      '--from',
      'anthropic-messages',
      '--to',
      'openai-chat',
      '--dialect',
      'deepseek',
      '--json',
      ...files,
    ]);
    const lines = out
      .trimEnd()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            file: string;
            value: { messages: { role: string }[] };
            losses: { code: string }[];
            delivery: { status: string }[];
          },
      );
    expect(code).toBe(0);
    expect(lines.map((line) => line.file)).toEqual(files);
    expect(lines[0]?.value.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'tool',
    ]);
    expect(lines[0]?.delivery.map(({ status }) => status)).toEqual(['sent', 'withheld', 'sent']);
    expect(lines[0]?.losses.map((loss) => loss.code)).toContain('signature-foreign');
    expect(lines[1]?.losses).toEqual([]);
  });

  it('makes one reply of a stream', async () => {
    const { out } = await throughline([
      ...anthropic,
      '--kind',
      'stream',
      corpus('anthropic-messages/signed-thinking/stream.sse'),
    ]);
    expect(JSON.parse(out)).toEqual(
      JSON.parse(await readFile(corpus('anthropic-messages/signed-thinking/response.json'), 'utf8')),
    );
  });

  it('writes the losses where it is told to', async () => {
    const losses = join(folder, 'losses.jsonl');
    await throughline([
      'convert',
      '--from',
      'anthropic-messages',
      '--to',
      'openai-chat',
      '--losses',
      losses,
      corpus('anthropic-messages/tool-loop/request.json'),
    ]);
    expect(JSON.parse(await readFile(losses, 'utf8'))).toMatchObject({
      losses: expect.arrayContaining([expect.objectContaining({ code: 'thinking-withheld' })]),
    });
  });

  it('keeps bad files apart from good ones, names the place, and exits 2', async () => {
    const bad = await file('bad.json', '{"messages":[{"role":"user"}]}');
    const good = await file('good.json', '{"messages":[]}');
    const { code, out, err } = await throughline([...anthropic, '--json', bad, good]);
    expect(code).toBe(2);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        file: bad,
        error: {
          code: 'format-invalid',
          message: expect.stringContaining('messages[0].content'),
          path: 'messages[0].content',
        },
      },
      { file: good, value: { messages: [] }, losses: [], delivery: [] },
    ]);
    expect(err).toContain(`${bad}: format-invalid: messages[0].content`);
    expect(await throughline([...anthropic, bad, good])).toMatchObject({ code: 2, out: '' });
    expect(await throughline([...anthropic, join(folder, 'none.json')])).toMatchObject({ code: 2, out: '' });
  });

  it.each<[readonly string[], string]>([
    [['convert', 'x.json'], 'Say --from WIRE and --to WIRE.'],
    [
      ['convert', '--from', 'telex', '--to', 'openai-chat', 'x.json'],
      `expected one of ${Object.keys(wireNames).join(', ')}, found "telex"`,
    ],
    [[...anthropic, '--kind', 'poem', 'x.json'], '--kind is one of request, reply, stream'],
    [anthropic, 'Name the files to convert'],
  ])('says how it is used when called with %j, and exits 3', async (args, message) => {
    const { code, err, out } = await throughline(args);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });
});
