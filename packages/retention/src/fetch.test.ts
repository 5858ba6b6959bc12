import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { createLedger } from './memory-ledger.ts';
import { retainingFetch, type FetchReport, type RetainingFetchOptions } from './fetch.ts';
import {
  chunks,
  first,
  json,
  reply,
  second,
  startProvider,
  stream,
  thoughtful,
  type Answer,
  type Provider,
} from './provider.fixture.ts';

type Told = { readonly findings: string[]; readonly repairs: string[]; readonly faults: string[] };

/** A client, and what it is told. */
function client(options: Partial<RetainingFetchOptions> = {}): { send: typeof fetch; told: Told } {
  const told: Told = { findings: [], repairs: [], faults: [] };
  const send = retainingFetch({
    ledger: createLedger(),
    mode: 'repair',
    onFindings: ({ findings }) => told.findings.push(...findings.map(({ code }) => code)),
    onRepair: ({ repairs }: FetchReport) => told.repairs.push(...repairs.map(({ code }) => code)),
    onFault: ({ message }) => told.faults.push(message),
    ...options,
  });
  return { send, told };
}

function post(
  send: typeof fetch,
  { url }: Provider,
  body: unknown,
  init: RequestInit = {},
): Promise<Response> {
  return send(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(body), ...init });
}

function messagesIn({ received }: Provider): readonly JsonObject[] {
  return (JSON.parse(String(received.at(-1)?.text)) as { messages: JsonObject[] }).messages;
}

const gzipped: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  response.end(gzipSync(JSON.stringify(reply)));
};

describe.each<[string, Answer]>([
  ['a whole reply', json(reply)],
  ['a stream', stream(chunks)],
  ['a reply that comes packed', gzipped],
  ['a reply without a type', (response) => void response.end(chunks.join(''))],
])('after %s', (_what, answer) => {
  it('puts back what a lossy client left out', async () => {
    const provider = await startProvider(answer, json(reply));
    const { send, told } = client();
    await (await post(send, provider, first)).text();
    await (await post(send, provider, second())).text();
    expect(messagesIn(provider)[1]).toEqual(thoughtful);
    expect(told).toEqual({
      findings: ['reasoning-missing-on-tool-call-message'],
      repairs: ['reasoning-missing-on-tool-call-message'],
      faults: [],
    });
  });

  it('gives the client what the provider said', async () => {
    const provider = await startProvider(answer);
    const plain = await post(fetch, provider, first);
    const observed = await post(client().send, provider, first);
    expect(await observed.text()).toBe(await plain.text());
  });
});

describe('in audit', () => {
  it('says what was lost, and sends what it was given', async () => {
    const provider = await startProvider(json(reply));
    const { send, told } = client({ mode: 'audit' });
    await (await post(send, provider, first)).json();
    const body = JSON.stringify(second());
    await post(send, provider, second());
    expect(provider.received[1]?.text).toBe(body);
    expect(told).toEqual({ findings: ['reasoning-missing-on-tool-call-message'], repairs: [], faults: [] });
  });

  it('hands the very same arguments on', async () => {
    const seen: unknown[] = [];
    const send = retainingFetch({
      ledger: createLedger(),
      mode: 'audit',
      fetch: async (...call) => {
        seen.push(...call);
        return Response.json(reply);
      },
    });
    const init = { method: 'POST', body: JSON.stringify(first) };
    await send('http://127.0.0.1/chat/completions', init);
    expect(seen).toEqual(['http://127.0.0.1/chat/completions', init]);
    expect(seen[1]).toBe(init);
  });
});

