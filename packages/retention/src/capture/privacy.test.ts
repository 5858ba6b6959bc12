import { codecFor } from '@throughline/codecs';
import { isJsonObject, sameJson, type JsonObject, type JsonValue } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusExchanges } from './corpus.fixture.ts';
import type { Exchange } from './exchange.ts';
import { redact, type PrivacyMode } from './privacy.ts';
import { writeExchange } from './read.ts';

const modes = ['redacted', 'hashes'] as const;
const secret = 'a secret of the user';
const of = (request: JsonObject, rest: object = {}): Exchange => ({
  wire: 'anthropic-messages',
  request,
  ...rest,
});
const reply = (...content: JsonObject[]): JsonObject => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content,
  stop_reason: 'end_turn',
});

type Event = JsonObject & { readonly type: string };

const sse = (...events: Event[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const start = { type: 'message_start', message: { ...reply(), stop_reason: null } };
const begin = (index: number, content_block: JsonObject): Event => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, inner: JsonObject): Event => ({
  type: 'content_block_delta',
  index,
  delta: inner,
});
const stop = (index: number): Event => ({ type: 'content_block_stop', index });
const thought = [
  begin(0, { type: 'thinking', thinking: '', signature: '' }),
  delta(0, { type: 'thinking_delta', thinking: 'a secret ' }),
  delta(0, { type: 'thinking_delta', thinking: 'of the user' }),
  delta(0, { type: 'signature_delta', signature: 'c2ln' }),
  stop(0),
];
const end = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' } }, { type: 'message_stop' }];

describe('redact', () => {
  it.each(['full', ...modes] satisfies PrivacyMode[])('keeps no credentials in mode %s', (mode) => {
    const headers = {
      Authorization: `Bearer ${secret}`,
      'x-api-key': secret,
      cookie: secret,
      'x-goog-api-key': secret,
      'api-key': secret,
      'OpenAI-Organization': secret,
      'Content-Type': 'application/json',
      'anthropic-beta': 'a-2025-01-01, b',
    };
    const endpoint = `https://me:${encodeURIComponent(secret)}@host:8/v1?key=${secret}&alt=sse#${secret}`;
    const safe = redact({ wire: 'gemini', endpoint, headers, request: {} }, mode);
    expect(safe.endpoint).toBe('https://host:8/v1?key&alt');
    expect(Object.keys(safe.headers ?? {})).toEqual([
      'OpenAI-Organization',
      'Content-Type',
      'anthropic-beta',
    ]);
    expect(writeExchange(safe)).not.toContain('secret');
  });

  it.each([
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['user:pass@host/v1?key=1', 'host/v1?key'],
    ['//user@host', '//host'],
    ['production', 'production'],
    ['?key=1', '?key'],
    ['', ''],
  ])('leaves of the endpoint %s only %s', (endpoint, safe) =>
    expect(redact({ wire: 'w', endpoint, request: {} }, 'full').endpoint).toBe(safe),
  );

  it('leaves everything else as it is in full', () => {
    const exchange = of(
      { messages: [{ role: 'user', content: secret }] },
      { sse: 'data: {}', extra: secret },
    );
    expect(redact(exchange, 'full')).toEqual(exchange);
  });

  it.each(modes)('keeps how a body is built, and no word of it, in mode %s', (mode) => {
    const request = {
      model: 'claude-x@20251101',
      system: secret,
      tools: [
        {
          name: 'look',
          description: secret,
          input_schema: { type: 'object', properties: { q: { enum: [secret] } } },
        },
      ],
      messages: [
        { role: 'user', name: 'alice', content: secret },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: secret, signature: secret },
            { type: 'tool_use', id: 'toolu_1', name: 'look', input: { name: 'alice', id: 'alice', n: 1 } },
          ],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: secret, is_error: false }],
        },
      ],
      new_field: { id: 'kept', words: 'alice' },
    };
    const safe = redact(of(request), mode);
    const text = writeExchange(safe);
    expect(text).not.toMatch(/secret|alice/);
    for (const kept of ['claude-x@20251101', 'toolu_1', '"look"', '"n":1', '"is_error":false', '"id":"kept"'])
      expect(text).toContain(kept);
    expect(safe.request['system']).toBe(
      ((safe.request['messages'] as JsonObject[])[0] as JsonObject)['content'],
    );
  });

  it('has a fixed form for a hash, and tells the length where asked', () => {
    const system = (mode: PrivacyMode): unknown => redact(of({ system: secret }), mode).request['system'];
    expect(system('hashes')).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(system('redacted')).toMatch(/^redacted:20:[0-9a-f]{16}$/);
  });

  it('leaves an empty text empty: whether thinking is empty matters', () =>
    expect(redact(of({ system: '' }), 'hashes').request['system']).toBe(''));

  it('leaves the public stand-in for a signature', () => {
    const parts = [{ functionCall: {}, thoughtSignature: 'skip_thought_signature_validator' }];
    expect(redact({ wire: 'gemini', request: { parts } }, 'hashes').request).toEqual({ parts });
  });

  it('hides what stands in a field of an id but is none', () =>
    expect(redact(of({ id: secret }), 'hashes').request['id']).toMatch(/^sha256:/));

  it.each(modes)(
    'makes one reply of a stream, with blocks as they are when they go back, in mode %s',
    (mode) => {
      const block = { type: 'thinking', thinking: secret, signature: 'c2ln' };
      const next = redact(of({ messages: [{ role: 'assistant', content: [block] }] }), mode);
      const events = [start, ...thought, ...end];
      for (const streamed of [{ sse: sse(...events) }, { events }]) {
        const { response, ...rest } = redact(of({}, streamed), mode);
        expect(rest).toEqual({ wire: 'anthropic-messages', request: {} });
        expect(response?.['content']).toEqual((next.request['messages'] as JsonObject[])[0]?.['content']);
      }
    },
  );

  it('keeps the finished blocks of a stream that stopped early', () => {
    const text = delta(1, { type: 'text_delta', text: 'unfinis' });
    const cut = [start, ...thought, begin(1, { type: 'text', text: '' }), text];
    const safe = redact(of({}, { sse: sse(...cut) }), 'hashes');
    expect(safe.aborted).toBe(true);
    expect(safe.response?.['content']).toHaveLength(1);
  });

  it('leaves out a stream that cannot be read, and says so', () => {
    const unknown = redact({ wire: 'telepathy', request: {}, sse: secret }, 'hashes');
    expect(unknown).toEqual({ wire: 'telepathy', request: {}, note: 'stream-left-out:config-invalid' });
    expect(redact(of({}, { sse: `data: ${secret}\n\n` }), 'redacted')).toEqual({
      ...of({}),
      note: 'stream-left-out:format-invalid',
    });
  });

  it.each(corpusExchanges)('leaves $name readable by its codec', ({ exchange }) => {
    const { wire, dialect, request, response } = exchange;
    const codec = codecFor(wire, dialect);
    const safe = redact(exchange, 'hashes');
    if (Object.keys(request).length > 0) codec.request.decode(safe.request);
    if (isJsonObject(response)) codec.reply.decode(safe.response);
    expect(Object.hasOwn(safe, 'sse')).toBe(false);
  });

  it('can read the streams of every wire', () => {
    const unread = corpusExchanges.filter(({ exchange }) => redact(exchange, 'hashes')['note'] !== undefined);
    expect(unread.map(({ name }) => name)).toEqual([]);
  });
});

