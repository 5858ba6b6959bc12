import { codecFor, wireNames } from '@throughline/codecs';
import { eventsOf, ThroughlineError } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeSchema, type Exchange } from '../capture/exchange.ts';
import { all, pieces } from '../capture/pieces.fixture.ts';
import { importHar } from './har.ts';

type Fields = { readonly [field: string]: unknown };

const har = (...entries: readonly object[]): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'a browser' }, entries } });

const entry = (url: string, body: object | string, response: Fields = {}, request: Fields = {}): object => ({
  startedDateTime: '2026-11-01T10:00:00.000Z',
  request: {
    method: 'POST',
    url,
    postData: { mimeType: 'application/json', text: typeof body === 'string' ? body : JSON.stringify(body) },
    ...request,
  },
  response: { status: 200, content: { mimeType: 'application/json', text: '{"id":"r"}' }, ...response },
});

const read = async (...entries: readonly object[]): Promise<Exchange[]> => all(importHar(har(...entries)));
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const messages = { model: 'm', messages: [] };

describe('importHar', () => {
  it.each([
    ['anthropic-messages', 'https://api.anthropic.com/v1/messages?beta=true', messages],
    ['anthropic-messages', 'https://api.deepseek.com/anthropic/v1/messages', messages],
    ['openai-chat', 'https://openrouter.ai/api/v1/chat/completions', messages],
    [
      'openai-chat',
      'https://me.openai.azure.com/openai/deployments/d/chat/completions?api-version=1',
      messages,
    ],
    ['openai-responses', 'https://chatgpt.com/backend-api/codex/responses', { model: 'm', input: [] }],
    ['gemini', 'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent', { contents: [] }],
    [
      'gemini',
      'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent?alt=sse',
      { contents: [] },
    ],
    [
      'gemini-interactions',
      'https://generativelanguage.googleapis.com/v1beta/interactions',
      { model: 'm', input: [] },
    ],
    [
      'bedrock-converse',
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse',
      { messages: [] },
    ],
    [
      'bedrock-converse',
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream',
      { messages: [] },
    ],
    ['mistral-chat', 'https://api.mistral.ai/v1/chat/completions', messages],
    ['cohere-chat', 'https://api.cohere.com/v2/chat', messages],
    ['ollama-chat', 'http://localhost:11434/api/chat', messages],
  ])('recognises %s at %s', async (wire, url, body) => {
    const [exchange] = await read(entry(url, body));
    expect(exchange).toEqual({
      wire,
      endpoint: new URL(url).origin,
      request: { ...body, model: 'm' },
      response: { id: 'r' },
      status: 200,
    });
  });

  it('has a route for every wire', async () => {
    const found = await Promise.all(
      Object.keys(wireNames).map(async (wire) => {
        const { path, history } = codecFor(wire);
        const host = wire === 'mistral-chat' ? 'https://api.mistral.ai' : 'https://a.example';
        const body = { [history]: [] };
        return (await read(entry(host + path.replace('{model}', 'arn%3Aaws%2Fm'), body)))[0]?.wire;
      }),
    );
    expect(found).toEqual(Object.keys(wireNames));
  });

  it('passes over whatever is no call of a provider', async () => {
    const url = 'https://api.anthropic.com/v1/messages';
    const others = [
      entry('https://a.example/v1/messages/count_tokens', messages),
      entry('https://a.example/inbox/messages', messages),
      entry(url, { model: 'm' }),
      entry(url, 'not JSON'),
      entry('nowhere', messages),
      { request: { url } },
      {},
    ];
    expect(await read(...others)).toEqual([]);
  });

  it('reads streams as text, bodies in base64, and numbers as they were spelled', async () => {
    const sse = 'event: ping\ndata: {"type":"ping"}\n\n';
    const content = { mimeType: 'text/event-stream', text: base64(sse), encoding: 'base64' };
    const [exchange] = await read(
      entry('https://a.example/v1/messages', '{"messages":[],"temperature":1.0}', { content }),
    );
    expect(exchange).toMatchObject({ sse });
    expect(JSON.stringify(exchange?.request)).toBe('{"messages":[],"temperature":1.0}');
  });

  it('folds a binary stream into its reply', async () => {
    const { encoder } = codecFor('bedrock-converse').stream;
    const reply = {
      message: { role: 'assistant' as const, parts: [{ type: 'text' as const, text: 'Hi.' }] },
    };
    const encode = encoder();
    const bytes = Buffer.concat([...eventsOf(reply)].map((event) => Buffer.from(encode.push(event))));
    const content = {
      mimeType: 'application/vnd.amazon.eventstream',
      text: base64(bytes),
      encoding: 'base64',
    };
    const url = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream';
    const [exchange] = await read(entry(url, { messages: [] }, { content }));
    expect(JSON.stringify(exchange?.response)).toContain('"Hi."');
    expect(exchange).not.toHaveProperty('aborted');
    const cut = { ...content, text: base64(bytes.subarray(0, bytes.length - 1)) };
    expect((await read(entry(url, { messages: [] }, { content: cut })))[0]?.aborted).toBe(true);
  });

  it('keeps no credentials', async () => {
    const headers = [
      { name: 'Authorization', value: 'Bearer secret' },
      { name: 'anthropic-version', value: '2023-06-01' },
    ];
    const [exchange] = await read(
      entry('https://me:secret@a.example/v1/messages?key=secret', messages, {}, { headers }),
    );
    expect(JSON.stringify(exchange)).not.toContain('secret');
    expect(exchange?.headers).toEqual({ 'anthropic-version': '2023-06-01' });
  });

  it('says what broke off, and has no reply where none came', async () => {
    const url = 'https://a.example/v1/messages';
    const found = await read(
      entry(url, messages, { status: 0, content: {} }),
      entry(url, messages, { content: { text: 'data: {}\n\n' }, _error: 'net::ERR_ABORTED' }),
      entry(url, messages, { content: { text: '' } }),
    );
    expect(found.map(({ status, aborted, sse }) => ({ status, aborted, sse }))).toEqual([
      { status: undefined, aborted: true, sse: undefined },
      { status: 200, aborted: true, sse: 'data: {}\n\n' },
      { status: 200, aborted: undefined, sse: undefined },
    ]);
  });

  it.each(['', '[]', '{"log":{}}', 'null'])('refuses %j', async (text) =>
    expect(all(importHar(text))).rejects.toThrow('format-invalid'),
  );

  it('reads the same however the text is cut, and tells exchanges or refuses', async () => {
    const url = fc.constantFrom('https://a.example/v1/messages', 'https://a.example/model/m/converse', 'x');
    const body = fc.oneof(fc.json(), fc.constant('{"messages":[]}'), fc.string());
    const response = fc.record({
      status: fc.oneof(fc.nat(), fc.jsonValue()),
      content: fc.record({ text: fc.string(), encoding: fc.constantFrom('base64', 'utf8') }),
    });
    const entries = fc.array(
      fc.oneof(
        fc.tuple(url, body, response).map((parts) => entry(...parts)),
        fc.object(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          entries.map((list) => har(...list)),
          fc.json(),
        ),
        fc.nat(),
        async (text, at) => {
          const place = at % (text.length + 1);
          const [whole, cut] = await Promise.all(
            [text, pieces([text.slice(0, place), text.slice(place)])].map(async (input) =>
              all(importHar(input)).catch((error: unknown) => error),
            ),
          );
          expect(JSON.stringify(cut)).toBe(JSON.stringify(whole));
          if (!ThroughlineError.is(whole)) exchangeSchema.array().parse(whole);
        },
      ),
    );
  });
});
