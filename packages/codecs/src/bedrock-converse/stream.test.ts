import { crc32 } from 'node:zlib';
import { foldEvents, ThroughlineError, type JsonObject, type StreamEvent } from '@throughline/core';
import { cut, streamed } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { bedrockConverse } from './index.ts';

const start = { messageStart: { role: 'assistant' } };
const delta = (contentBlockIndex: number, fields: JsonObject): JsonObject => ({
  contentBlockDelta: { contentBlockIndex, delta: fields },
});
const open = (contentBlockIndex: number, fields: JsonObject): JsonObject => ({
  contentBlockStart: { contentBlockIndex, start: fields },
});
const stop = (contentBlockIndex: number): JsonObject => ({ contentBlockStop: { contentBlockIndex } });
const thought = (text: string): JsonObject => ({ reasoningContent: { text } });
const last = { messageStop: { stopReason: 'end_turn' } };
const metadata = { metadata: { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } } };
const text = [delta(0, { text: 'é🙂' }), stop(0)];
const whole = [start, ...text, last, metadata];

/** One message of the binary framing, written without the library that the codec uses. */
function message(headers: Readonly<Record<string, string>>, body: string): Uint8Array {
  const encodedHeaders = Object.entries(headers).map(([name, value]) => {
    const sizes = Buffer.from([7, 0, 0]);
    sizes.writeUInt16BE(Buffer.byteLength(value), 1);
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), sizes, Buffer.from(value)]);
  });
  const head = Buffer.concat(encodedHeaders);
  const payload = Buffer.from(body);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + head.length + payload.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  const checked = Buffer.concat([prelude, checksum(prelude), head, payload]);
  return Buffer.concat([checked, checksum(checked)]);
}