describe('in repair', () => {
  it.each(['{"messages": [ {"role":"user","content":"1.0"} ] ,"model":"m","seed":1.0}'])(
    'sends intact requests byte for byte',
    async (body) => {
      const provider = await startProvider(json(reply));
      await client().send(`${provider.url}/chat/completions`, { method: 'POST', body });
      expect(provider.received[0]?.text).toBe(body);
    },
  );

  it('learns what was really sent, so that the next request extends it', async () => {
    const provider = await startProvider(json(reply));
    const { send, told } = client();
    await (await post(send, provider, first)).json();
    await (await post(send, provider, second())).json();
    const messages = second()['messages'] as readonly JsonObject[];
    await (await post(send, provider, { ...first, messages: [...messages, ...messages.slice(1)] })).json();
    expect(
      messagesIn(provider).filter((one) => one['reasoning_content'] === thoughtful['reasoning_content'])
        .length,
    ).toBe(2);
    expect(told.faults).toEqual([]);
  });

  it('counts the length anew and keeps all other headers', async () => {
    const provider = await startProvider(json(reply));
    const { send } = client();
    await (await post(send, provider, first)).json();
    const body = JSON.stringify(second());
    const headers = { 'Content-Length': String(body.length), 'X-Mine': 'a', authorization: 'Bearer k' };
    await send(`${provider.url}/chat/completions`, { method: 'POST', body, headers });
    const { headers: sent, text } = provider.received[1] as Provider['received'][number];
    expect(sent).toMatchObject({ 'x-mine': 'a', authorization: 'Bearer k' });
    expect(Number(sent['content-length'])).toBe(Buffer.byteLength(text));
    expect(text.length).toBeGreaterThan(body.length);
  });

  it('leaves a body alone that a header vouches for, and says what is wrong with it', async () => {
    const provider = await startProvider(json(reply));
    const { send, told } = client();
    await (await post(send, provider, first)).json();
    await post(send, provider, second(), { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } });
    expect(messagesIn(provider)[1]).not.toHaveProperty('reasoning_content');
    expect(told).toMatchObject({ findings: ['reasoning-missing-on-tool-call-message'], repairs: [] });
  });

  it('keeps tenants apart', async () => {
    const provider = await startProvider(json(reply));
    const { send, told } = client({ tenant: (headers) => String(headers.get('authorization')) });
    await (await post(send, provider, first, { headers: { authorization: 'a' } })).json();
    await post(send, provider, second(), { headers: { authorization: 'b' } });
    expect(messagesIn(provider)[1]).not.toHaveProperty('reasoning_content');
    await post(send, provider, second(), { headers: { authorization: 'a' } });
    expect(messagesIn(provider)[1]).toHaveProperty('reasoning_content');
    expect(told.faults).toEqual([]);
  });

  it('waits for a ledger that answers later', async () => {
    const provider = await startProvider(stream(chunks), json(reply));
    const memory = createLedger();
    const later = async <T>(value: () => T): Promise<T> =>
      new Promise((resolve) => {
        setTimeout(() => resolve(value()), 5);
      });
    const { send } = client({
      ledger: {
        find: async (...asked) => later(() => memory.find(...asked)),
        add: async (...given) => later(() => memory.add(...given)),
      },
    });
    await (await post(send, provider, first)).text();
    await post(send, provider, second());
    expect(messagesIn(provider)[1]).toEqual(thoughtful);
  });

  it('keeps many conversations apart that go on at once', async () => {
    const provider = await startProvider((response, { text }) => {
      const number = /No\. \d+/.exec(text)?.[0];
      response.setHeader('content-type', 'text/event-stream');
      response.end(chunks.join('').replace('I should', `${number} should`));
    });
    const { send } = client();
    const asked = (body: JsonObject, number: number): string =>
      JSON.stringify(body).replace('Where is it?', `No. ${number}`);
    await Promise.all(
      Array.from({ length: 50 }, async (_, number) => {
        const url = `${provider.url}/chat/completions`;
        await (await send(url, { method: 'POST', body: asked(first, number) })).text();
        await (await send(url, { method: 'POST', body: asked(second(), number) })).text();
      }),
    );
    const thoughts = provider.received
      .map(({ text }) => JSON.parse(text) as { messages: readonly JsonObject[] })
      .filter(({ messages }) => messages.length > 1)
      .map(({ messages }) => [messages[0]?.['content'], messages[1]?.['reasoning_content']]);
    expect(thoughts).toHaveLength(50);
    for (const [number, thought] of thoughts)
      expect(thought).toBe(`${number as string} should look. 🙂\u2028 `);
  });
});

