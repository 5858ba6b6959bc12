import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
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
    buffer(child.stdout),
    buffer(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out: out.toString(), err: err.toString() };
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

  it.each<[string, string]>([
    ['leading and trailing white space', ' \n{"messages":[]}\n\n '],
    ['a byte order mark', '\uFEFF{"messages":[]}\n'],
    ['other line ends', '{\r\n\t"messages": [\r\n]\r\n}\r\n'],
    ['odd numbers', '{"messages":[],"max_tokens":1.0E2,"seed":12345678901234567890}'],
    ['a key said twice', '{"messages":[],"x":1,"x":2}'],
  ])('keeps %s, and has one line of it with --json', async (name, body) => {
    const path = await file(`${name}.json`, body);
    const { out } = await throughline([...anthropic, path]);
    expect(out).toBe(body.endsWith('\n') ? body : `${body}\n`);
    const line = (await throughline([...anthropic, '--json', path])).out;
    const value = body
      .replace('\uFEFF', '')
      .replaceAll(/[\r\n]+[\t ]*/g, '')
      .trim();
    expect(line).toBe(`{"file":${JSON.stringify(path)},"value":${value},"losses":[],"delivery":[]}\n`);
  });

  const overloaded =
    '{ "type":"error", "error":{"type":"overloaded_error","message":"Busy."}, "request_id":"r" }';

  it('gives an error of the provider back as it is, or in the words of another wire', async () => {
    const path = await file('error.json', overloaded);
    expect(await throughline([...anthropic, '--kind', 'reply', path])).toMatchObject({
      code: 0,
      out: `${overloaded}\n`,
    });
    const crossing = ['convert', '--from', 'anthropic-messages', '--to', 'openai-chat', '--kind', 'reply'];
    const { code, out } = await throughline([...crossing, '--json', path]);
    expect({ code, line: JSON.parse(out) as unknown }).toMatchObject({
      code: 0,
      line: {
        value: { error: { message: 'Busy.' } },
        losses: [{ code: 'field-unsupported' }],
        delivery: [],
      },
    });
  });

  it('says what a provider said in the middle of a stream', async () => {
    const { code, out } = await throughline(
      [...anthropic, '--kind', 'stream', '--json', '-'],
      `event: error\ndata: ${overloaded}\n\n`,
    );
    expect({ code, line: JSON.parse(out) as unknown }).toEqual({
      code: 2,
      line: { file: '-', error: { code: 'upstream-failed', message: expect.stringContaining('Busy.') } },
    });
  });

  const thinking = '{"choices":[{"message":{"role":"assistant","reasoning_content":"Hm.","content":"Hi."}}]}';
  const asText = ['convert', '--from', 'openai-chat', '--to', 'anthropic-messages', '--kind', 'reply'];

  it.each<[string, readonly string[], unknown]>([
    ['a dialect of one side', ['--dialect', 'deepseek'], 'thinking'],
    ['a dialect of each side', ['--from-dialect', 'deepseek', '--to-dialect', 'open'], 'thinking'],
    ['tagged thinking', ['--dialect', 'deepseek', '--thinking', 'tag'], 'text'],
    ['no thinking of others', ['--dialect', 'deepseek', '--thinking', 'drop'], undefined],
  ])('takes %s', async (_name, options, first) => {
    const { code, out } = await throughline([...asText, ...options, '-'], thinking);
    const { content } = JSON.parse(out) as { content: { type: string; text?: string }[] };
    const types = content.map(({ type }) => type);
    expect({ code, types }).toEqual({ code: 0, types: first === undefined ? ['text'] : [first, 'text'] });
  });

  it('folds a stream of any length', { timeout: 60_000 }, async () => {
    const frames = (await readFile(corpus('anthropic-messages/signed-thinking/stream.sse'), 'utf8')).split(
      /(?<=\n\n)/,
    );
    const delta = frames.findIndex((frame) => frame.includes('"text_delta"'));
    const long = frames.with(delta, String(frames[delta]).repeat(40_000)).join('');
    const { out } = await throughline([...anthropic, '--kind', 'stream', '-'], long);
    expect(JSON.parse(out)).toMatchObject({
      content: [{ type: 'thinking' }, { text: 'So.'.repeat(40_000) }],
    });
  });

  it('takes hundreds of files in one call, and answers in their order', { timeout: 60_000 }, async () => {
    const path = await file('one-of-many.json', '{"messages":[]}');
    const files = Array.from({ length: 800 }, (_, at) => `${folder}/${'./'.repeat(at % 7)}one-of-many.json`);
    expect(files).toContain(path);
    const { code, out } = await throughline([...anthropic, '--json', ...files]);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string });
    expect({ code, files: lines.map((line) => line.file) }).toEqual({ code: 0, files });
  });

  it.each([['--help'], ['convert', '--help'], ['convert', '-h']])(
    'explains itself when asked by %s',
    async (...args) => {
      expect(await throughline(args)).toMatchObject({
        code: 0,
        out: expect.stringContaining('convert'),
        err: '',
      });
    },
  );

  it.each<[readonly string[], string]>([
    [['convert', 'x.json'], 'Say --from WIRE and --to WIRE.'],
    [
      ['convert', '--from', 'telex', '--to', 'openai-chat', 'x.json'],
      `expected one of ${Object.keys(wireNames).join(', ')}, found "telex"`,
    ],
    [[...anthropic, '--kind', 'poem', 'x.json'], '--kind is one of request, reply, stream'],
    [anthropic, 'Name the files to convert'],
    [[...anthropic, '-', '-'], 'Standard input can be read only once'],
    [[...anthropic, '--dialect', 'telex', 'x.json'], 'anthropic-messages has claude, open'],
    [[...anthropic, '--to-dialect', 'deepseek', 'x.json'], 'expected one of claude, open, found "deepseek"'],
    [[...anthropic, '--thinking', 'loudly', 'x.json'], '--thinking is one of drop, keep-readable, tag'],
    [[...anthropic, '--lossses', 'x', 'x.json'], 'There is no option --lossses'],
    [[...anthropic, 'x.json', '--losses'], '--losses needs a value'],
    [[...anthropic, '--losses', '/no/such/folder/x', 'x.json'], '--losses: ENOENT'],
    [['convers'], 'There is no command "convers". There is: audit, convert, repair, rescue, rules.'],
    [[], 'Say a command.'],
  ])('says how it is used when called with %j, and exits 3', async (args, message) => {
    const { code, err, out } = await throughline(args);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });
});