function checksum(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

function event(frame: JsonObject): Uint8Array {
  const [[name, body] = ['', {}]] = Object.entries(frame);
  const headers = { ':event-type': name, ':content-type': 'application/json', ':message-type': 'event' };
  return message(headers, JSON.stringify(body));
}

const binary = (...frames: readonly JsonObject[]): Uint8Array => Buffer.concat(frames.map(event));
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);
const lines = (...frames: readonly JsonObject[]): Uint8Array =>
  bytes(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
const sse = (...frames: readonly JsonObject[]): Uint8Array =>
  bytes(frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join(''));

function read(...chunks: readonly Uint8Array[]): readonly StreamEvent[] {
  const decoder = bedrockConverse.stream.decoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

function failure(run: () => unknown): ThroughlineError {
  try {
    run();
  } catch (error) {
    if (ThroughlineError.is(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a stream', () => {
  it.each([
    ['binary messages', binary],
    ['server-sent events', sse],
    ['lines', lines],
  ])('in %s, cut anywhere, is the same reply', (_what, framed) => {
    const expected = foldEvents(read(binary(...whole)));
    expect(expected.message.parts).toEqual([{ type: 'text', text: 'é🙂' }]);
    for (const size of [1, 2, 5, 1000]) {
      expect(foldEvents(read(...cut(framed(...whole), size)))).toEqual(expected);
    }
  });

  it('may begin with white space where it is text', () => {
    expect(foldEvents(read(bytes('\r\n \n'), lines(...whole))).message.parts).toHaveLength(1);
  });

  it('is written as a reader of the binary framing expects it', () => {
    const reply = foldEvents(read(binary(...whole)));
    expect(Buffer.from(streamed(bedrockConverse, reply))).toEqual(
      binary(start, delta(0, { text: '' }), delta(0, { text: 'é🙂' }), stop(0), last, metadata),
    );
  });

  it.each([
    ['binary messages', binary(...whole), 0],
    ['server-sent events', sse(start, ...text, last), 2],
    ['lines', lines(start, ...text, last), 1],
  ])('in %s that stops anywhere before its last word is broken', (_what, all, tail) => {
    for (let length = 0; length < all.length - tail; length += 1)
      expect(failure(() => read(all.subarray(0, length))).code).toBe('stream-broken');
  });

  it('may leave out the report of tokens where a proxy wrote it anew, and may not stop inside it', () => {
    const all = sse(...whole);
    const head = sse(start, ...text, last).length;
    expect(foldEvents(read(all.subarray(0, head))).message.usage).toBeUndefined();
    for (let length = head + 1; length < all.length - 3; length += 1)
      expect(failure(() => read(all.subarray(0, length))).code).toBe('stream-broken');
  });

  it('with a damaged message says which checksum is wrong', () => {
    const all = new Uint8Array(binary(...whole));
    all[40] = (all[40] as number) ^ 1;
    expect(failure(() => read(all)).message).toMatch(/^stream-broken: The message checksum/);
    const short = new Uint8Array(binary(...whole));
    short[9] = (short[9] as number) ^ 1;
    expect(failure(() => read(short)).message).toMatch(/^stream-broken: The prelude checksum/);
  });

  it('with a message that is not UTF-8 is broken', () => {
    const headers = { ':event-type': 'metadata', ':message-type': 'event' };
    const odd = Buffer.from(message(headers, '{"a":"x"}'));
    odd[odd.length - 7] = 0xff;
    odd.set(checksum(odd.subarray(0, -4)), odd.length - 4);
    expect(failure(() => read(odd)).code).toBe('stream-broken');
  });

  it('reserves no memory for a length that no message has', () => {
    expect(failure(() => read(new Uint8Array([0, 0, 0, 3, 0]))).message).toBe(
      'stream-broken: a message of 3 bytes',
    );
    const begun = binary(start);
    expect(failure(() => read(begun, new Uint8Array([0xff, 0xff, 0xff, 0xff]))).message).toBe(
      'stream-broken: a message of 4294967295 bytes',
    );
  });

  it.each([
    ['throttlingException', 'rate-limit'],
    ['modelStreamErrorException', 'internal'],
    ['internalServerException', 'internal'],
    ['validationException', 'invalid-request'],
    ['serviceUnavailableException', 'overloaded'],
    ['somethingNewException', 'other'],
  ])('with a %s fails with the provider’s words, in every framing', (name, kind) => {
    const body = { [name]: { message: 'No.' } };
    const headers = {
      ':exception-type': name,
      ':content-type': 'application/json',
      ':message-type': 'exception',
    };
    const fault = Buffer.concat([binary(start), message(headers, '{"message":"No."}')]);
    for (const all of [fault, sse(start, body), lines(start, body)]) {
      const decoder = bedrockConverse.stream.decoder();
      expect(decoder.push(all).at(-1)).toMatchObject({
        type: 'error',
        error: { kind, message: 'No.', body },
      });
      const error = failure(() => decoder.end());
      expect({ code: error.code, body: error.body }).toEqual({ code: 'upstream-failed', body });
    }
  });

  it('with a fault outside the model of the service fails too', () => {
    const headers = { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'Oops.' };
    const error = failure(() => read(binary(start), message(headers, '')));
    expect({ code: error.code, body: error.body }).toEqual({
      code: 'upstream-failed',
      body: { InternalFailure: { message: 'Oops.' } },
    });
  });

  it('that is a refusal is one', () => {
    expect(failure(() => read(bytes('{"message":"The model is unknown."}'))).code).toBe('upstream-failed');
  });

  it.each<[string, readonly JsonObject[], RegExp]>([
    ['a block before the message', [...text, start], /^format-invalid: event: an event came before/],
    [
      'a delta without a number',
      [start, { contentBlockDelta: { delta: {} } }],
      /^format-invalid: contentBlockDelta/,
    ],
    [
      'a start without a number',
      [start, { contentBlockStart: { start: {} } }],
      /^format-invalid: contentBlockStart\.contentBlockIndex/,
    ],
    ['an end without a message', [last], /^format-invalid: event/],
  ])('with %s is refused at the place', (_what, frames, expected) => {
    expect(failure(() => read(binary(...frames))).message).toMatch(expected);
  });

  it('keeps thinking and text apart that came under one number, and a number used twice', () => {
    const frames = [
      delta(0, thought('a')),
      delta(0, { text: 'b' }),
      stop(0),
      delta(0, thought('c')),
      open(0, { toolUse: { toolUseId: 't', name: 'f' } }),
    ];
    const { parts } = foldEvents(read(binary(start, ...frames, last, metadata))).message;
    expect(parts).toEqual([
      { type: 'thinking', text: 'a', visibility: 'full' },
      { type: 'text', text: 'b' },
      { type: 'thinking', text: 'c', visibility: 'full' },
      { type: 'toolCall', callId: 't', name: 'f', arguments: '{}' },
    ]);
  });

  it('keeps events and deltas it does not know', () => {
    const frames = [
      delta(0, { sparkle: 1 }),
      { aurora: { hue: 3 } },
      last,
      delta(4, { text: 'late' }),
      metadata,
    ];
    const { notes } = foldEvents(read(binary(start, ...text, ...frames)));
    expect(JSON.parse(String(notes?.['bedrock-converse']?.form?.['unfolded']))).toEqual([
      delta(0, { sparkle: 1 }),
      { aurora: { hue: 3 } },
      delta(4, { text: 'late' }),
    ]);
  });

  it('takes what it knows of a delta that says more', () => {
    const { message, notes } = foldEvents(
      read(binary(start, delta(0, { text: 'a', type: 'text_delta' }), stop(0), last, metadata)),
    );
    expect(message.parts).toEqual([{ type: 'text', text: 'a' }]);
    expect(notes?.['bedrock-converse']?.form?.['unfolded']).toContain('text_delta');
  });

  it('tells finished parts only while it runs', () => {
    const decoder = bedrockConverse.stream.decoder();
    decoder.push(binary(start, ...text, delta(1, thought('b'))));
    expect(decoder.partial().message.parts).toEqual([{ type: 'text', text: 'é🙂' }]);
  });

  it('cut by its token limit keeps the arguments as text', () => {
    const frames = [
      open(0, { toolUse: { toolUseId: 't', name: 'f' } }),
      delta(0, { toolUse: { input: '{"a": "b' } }),
      stop(0),
    ];
    const end = { messageStop: { stopReason: 'max_tokens' } };
    const { parts, stop: stopped } = foldEvents(read(binary(start, ...frames, end, metadata))).message;
    expect(parts).toEqual([{ type: 'toolCall', callId: 't', name: 'f', arguments: '{"a": "b' }]);
    expect(stopped?.reason).toBe('length');
  });

  it('with five megabytes of text in fifty thousand pieces is read in time', () => {
    const piece = event(delta(0, { text: 'x'.repeat(100) }));
    const all = Buffer.concat([
      binary(start),
      ...Array.from({ length: 50_000 }, () => piece),
      binary(stop(0), last, metadata),
    ]);
    const [part] = foldEvents(read(...cut(all, 1400))).message.parts;
    expect(part?.type === 'text' ? part.text.length : 0).toBe(5_000_000);
  });
});
