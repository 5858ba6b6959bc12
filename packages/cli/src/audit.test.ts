import { readFile, readdir } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetful, linesOf, loop } from './captures.fixture.ts';
import { folderFor, throughline, type Folder } from './command.fixture.ts';

let folder: Folder;
let [kept, lost] = ['', ''];
beforeAll(async () => {
  folder = await folderFor('audit');
  kept = await folder.file('kept.jsonl', linesOf(loop(4)));
  lost = await folder.file('lost.jsonl', linesOf(loop(4, { back: forgetful })));
});
afterAll(async () => folder.remove());

type Line = {
  readonly file: string;
  readonly findings: readonly { readonly exchange: number; readonly code: string; readonly at: string }[];
  readonly [field: string]: unknown;
};

const linesIn = (out: string): readonly Line[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const lostCode = 'thinking-missing-in-open-tool-loop';

const calling = {
  role: 'assistant',
  content: '',
  tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
};

describe('throughline audit', () => {
  it('finds nothing where all thinking came back, and exits 0', async () => {
    const { code, out, err } = await throughline(['audit', '--json', kept]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      file: kept,
      findings: [],
      exchanges: 4,
      retention: { blocks: { returned: 6, expected: 6 } },
      replayedTokens: 72,
      appendOnly: true,
    });
  });

  it('says of each exchange, counted from 0, what was lost, and exits 1', async () => {
    const { code, out } = await throughline(['audit', '--json', lost]);
    const [line] = linesIn(out);
    expect(code).toBe(1);
    expect(line?.findings.map(({ exchange, at }) => `${exchange} ${at}`)).toEqual([
      '1 messages[1].content[0]',
      '2 messages[1].content[0]',
      '2 messages[3].content[0]',
      '3 messages[1].content[0]',
      '3 messages[3].content[0]',
      '3 messages[5].content[0]',
    ]);
    expect(line?.findings[0]).toEqual({
      exchange: 1,
      code: lostCode,
      severity: 'error',
      at: 'messages[1].content[0]',
      evidence: 'request+prior-response',
      providerOutcome: { status: 400, message: expect.stringContaining('Expected `thinking`') },
      explain: expect.stringContaining('thought here'),
      rule: { id: expect.any(String), url: expect.stringContaining('https://'), read: expect.any(String) },
      repair: 'exact',
    });
    expect(line).toMatchObject({ retention: { blocks: { returned: 0, expected: 6 } } });
  });

  it.each<[string, number, number]>([
    ['error', 0, 1],
    ['warning', 1, 1],
    ['info', 1, 1],
  ])('fails on %s or graver', async (failOn, onWarning, onError) => {
    const unseen = loop(2, {
      model: 'claude-opus-5',
      back: (blocks) => blocks.filter(({ type }) => type !== 'thinking'),
    }).map((line) => JSON.stringify(line).replaceAll('Look at part 1.', ''));
    const warning = await folder.file('warning.jsonl', `${unseen.join('\n')}\n`);
    expect((await throughline(['audit', '--fail-on', failOn, warning])).code).toBe(onWarning);
    expect((await throughline(['audit', '--fail-on', failOn, lost])).code).toBe(onError);
    expect((await throughline(['audit', '--fail-on', failOn, kept])).code).toBe(0);
  });

  it('has one line of JSON per capture, and a ledger for each', async () => {
    const other = await folder.file('other.jsonl', linesOf(loop(4, { back: forgetful }).slice(3)));
    const { code, out } = await throughline(['audit', '--json', kept, other, lost]);
    expect(code).toBe(1);
    expect(linesIn(out).map(({ file, findings }) => [file, findings.length])).toEqual([
      [kept, 0],
      [other, 1],
      [lost, 6],
    ]);
  });

  it('tells people what it is, what the provider does, and what to do, without colours where piped', async () => {
    const { out } = await throughline(['audit', lost]);
    expect(out).toBe(stripVTControlCharacters(out));
    expect(out.split('\n').filter((line) => line.includes(lostCode))).toHaveLength(1);
    for (const words of [
      'exchange 1  claude-sonnet-4-5 (line 2)',
      'will answer 400: messages.1.content.0.type: Expected `thinking`',
      `throughline repair ${lost}`,
      'also in 2 later requests, up to exchange 3',
      'and at messages[3].content[0] (exchange 2), messages[5].content[0] (exchange 3)',
      '4 exchanges: 6 errors',
      '0 of 6 blocks of thinking came back',
    ])
      expect(out).toContain(words);
  });

  it('tells sessions apart, and where a request does not extend the one before', async () => {
    const changed = loop(3, { session: 'second', question: 'And paid?' }).map((exchange, index) =>
      index === 2 ? JSON.parse(JSON.stringify(exchange).replace('And paid?', 'And due?')) : exchange,
    );
    const lines = [...loop(3, { session: 'first' }), ...changed];
    const { out } = await throughline(['audit', '-'], { input: linesOf(lines) });
    expect(out).toContain('first     ████████████████████████  100 %');
    expect(out).toContain('second');
    expect(out).toContain('not append-only: first in exchange 5 at messages[0]');
  });

  it('reads standard input, a HAR and the log of the simulator by their content', async () => {
    const exchanges = loop(3, { back: forgetful }) as unknown as readonly {
      request: object;
      response?: object;
    }[];
    const entries = exchanges.map(({ request, response }) => ({
      request: {
        method: 'POST',
        url: 'https://api.anthropic.com/v1/messages',
        headers: [],
        postData: { text: JSON.stringify(request) },
      },
      response: { status: 200, content: { text: JSON.stringify(response ?? {}) } },
    }));
    const har = JSON.stringify({ log: { version: '1.2', entries } }, null, 2);
    const log = JSON.stringify(exchanges.map((one) => ({ status: 200, response: {}, ...one })));
    for (const input of [linesOf(exchanges), `\uFEFF\n${linesOf(exchanges)}`, har, ` \n${log}`]) {
      const { code, out } = await throughline(['audit', '--json', '-'], { input });
      expect({ code, places: linesIn(out)[0]?.findings.map(({ exchange }) => exchange) }).toEqual({
        code: 1,
        places: [1, 2, 2],
      });
    }
    expect(await throughline(['audit', '--from', 'har', lost])).toMatchObject({ code: 2, out: '' });
  });

  it('reads what is plainly of another wire as that, and says so', async () => {
    const [first, last] = [
      {
        request: { model: 'deepseek-v4-pro', messages: [{ role: 'user', content: 'Go.' }] },
        response: { choices: [{ message: { ...calling, reasoning_content: 'Hm.' } }] },
      },
      {
        request: {
          model: 'deepseek-v4-pro',
          messages: [
            { role: 'user', content: 'Go.' },
            calling,
            { role: 'tool', tool_call_id: 'c1', content: '1' },
          ],
        },
      },
    ];
    for (const wire of ['openai-chat', 'anthropic-messages', 'gemini']) {
      const input = linesOf([
        { wire, ...first },
        { wire, ...last },
      ]);
      const { code, out, err } = await throughline(['audit', '--json', '-'], { input });
      expect({ code, line: JSON.parse(out) as unknown }).toMatchObject({
        code: 1,
        line: { findings: [{ exchange: 1, code: 'reasoning-missing-on-tool-call-message' }] },
      });
      expect(err.includes('read as openai-chat')).toBe(wire !== 'openai-chat');
    }
  });

  it('looks at what people see, on whatever wire', async () => {
    const reply = {
      content: [
        { type: 'thinking', thinking: 'Looks fine.' },
        { type: 'text', text: 'Approved.' },
      ],
    };
    const asked = { wire: 'mcp-sampling', request: { method: 'sampling/createMessage' }, response: reply };
    const shown = {
      wire: 'mcp-sampling',
      request: { result: { content: { type: 'text', text: 'Looks fine.' } } },
    };
    const { code, out } = await throughline(['audit', '--json', '-'], { input: linesOf([asked, shown]) });
    expect({ code, line: JSON.parse(out) as unknown }).toMatchObject({
      code: 1,
      line: { findings: [{ exchange: 1, code: 'positional-read-of-first-block' }] },
    });
  });

  it('goes by rules of the user’s own', async () => {
    const { out } = await throughline([
      'rules',
      '--json',
      '--wire',
      'anthropic-messages',
      '--model',
      'claude-sonnet-4-5',
    ]);
    const {
      ageInDays: _,
      isOld: __,
      ...row
    } = (JSON.parse(out) as { rules: { [field: string]: unknown }[] }).rules[0] ?? {};
    const own = await folder.file(
      'own.json',
      JSON.stringify([{ ...row, returns: 'none', required: 'none' }]),
    );
    const { out: told } = await throughline(['audit', '--json', '--rules', own, kept]);
    expect(linesIn(told)[0]).toMatchObject({ retention: { blocks: { expected: 0 } } });
    const bad = await folder.file('bad-rules.json', '[{"id":"x"}]');
    expect(await throughline(['audit', '--rules', bad, kept])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('[0].provider'),
    });
  });

  it('writes the JSON to a file as well, whole or not at all', async () => {
    const findings = join(folder.path, 'findings.json');
    await throughline(['audit', '--findings', findings, lost]);
    expect(JSON.parse(await readFile(findings, 'utf8'))).toMatchObject({ file: lost, exchanges: 4 });
    const none = join(folder.path, 'none.json');
    const bad = await folder.file('half.jsonl', `${linesOf(loop(2, { back: forgetful }))}{"wire":`);
    expect((await throughline(['audit', '--findings', none, lost, bad])).code).toBe(2);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a line that is no JSON', `${linesOf(loop(2))}\n{"wire":`, 'line 4: not JSON'],
    ['a line that is no exchange', '{"wire":"openai-chat"}\n', 'line 1: request: expected an object'],
    [
      'a wire that is not known',
      '{"wire":"anthropic","request":{"messages":[]}}',
      'line 1: wire: expected one of',
    ],
    ['nothing', '\n \n', 'there is no exchange in it'],
  ])('names the place of %s, writes nothing, and exits 2', async (_name, input, message) => {
    for (const format of ['human', 'json', 'sarif', 'junit']) {
      const { code, out, err } = await throughline(['audit', '--format', format, '-'], { input });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(message);
    }
  });

  it('says which file is not there', async () => {
    const none = join(folder.path, 'no.jsonl');
    const { code, err } = await throughline(['audit', none, kept]);
    expect(code).toBe(2);
    expect(err).toMatch(/no\.jsonl: .*ENOENT/);
  });

  it.each<[readonly string[], string]>([
    [[], 'Name the captures to audit'],
    [['--fail-on', 'silent', 'x'], '--fail-on is one of error, warning, info'],
    [['--format', 'poem', 'x'], '--format is one of human, json, sarif, junit'],
    [['--json', '--format', 'sarif', 'x'], '--json and --format sarif'],
    [['--from', 'telex', 'x'], '--from is one of capture, har, simulator'],
    [['--colour', 'x'], 'There is no option --colour'],
    [['--findings', '/no/such/folder/x', 'x'], '--findings: ENOENT'],
    [['-', '-'], 'Standard input can be read only once'],
  ])('says how it is used when called with %j, and exits 3', async (args, message) => {
    const { code, out, err } = await throughline(['audit', ...args]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });

  it('ends quietly when nobody reads on', async () => {
    const many = await folder.file('many.jsonl', linesOf(loop(120, { back: forgetful })));
    const main = new URL('main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [
      '--conditions=@throughline/source',
      main,
      'audit',
      '--json',
      many,
    ]);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
