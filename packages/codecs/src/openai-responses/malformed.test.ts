import { foldEvents, ThroughlineError, type JsonObject, type StreamEvent } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { openaiResponses } from './index.ts';

const codec = openaiResponses();

const message = (text: string): JsonObject => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});
const response = (...output: readonly JsonObject[]): JsonObject => ({
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'x',
  output,
});
const start: JsonObject = {
  type: 'response.created',
  response: { ...response(), status: 'in_progress' },
};
const added = (index: number, item: JsonObject): JsonObject => ({
  type: 'response.output_item.added',
  output_index: index,
  item,
});
const done = (index: number, item: JsonObject): JsonObject => ({
  type: 'response.output_item.done',
  output_index: index,
  item,
});
const delta = (text: unknown, fields: JsonObject = {}): JsonObject => ({
  type: 'response.output_text.delta',
  item_id: 'msg_1',
  output_index: 0,
  content_index: 0,
  delta: text as string,
  ...fields,
});
const end = (...output: readonly JsonObject[]): JsonObject => ({
  type: 'response.completed',
  response: response(...output),
});

function bytes(...frames: readonly JsonObject[]): Uint8Array {
  return new TextEncoder().encode(
    frames.map((frame) => `event: ${frame['type'] as string}\ndata: ${JSON.stringify(frame)}\n\n`).join(''),
  );
}

