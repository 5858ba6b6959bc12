import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headersOf, withBody } from './fetch-call.ts';
import { retainingFetch } from './fetch.ts';
import { createLedger } from './memory-ledger.ts';
import { first, json, reply, second, startProvider, thoughtful, type Received } from './provider.fixture.ts';

type Form = (url: string, text: string) => Parameters<typeof fetch>;

const headers = { 'content-type': 'application/json', 'x-mine': 'a' };
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const forms: readonly (readonly [string, Form])[] = [
  ['a text', (url, body) => [url, { method: 'POST', headers, body }]],
  ['a URL, and a method in small letters', (url, body) => [new URL(url), { method: 'post', headers, body }]],
  ['bytes', (url, text) => [url, { method: 'POST', headers, body: bytes(text) }]],
  [
    'a part of a buffer',
    (url, text) => [url, { method: 'POST', headers, body: bytes(`[${text}`).subarray(1) }],
  ],
  ['an ArrayBuffer', (url, text) => [url, { method: 'POST', headers, body: bytes(text).buffer }]],
  ['a blob', (url, text) => [url, { method: 'POST', headers, body: new Blob([text]) }]],
  ['Headers', (url, body) => [url, { method: 'POST', headers: new Headers(headers), body }]],
  ['a list of headers', (url, body) => [url, { method: 'POST', headers: Object.entries(headers), body }]],
  ['a Request', (url, body) => [new Request(url, { method: 'POST', headers, body })]],
  ['a Request of bytes', (url, text) => [new Request(url, { method: 'POST', headers, body: bytes(text) })]],
  [
    'a Request of a stream',
    (url, text) => [
      new Request(url, { method: 'POST', headers, body: new Blob([text]).stream(), duplex: 'half' }),
    ],
  ],
  [
    'a Request, its body and headers elsewhere',
    (url, body) => [new Request(url, { method: 'POST', body: '{}' }), { headers, body }],
  ],
  [
    'a Request, its headers elsewhere',
    (url, body) => [new Request(url, { method: 'POST', headers: { 'x-mine': 'b' }, body }), { headers }],
  ],
];

describe.each(forms)('%s', (_what, form) => {
  it('is sent whole, and repaired', async () => {
    const provider = await startProvider(json(reply));
    const faults: string[] = [];
    const send = retainingFetch({
      ledger: createLedger(),
      mode: 'repair',
      onFault: ({ message }) => faults.push(message),
    });
    const url = `${provider.url}/chat/completions`;
    await (await send(...form(url, JSON.stringify(first)))).json();
    await (await send(...form(url, JSON.stringify(second())))).json();
    const [one, two] = provider.received as [Received, Received];
    expect(one.text).toBe(JSON.stringify(first));
    expect(JSON.parse(two.text)).toEqual(second(thoughtful));
    expect(two.headers).toMatchObject(headers);
    expect(faults).toEqual([]);
  });
});

it('aborts a Request by the signal it came with', async () => {
  const provider = await startProvider(json(reply), () => {});
  const send = retainingFetch({ ledger: createLedger(), mode: 'repair' });
  const url = `${provider.url}/chat/completions`;
  await (await send(url, { method: 'POST', body: JSON.stringify(first) })).json();
  const abort = new AbortController();
  const body = JSON.stringify(second());
  const asking = send(new Request(url, { method: 'POST', body, signal: abort.signal }));
  setTimeout(() => abort.abort(), 20);
  await expect(asking).rejects.toThrow('abort');
});

describe('headers of a repair', () => {
  const added = { 'anthropic-beta': 'binding-1' };
  const sentWith = (given: RequestInit['headers']): Headers =>
    headersOf(
      withBody({ input: 'http://h', init: { body: '{}', ...(given && { headers: given }) } }, '{}', added),
    );

  it.each([
    [undefined, 'binding-1'],
    [{}, 'binding-1'],
    [{ 'Anthropic-Beta': 'mine' }, 'mine, binding-1'],
    [{ 'anthropic-beta': 'mine,binding-1' }, 'mine,binding-1'],
    [{ 'anthropic-beta': 'binding-12' }, 'binding-12, binding-1'],
    [new Headers({ 'anthropic-beta': 'mine' }), 'mine, binding-1'],
    [[['anthropic-beta', 'mine']] as [string, string][], 'mine, binding-1'],
  ])('join %j', (given, expected) => {
    expect(sentWith(given).get('anthropic-beta')).toBe(expected);
  });

  it('never replace one, and never keep a length', () => {
    const name = fc.stringMatching(/^x-[a-z]{1,9}$/);
    const value = fc.stringMatching(/^[a-z0-9][a-z0-9 ,;=]{0,9}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.dictionary(name, value), (given) => {
        const sent = sentWith({ ...given, 'Content-Length': '2' });
        for (const [key, one] of Object.entries(given)) expect(sent.get(key)).toBe(one);
        expect(sent.has('content-length')).toBe(false);
        expect(sent.get('anthropic-beta')).toBe('binding-1');
      }),
    );
  });
});