const words = fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => `§ ${text}`);
const bodies = fc.dictionary(
  fc.oneof(fc.constantFrom('type', 'name', 'id', 'role', 'input', 'text'), fc.string()),
  fc.jsonValue({ maxDepth: 4 }),
) as fc.Arbitrary<JsonObject>;
const shapeOf = (value: JsonValue): JsonValue => {
  if (typeof value === 'string') return value === '' ? '' : 'text';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
};

describe('redacted captures', () => {
  it.each(modes)('keep their shape, and are redacted once and for all, in mode %s', (mode) =>
    fc.assert(
      fc.property(bodies, (request) => {
        const safe = redact(of(request), mode);
        expect(shapeOf(safe.request)).toEqual(shapeOf(request));
        expect(redact(safe, mode)).toEqual(safe);
      }),
    ),
  );

  it('hold no words, wherever they stand', () =>
    fc.assert(
      fc.property(bodies, fc.string(), words, (body, key, text) => {
        const safe = redact(of({ ...body, [key]: { [key]: [text, { [key]: text }] } }), 'hashes');
        expect(JSON.stringify(safe).includes(JSON.stringify(text))).toBe(false);
      }),
    ));

  it('are equal where the full ones are', () =>
    fc.assert(
      fc.property(bodies, bodies, (one, other) => {
        const [a, b] = [one, other].map((body) => redact(of({ messages: [body] }), 'hashes').request);
        expect(sameJson(a, b)).toBe(sameJson(one, other));
      }),
    ));
});