function read(...chunks: readonly Uint8Array[]): readonly StreamEvent[] {
  const decoder = codec.stream.decoder();
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

const whole = bytes(start, added(0, { ...message(''), content: [] }), delta('é🙂'), end(message('é🙂')));

describe('a stream', () => {
  it('that stops anywhere before its last word is broken, and says so', () => {
    const emptyLine = 2;
    for (let length = 0; length < whole.length - emptyLine; length += 1)
      expect(failure(() => read(whole.subarray(0, length))).code).toBe('stream-broken');
  });

  it.each<[string, JsonObject]>([
    ['an error event', { type: 'error', error: { type: 'server_error', message: 'No.' } }],
    ['a flat error event', { type: 'error', code: 'server_error', message: 'No.', param: null }],
    [
      'a response that failed',
      {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_error', message: 'No.' } },
      },
    ],
    ['an error without a type', { error: { code: 'server_error', message: 'No.' } }],
  ])('with %s fails with the provider’s words', (_what, frame) => {
    const decoder = codec.stream.decoder();
    expect(decoder.push(bytes(start, frame)).at(-1)).toEqual({
      type: 'error',
      error: {
        kind: 'internal',
        word: 'server_error',
        message: 'No.',
        wire: 'openai-responses',
        body: frame,
      },
    });
    const error = failure(() => decoder.end());
    expect(error.code).toBe('upstream-failed');
    expect(error.body).toEqual(frame);
  });

  it('tells an error once, though the response then fails with it', () => {
    const decoder = codec.stream.decoder();
    const error = { type: 'error', code: 'server_error', message: 'No.' };
    const told = decoder.push(bytes(start, error, { type: 'response.failed', response: { error } }));
    expect(told.filter(({ type }) => type === 'error')).toHaveLength(1);
  });

  it.each<[string, readonly JsonObject[], RegExp]>([
    [
      'an item started twice',
      [start, added(0, message('')), added(0, message(''))],
      /^format-invalid: response\.output_item\.added\.output_index: item 0 starts twice/,
    ],
    [
      'a delta of the wrong kind',
      [start, delta(5)],
      /^format-invalid: response\.output_text\.delta\.delta: expected a string/,
    ],
    [
      'a delta of no item',
      [start, delta('a', { output_index: null })],
      /^format-invalid: response\.output_text\.delta\.output_index: expected a number/,
    ],
    [
      'an end without a response',
      [start, { type: 'response.completed' }],
      /^format-invalid: response\.completed\.response: /,
    ],
    [
      'an item that is none',
      [start, added(0, 'x' as unknown as JsonObject)],
      /^format-invalid: response\.output_item\.added\.item: /,
    ],
  ])('with %s is refused at the place', (_what, frames, message_) => {
    expect(failure(() => read(bytes(...frames))).message).toMatch(message_);
  });

  it('ends with a mark as well as without', () => {
    const mark = new TextEncoder().encode('data: [DONE]\n\n');
    expect(foldEvents(read(whole, mark))).toEqual(foldEvents(read(whole)));
    expect(failure(() => read(bytes(start), mark)).code).toBe('stream-broken');
  });

  it('tells finished parts only while it runs', () => {
    const decoder = codec.stream.decoder();
    decoder.push(
      bytes(
        start,
        added(0, message('')),
        done(0, message('a')),
        added(1, message('')),
        delta('b', { output_index: 1 }),
      ),
    );
    expect(decoder.partial().message.parts).toMatchObject([{ type: 'text', text: 'a' }]);
    expect(decoder.partial().message.parts).toHaveLength(1);
  });

  it('puts the items together where the end reports fewer', () => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f' };
    const { message: told } = foldEvents(
      read(
        bytes(
          start,
          added(0, { ...message(''), content: [] }),
          delta('a'),
          delta('b'),
          added(1, { ...call, arguments: '' }),
          {
            type: 'response.function_call_arguments.done',
            output_index: 1,
            item_id: 'fc_1',
            arguments: '{"a":1}',
          },
          end(),
        ),
      ),
    );
    expect(told.parts).toMatchObject([
      { type: 'text', text: 'ab' },
      { type: 'toolCall', callId: 'c', arguments: '{"a":1}' },
    ]);
  });

  it('tells its parts in the places they have in the reply, whatever order their items come in', () => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' };
    const events = read(
      bytes(
        start,
        added(1, { ...call, arguments: '' }),
        added(0, message('')),
        delta('a'),
        end(message('a'), call),
      ),
    );
    const ends = events.filter(({ type }) => type.endsWith('-end') && type !== 'reply-end');
    expect(ends).toMatchObject([
      { type: 'text-end', index: 0 },
      { type: 'tool-call-end', index: 1 },
    ]);
  });

  it('with ten megabytes of arguments in a hundred thousand pieces is read in time', () => {
    const piece = 'x'.repeat(100);
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f' };
    const text = `{"a":"${piece.repeat(100_000)}"}`;
    const grown = (added_: string): JsonObject => ({
      type: 'response.function_call_arguments.delta',
      output_index: 0,
      item_id: 'fc_1',
      delta: added_,
    });
    const frames = bytes(
      start,
      added(0, { ...call, arguments: '' }),
      grown('{"a":"'),
      ...Array.from({ length: 100_000 }, () => grown(piece)),
      grown('"}'),
      end({ ...call, arguments: text }),
    );
    const [part] = foldEvents(read(frames)).message.parts;
    expect(part?.type === 'toolCall' ? part.arguments.length : 0).toBe(10_000_008);
  });
});

describe('a body', () => {
  it.each<[unknown, RegExp]>([
    ['text', /^format-invalid: /],
    [{ input: 5 }, /^format-invalid: input: /],
    [{ input: ['a'] }, /^format-invalid: /],
  ])('%j is no request', (body, message_) => {
    expect(failure(() => codec.request.decode(body)).message).toMatch(message_);
  });

  it.each<[unknown]>([[{}], [{ output: 'a' }], [{ error: { message: 'No.' } }], [[]]])(
    '%j is no reply',
    (body) => {
      expect(failure(() => codec.reply.decode(body)).code).toBe('format-invalid');
    },
  );

  it('with an unknown dialect is refused', () => {
    expect(failure(() => openaiResponses('gopher' as 'openai')).message).toMatch(
      /^config-invalid: dialect: expected one of/,
    );
  });
});