describe('what is not learnt', () => {
  it.each<[string, Answer]>([
    ['a refusal', json({ error: { message: 'no' } }, 429)],
    ['a refusal that looks like a reply', json(reply, 500)],
    ['an error in a good answer', json({ error: { message: 'no' } })],
    ['a page', (response) => void response.setHeader('content-type', 'application/json').end('<html>')],
  ])('%s', async (_what, answer) => {
    const provider = await startProvider(answer);
    const ledger = createLedger();
    const { send, told } = client({ ledger });
    await (await post(send, provider, first)).text();
    expect(ledger.size).toBe(0);
    expect(told.faults).toEqual([]);
  });

  it.each<[string, string, RequestInit]>([
    ['another method', '/chat/completions', { method: 'GET' }],
    ['another path', '/embeddings', { method: 'POST', body: JSON.stringify(first) }],
    ['another body', '/v1/messages', { method: 'POST', body: '{"role":"user"}' }],
    ['a form', '/chat/completions', { method: 'POST', body: new URLSearchParams({ a: 'b' }) }],
    ['no body', '/chat/completions', { method: 'POST' }],
  ])('%s', async (_what, path, init) => {
    const response = Response.json(reply);
    const ledger = createLedger();
    const { send, told } = client({ ledger, fetch: async () => response });
    expect(await send(`http://127.0.0.1${path}`, init)).toBe(response);
    expect(ledger.size).toBe(0);
    expect(told.faults).toEqual([]);
  });
});

it('does not touch what speaks of messages and is no request', async () => {
  const provider = await startProvider(json(reply));
  const ledger = createLedger();
  const { send, told } = client({ ledger });
  await (await post(send, provider, first)).json();
  const body = { result: { text: '<think>hm</think>', of: { messages: [] } } };
  await (await post(send, provider, body)).json();
  expect(provider.received[1]?.text).toBe(JSON.stringify(body));
  expect(told).toEqual({ findings: [], repairs: [], faults: [] });
  expect(ledger.size).toBe(1);
});

describe('the response', () => {
  it('still says where it came from', async () => {
    const provider = await startProvider(json(reply));
    const response = await post(client().send, provider, first);
    const { url, ok, status, redirected, type } = response;
    const from = `${provider.url}/chat/completions`;
    expect({ url, ok, status, redirected, type }).toEqual({
      url: from,
      ok: true,
      status: 200,
      redirected: false,
      type: 'basic',
    });
    expect(response).toBeInstanceOf(Response);
    const copy = response.clone();
    expect(copy.url).toBe(from);
    expect(await copy.json()).toEqual(await response.json());
    expect(response.bodyUsed).toBe(true);
  });

  it('may have no body', async () => {
    const provider = await startProvider((response) => void response.writeHead(204).end());
    const response = await post(client().send, provider, first);
    expect([response.status, response.body]).toEqual([204, null]);
  });

  it('is the error of the connection where there is none', async () => {
    const { send, told } = client();
    const failing = send('http://127.0.0.1:1/chat/completions', {
      method: 'POST',
      body: JSON.stringify(first),
    });
    await expect(failing).rejects.toThrow('fetch failed');
    expect(told.faults).toEqual([]);
  });
});

it.each([
  [{ wire: 'smoke' }, 'config-invalid: wire'],
  [{ wire: 'openai-chat', dialect: 'latin' }, 'config-invalid: dialect'],
  [{ dialect: 'latin' }, 'config-invalid: dialect: no wire has a dialect "latin"'],
  [{ mode: 'Audit' as 'audit' }, 'config-invalid: mode: expected audit or repair, found "Audit"'],
  [{ ledger: undefined as unknown as RetainingFetchOptions['ledger'] }, 'config-invalid: ledger'],
])('refuses %j at once', (options, message) => {
  expect(() => client(options)).toThrow(message);
});
