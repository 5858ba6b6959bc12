import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetful, linesOf, loop } from './captures.fixture.ts';
import { folderFor, throughline, type Folder } from './command.fixture.ts';

let folder: Folder;
let lost = '';
beforeAll(async () => {
  folder = await folderFor('repair');
  lost = await folder.file('lost.jsonl', linesOf(loop(4, { back: forgetful })));
});
afterAll(async () => folder.remove());

const requestOf = (exchange: unknown): unknown => (exchange as { request: unknown }).request;

describe('throughline repair', () => {
  it('puts back what the replies before held, and prints the request alone', async () => {
    const { code, out, err } = await throughline(['repair', lost]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(requestOf(loop(4).at(-1)));
    expect(err.trimEnd().split('\n')).toEqual(
      [1, 3, 5].map(
        (at) => `repaired (exact): thinking-missing-in-open-tool-loop at messages[${at}].content[0]`,
      ),
    );
  });

  it('says with --json what it did and what it found', async () => {
    const { code, out } = await throughline(['repair', '--json', lost]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      request: requestOf(loop(4).at(-1)),
      repairs: [1, 3, 5].map((at) => ({
        kind: 'exact',
        code: 'thinking-missing-in-open-tool-loop',
        at: `messages[${at}].content[0]`,
      })),
      findings: [{ repair: 'exact' }, {}, {}],
      headers: {},
      left: [],
    });
  });

  it('prints an intact request as it came, byte for byte', async () => {
    const request =
      '{ "model":"claude-sonnet-4-5",\t"max_tokens":1.0e3, "messages":[{"role":"user","content":"\\u00e9"}] }';
    const input = `${linesOf(loop(2))}{"request":${request} ,"wire":"anthropic-messages"}`;
    expect(await throughline(['repair', '-'], { input })).toEqual({ code: 0, out: `${request}\n`, err: '' });
  });

  it('keeps the spelling of numbers in a request that it repairs', async () => {
    const lines = linesOf(loop(2, { back: forgetful })).replaceAll(
      '"max_tokens":4096',
      '"max_tokens":4.096e3',
    );
    const { out } = await throughline(['repair', '-'], { input: lines });
    expect(out).toContain('"max_tokens":4.096e3');
    expect(out).toContain('c2lnbmF0dXJlMQ'.slice(0, 10));
  });

  it('repairs the request of the last exchange, or of a chosen one, answered or not', async () => {
    const answered = await folder.file('answered.jsonl', linesOf(loop(4, { back: forgetful }).slice(0, 3)));
    expect(JSON.parse((await throughline(['repair', answered])).out)).toEqual(requestOf(loop(4)[2]));
    const chosen = await throughline(['repair', '--exchange', '1', lost]);
    expect(JSON.parse(chosen.out)).toEqual(requestOf(loop(4)[1]));
    expect(await throughline(['repair', '--exchange', '9', lost])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no exchange 9: the last one is 3'),
    });
  });

  it('leaves what was never recorded, says so, and exits 1', async () => {
    const input = linesOf(loop(4, { back: forgetful }).slice(3));
    const { code, out, err } = await throughline(['repair', '-'], { input });
    expect({ code, request: JSON.parse(out) as unknown }).toEqual({
      code: 1,
      request: requestOf(loop(4, { back: forgetful }).at(-1)),
    });
    expect(err).toContain('left alone (error): thinking-missing-in-open-tool-loop');
  });

  it('changes what the user chose only with leave', async () => {
    const [first, second] = loop(2) as unknown as readonly { readonly request: { model: string } }[];
    const minted = { ...first, producer: { model: 'glm-5.3' }, endpoint: 'https://api.z.ai/api/anthropic' };
    const input = linesOf([minted, second]);
    const without = await throughline(['repair', '--json', '-'], { input });
    const { findings } = JSON.parse(without.out) as { findings: { code: string; repair: string }[] };
    const kind = findings.find(({ code }) => code === 'foreign-signature')?.repair;
    expect({ code: without.code, kind }).toEqual({ code: 1, kind: 'policy' });
    const allowed = await throughline(['repair', '--json', '--allow', 'policy,degrade', '-'], { input });
    expect(JSON.parse(allowed.out)).toMatchObject({
      repairs: [{ kind: 'policy', code: 'foreign-signature' }],
    });
  });

  it.each<[string, string, string]>([
    ['no JSON', '{"wire"', 'line 1: not JSON'],
    ['no exchange', '', 'there is no exchange in it'],
    ['a misspelled wire', '{"wire":"anthropic","request":{"messages":[]}}', 'line 1: wire: expected one of'],
  ])('says what is wrong with %s, and exits 2', async (_name, input, message) => {
    const { code, out, err } = await throughline(['repair', '-'], { input });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it.each<[readonly string[], string]>([
    [[], 'Name the capture to repair'],
    [['a', 'b'], 'Name one capture to repair'],
    [['--allow', 'all', 'x'], '--allow is one of policy, degrade'],
    [['--keep', 'some', 'x'], '--keep is one of all'],
    [['--exchange', 'last', 'x'], '--exchange is a number from 0'],
    [['--fail-on', 'error', 'x'], 'There is no option --fail-on'],
  ])('says how it is used when called with %j, and exits 3', async (args, message) => {
    const { code, out, err } = await throughline(['repair', ...args]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(message);
  });
});
