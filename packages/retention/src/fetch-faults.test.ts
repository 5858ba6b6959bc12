import { describe, expect, it } from 'vitest';
import { retainingFetch, type RetainingFetchOptions } from './fetch.ts';
import { createLedger } from './memory-ledger.ts';
import { chunks, first, json, reply, second, startProvider, stream } from './provider.fixture.ts';

const secret = 'sk-secret';
const words = 'words nobody else may read';

function throwing(): never {
  throw Object.assign(new TypeError(`${words} ${secret}`), { code: 'SQLITE_BUSY' });
}

const rejecting = async (): Promise<never> => throwing();

const broken: readonly (readonly [string, Partial<RetainingFetchOptions>, RegExp])[] = [
  ['a ledger that throws', { ledger: { find: throwing, add: throwing } }, /: TypeError SQLITE_BUSY$/],
  ['a ledger that rejects', { ledger: { find: rejecting, add: rejecting } }, /: TypeError SQLITE_BUSY$/],
  ['a ledger that cannot add', { ledger: { ...createLedger(), add: throwing } }, /at the ledger: /],
  ['a tenant that throws', { tenant: throwing }, /at the request: /],
  ['an onFindings that throws', { onFindings: throwing }, /at the report: /],
  ['an onRepair that throws', { onRepair: throwing }, /at the report: /],
];

describe.each(broken)('%s', (_what, options, message) => {
  it.each(['audit', 'repair'] as const)('does not break the call in %s', async (mode) => {
    const provider = await startProvider(json(reply), stream(chunks));
    const faults: Error[] = [];
    const send = retainingFetch({
      ledger: createLedger(),
      mode,
      onFault: (fault) => faults.push(fault),
      ...options,
    });
    const headers = { authorization: secret };
    const post = async (body: unknown): Promise<Response> =>
      send(`${provider.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await (await post(first)).json()).toEqual(reply);
    expect(await (await post(second())).text()).toBe(chunks.join(''));
    // Nothing is repaired in audit.
    expect(faults.length > 0 || options.onRepair !== undefined).toBe(true);
    for (const fault of faults) {
      expect(fault.message).toMatch(message);
      expect(fault.stack).toContain('.ts:');
      expect(`${fault.message} ${fault.stack} ${JSON.stringify(fault)}`).not.toMatch(/secret|nobody/);
      expect(fault.cause).toBeUndefined();
    }
  });
});

it.each<[string, string | Uint8Array<ArrayBuffer>, string, RegExp]>([
  ['a body that is no JSON', `{"messages": [${words}`, '/chat/completions', /: SyntaxError$/],
  [
    'bytes that are no text',
    new Uint8Array([0xff, 0xfe]),
    '/chat/completions',
    /ERR_ENCODING_INVALID_ENCODED_DATA$/,
  ],
  ['a model that is no name', JSON.stringify({ contents: [] }), '/models/%E0:generateContent', /: URIError$/],
])('sends %s as it is', async (_what, body, path, message) => {
  const provider = await startProvider(json({}));
  const faults: Error[] = [];
  const send = retainingFetch({
    ledger: createLedger(),
    mode: 'repair',
    onFault: (fault) => faults.push(fault),
  });
  expect((await send(provider.url + path, { method: 'POST', body })).status).toBe(200);
  expect(provider.received[0]?.text).toBe(typeof body === 'string' ? body : new TextDecoder().decode(body));
  expect(faults[0]?.message).toMatch(message);
  expect(faults[0]?.message).not.toContain('nobody');
});

it('gives on a stream that it cannot read', async () => {
  const garbage = ['data: {"choices": nothing\n\n', ...chunks];
  const provider = await startProvider(stream(garbage));
  const faults: string[] = [];
  const ledger = createLedger();
  const send = retainingFetch({ ledger, mode: 'repair', onFault: (fault) => faults.push(fault.message) });
  const asking = send(`${provider.url}/chat/completions`, { method: 'POST', body: JSON.stringify(first) });
  expect(await (await asking).text()).toBe(garbage.join(''));
  expect(faults).toEqual(['retention failed at the stream: format-invalid']);
  expect(ledger.size).toBe(0);
});

it('leaves a body alone that is no web stream', async () => {
  const faults: string[] = [];
  const strange = { ok: true, status: 200, headers: new Headers(), body: {} } as unknown as Response;
  const send = retainingFetch({
    ledger: createLedger(),
    mode: 'repair',
    fetch: async () => strange,
    onFault: ({ message }) => faults.push(message),
  });
  const body = JSON.stringify(first);
  expect(await send('http://h/chat/completions', { method: 'POST', body })).toBe(strange);
  expect(faults).toEqual(['retention failed at the response: TypeError']);
});

it('needs nobody to be told', async () => {
  const send = retainingFetch({
    ledger: { find: throwing, add: throwing },
    mode: 'repair',
    fetch: async () => Response.json(reply),
    onFault: throwing,
  });
  const body = JSON.stringify(second());
  expect(await (await send('http://h/chat/completions', { method: 'POST', body })).json()).toEqual(reply);
});
