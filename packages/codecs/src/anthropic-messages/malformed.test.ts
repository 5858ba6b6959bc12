import { foldEvents, ThroughlineError, type JsonObject, type StreamEvent } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from './index.ts';

const start = {
  type: 'message_start',
  message: {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'x',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  },
};
const end = [
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 2 },
  },
  { type: 'message_stop' },
];
const open = (index: number, block: JsonObject): JsonObject => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const delta = (index: number, fields: JsonObject): JsonObject => ({
  type: 'content_block_delta',
  index,
  delta: fields,
});
const stop = (index: number): JsonObject => ({ type: 'content_block_stop', index });

function bytes(...frames: readonly JsonObject[]): Uint8Array {
  return new TextEncoder().encode(
    frames.map((frame) => `event: ${frame['type'] as string}\ndata: ${JSON.stringify(frame)}\n\n`).join(''),
  );
}

function read(...chunks: readonly Uint8Array[]): readonly StreamEvent[] {
  const decoder = anthropicMessages.stream.decoder();
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

const text = [open(0, { type: 'text', text: '' }), delta(0, { type: 'text_delta', text: 'é🙂' }), stop(0)];
const whole = bytes(start, ...text, ...end);

describe('a stream', () => {
  it('that stops anywhere before its last word is broken, and says so', () => {
    const emptyLine = 2;
    for (let length = 0; length < whole.length - emptyLine; length += 1) {
      expect(failure(() => read(whole.subarray(0, length))).code).toBe('stream-broken');
    }
  });

  it('that stops inside a character says so', () => {
    const at = new TextDecoder('latin1').decode(whole).indexOf('Ã©');
    expect(failure(() => read(whole.subarray(0, at + 1))).message).toBe(
      'stream-broken: the stream stopped inside a UTF-8 character',
    );
    expect(failure(() => read(new Uint8Array([0xff, 0xfe]))).message).toBe(
      'stream-broken: the stream is not UTF-8',
    );
  });

  it('with an error event fails with the provider’s words', () => {
    const error = failure(() =>
      read(bytes(start, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })),
    );
    expect(error.code).toBe('upstream-failed');
    expect(error.body).toEqual({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
  });

  it.each<[string, readonly JsonObject[], RegExp]>([
    [
      'a block started twice',
      [start, ...text, open(0, { type: 'text', text: '' })],
      /^format-invalid: content_block_start\.index: block 0 starts twice/,
    ],
    [
      'a delta without a block',
      [start, delta(3, { type: 'text_delta', text: 'x' })],
      /^format-invalid: index: block 3 was not started/,
    ],
    ['a block before the message', [...text.slice(1), start], /^format-invalid: /],
    [
      'a delta of the wrong kind',
      [start, open(0, { type: 'text', text: '' }), delta(0, { type: 'text_delta', text: 5 })],
      /^format-invalid: content_block_delta\.delta\.text: expected a string/,
    ],
    [
      'a message that stops with an open block',
      [start, open(0, { type: 'text', text: '' }), ...end],
      /^stream-broken: message_stop while block 0 is open/,
    ],
  ])('with %s is refused at the place', (_what, frames, message) => {
    expect(failure(() => read(bytes(...frames))).message).toMatch(message);
  });

  it('with text that is not JSON is refused', () => {
    expect(failure(() => read(new TextEncoder().encode('data: {"type":\n\n'))).message).toMatch(
      /^format-invalid: not JSON/,
    );
  });

  it('tells finished parts only while it runs', () => {
    const decoder = anthropicMessages.stream.decoder();
    decoder.push(
      bytes(
        start,
        ...text,
        open(1, { type: 'tool_use', id: 't', name: 'f', input: {} }),
        delta(1, { type: 'input_json_delta', partial_json: '{"a"' }),
      ),
    );
    expect(decoder.partial().message.parts).toEqual([{ type: 'text', text: 'é🙂' }]);
  });

  it('keeps events and deltas it does not know', () => {
    const { notes } = foldEvents(
      read(
        bytes(
          start,
          open(0, { type: 'text', text: 'a' }),
          delta(0, { type: 'sparkle_delta', sparkle: 1 }),
          stop(0),
          { type: 'aurora', hue: 3 },
          ...end,
        ),
      ),
    );
    expect(notes?.['anthropic-messages']?.form?.['unfolded']).toBe(
      '[{"index":0,"delta":{"type":"sparkle_delta","sparkle":1}},{"type":"aurora","hue":3}]',
    );
  });

  it('cut by its token limit keeps the arguments as text', () => {
    const { message } = foldEvents(
      read(
        bytes(
          start,
          open(0, { type: 'tool_use', id: 't', name: 'f', input: {} }),
          delta(0, { type: 'input_json_delta', partial_json: '{"a": "b' }),
          stop(0),
          {
            type: 'message_delta',
            delta: { stop_reason: 'max_tokens', stop_sequence: null },
            usage: { output_tokens: 2 },
          },
          { type: 'message_stop' },
        ),
      ),
    );
    expect(message.parts).toEqual([{ type: 'toolCall', callId: 't', name: 'f', arguments: '{"a": "b' }]);
    expect(message.stop?.reason).toBe('length');
  });

  it('with ten megabytes of arguments in a hundred thousand pieces is read in time', () => {
    const piece = 'x'.repeat(100);
    const pieces = Array.from({ length: 100_000 }, () =>
      delta(0, { type: 'input_json_delta', partial_json: piece }),
    );
    const frames = bytes(
      start,
      open(0, { type: 'tool_use', id: 't', name: 'f', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"a":"' }),
      ...pieces,
      delta(0, { type: 'input_json_delta', partial_json: '"}' }),
      stop(0),
      ...end,
    );
    const [part] = foldEvents(read(frames)).message.parts;
    expect(part?.type === 'toolCall' ? part.arguments.length : 0).toBe(10_000_008);
  });
});

describe('a body', () => {
  it.each<[unknown, RegExp]>([
    ['text', /^format-invalid: /],
    [{ messages: 'none' }, /^format-invalid: messages: /],
    [{ messages: [{ role: 'user' }] }, /^format-invalid: messages\[0\]\.content: /],
    [{ messages: [{ role: 'narrator', content: 'a' }] }, /^format-invalid: messages\[0\]\.role: /],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'thinking' }] }] },
      /^format-invalid: messages\[0\]\.content\[0\]\.thinking: /,
    ],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 5, name: 'f', input: {} }] }] },
      /^format-invalid: messages\[0\]\.content\[0\]\.id: /,
    ],
  ])('%j is refused at the place', (body, message) => {
    expect(failure(() => anthropicMessages.request.decode(body)).message).toMatch(message);
  });

  it('with the same id twice is carried as it is', () => {
    const use = { type: 'tool_use', id: 'same', name: 'f', input: {} };
    const body = {
      messages: [
        { role: 'assistant', content: [use, use] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'same', content: 'a' }] },
      ],
    };
    expect(anthropicMessages.request.encode(anthropicMessages.request.decode(body)).value).toEqual(body);
  });
});
