import {
  stringifyJson,
  type JsonObject,
  type Reply,
  type StreamEvent,
  ThroughlineError,
} from '@throughline/core';
import { expect, it } from 'vitest';
import { openaiChat, type DialectName } from './index.ts';

type Read = {
  readonly events: readonly StreamEvent[];
  readonly reply: Reply | undefined;
  readonly error: ThroughlineError | undefined;
  readonly partial: Reply;
};

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function frames(chunks: readonly JsonObject[], last: string = 'data: [DONE]\n\n'): Uint8Array {
  return bytes(chunks.map((one) => `data: ${stringifyJson(one)}\n\n`).join('') + last);
}

function chunk(delta: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    id: 'x',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null, ...more }],
  };
}

function read(dialect: DialectName, stream: Uint8Array): Read {
  const decoder = openaiChat(dialect).stream.decoder();
  const events: StreamEvent[] = [];
  try {
    events.push(...decoder.push(stream));
    events.push(...decoder.end());
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return { events, reply: undefined, error, partial: decoder.partial() };
  }
  const last = events.at(-1);
  return {
    events,
    reply: last?.type === 'reply-end' ? last.reply : undefined,
    error: undefined,
    partial: decoder.partial(),
  };
}

const names = ({ events }: Read): string =>
  events.map((event) => ('index' in event ? `${event.type} ${event.index}` : event.type)).join(', ');
const call = (fields: JsonObject): JsonObject => chunk({ tool_calls: [fields] });
const detail = (fields: JsonObject): JsonObject =>
  chunk({ reasoning_details: [{ type: 'reasoning.text', index: 0, ...fields }] });

it('refuses an error that comes beside choices', () => {
  const failed = { ...chunk({ content: '' }), error: { code: 400, message: 'Token limit reached' } };
  expect(read('openrouter', frames([chunk({ content: 'a' }), failed])).error).toMatchObject({
    code: 'upstream-failed',
    body: failed,
  });
});

it.each([{ object: 'error', message: 'no', code: 500 }, { error: { message: 'no' } }, { error: 'no' }])(
  'refuses the error frame %o',
  (frame) => {
    const { error, events } = read('vllm', frames([chunk({ content: 'a' }), frame]));
    expect(error?.code).toBe('upstream-failed');
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { wire: 'openai-chat', body: frame } });
  },
);

it.each(['data: [DONE]', 'data: [DONE]\n', 'data: [DONE]\r\n\r\n'])('takes %o for the end', (last) => {
  expect(read('openai', frames([chunk({ content: 'a' })], last)).reply?.message.parts).toEqual([
    { type: 'text', text: 'a' },
  ]);
});

it.each([
  ['half a UTF-8 character', new Uint8Array([...frames([chunk({ content: 'a' })]), 0xe2, 0x82])],
  ['no [DONE]', frames([chunk({ content: 'a' }, { finish_reason: 'stop' })], '')],
  ['no choice', frames([])],
  ['HTML', bytes('<html><body>502</body></html>')],
])('says that a stream is broken: %s', (_name, stream) => {
  expect(read('openai', stream).error?.code).toBe('stream-broken');
});

it('reads nothing behind [DONE]', () => {
  expect(
    read(
      'openai',
      frames(
        [chunk({ content: 'a' })],
        `data: [DONE]\n\ndata: ${stringifyJson(chunk({ content: 'b' }))}\n\n`,
      ),
    ).reply?.message.parts,
  ).toEqual([{ type: 'text', text: 'a' }]);
});

it('keeps both signatures of two texts with one index', () => {
  const { reply } = read(
    'openrouter',
    frames([detail({ text: 'a', signature: 'S1' }), detail({ text: 'b', signature: 'S2' })]),
  );
  expect(reply?.message.parts).toMatchObject([
    { text: 'a', signatures: [{ value: 'S1' }] },
    { text: 'b', signatures: [{ value: 'S2' }] },
  ]);
});

it('takes a signature that comes late, and does not give it up for an empty one', () => {
  const { reply } = read(
    'openrouter',
    frames([
      detail({ text: '', signature: '' }),
      detail({ text: 'a' }),
      detail({ text: '', signature: 'S' }),
      detail({ text: '', signature: '' }),
    ]),
  );
  expect(reply?.message.parts).toMatchObject([{ text: 'a', signatures: [{ value: 'S' }] }]);
});

it('tells thinking before the text whose empty string came first', () => {
  const told = read(
    'vllm',
    frames([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: '', reasoning: 'think' }),
      chunk({ content: 'say' }),
    ]),
  );
  expect(names(told)).toBe(
    'reply-start, thinking-start 0, thinking-delta 0, text-start 1, text-delta 1, thinking-end 0, text-end 1, reply-end',
  );
});

it('tells empty thinking before the call it led to', () => {
  const told = read(
    'deepseek',
    frames([
      chunk({ content: null, reasoning_content: '' }),
      call({ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }),
    ]),
  );
  expect(names(told)).toBe(
    'reply-start, thinking-start 0, tool-call-start 1, tool-call-delta 1, thinking-end 0, tool-call-end 1, reply-end',
  );
});

it('starts a call once its name is known', () => {
  const told = read(
    'openai',
    frames([
      call({ index: 0, id: 'c', type: 'function' }),
      call({ index: 0, function: { arguments: '{' } }),
      call({ index: 0, function: { name: 'f', arguments: '}' } }),
    ]),
  );
  expect(told.events[1]).toEqual({
    type: 'tool-call-start',
    index: 0,
    part: { type: 'toolCall', callId: 'c', name: 'f', arguments: '' },
  });
  expect(told.events[2]).toEqual({ type: 'tool-call-delta', index: 0, text: '{}' });
});

it('counts only finished parts of a stream that stopped', () => {
  const open = call({ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{"a"' } });
  expect(read('deepseek', frames([chunk({ reasoning_content: 'a' })], '')).partial.message.parts).toEqual([]);
  expect(
    read('deepseek', frames([chunk({ reasoning_content: 'a' }), open], '')).partial.message.parts,
  ).toMatchObject([{ type: 'thinking', text: 'a' }]);
});

it('joins what comes in pieces: audio, a custom call, an old function call', () => {
  const { reply } = read(
    'openai',
    frames([
      chunk({
        audio: { id: 'a', data: 'AA' },
        function_call: { name: 'f', arguments: '{' },
        tool_calls: [{ index: 0, id: 'c', type: 'custom', custom: { name: 'g', input: 'he' } }],
      }),
      chunk({
        audio: { data: 'BB' },
        function_call: { arguments: '}' },
        tool_calls: [{ index: 0, custom: { input: 'llo' } }],
      }),
    ]),
  );
  expect(reply?.message.notes?.['openai-chat']?.extra).toMatchObject({
    audio: { id: 'a', data: 'AABB' },
    function_call: { name: 'f', arguments: '{}' },
  });
  expect(reply?.message.parts).toMatchObject([
    { type: 'opaque', value: { id: 'c', type: 'custom', custom: { name: 'g', input: 'hello' } } },
  ]);
});

it('keeps calls apart that share an id, or an index', () => {
  const one = (index: number, id: string): JsonObject => ({
    index,
    id,
    type: 'function',
    function: { name: 'f', arguments: '{}' },
  });
  expect(
    read('openai', frames([chunk({ tool_calls: [one(0, 'a'), one(1, 'a')] })])).reply?.message.parts,
  ).toHaveLength(2);
  expect(
    read('openai', frames([chunk({ tool_calls: [one(0, 'a'), one(0, 'b')] })])).reply?.message.parts,
  ).toMatchObject([{ callId: 'a' }, { callId: 'b' }]);
});

it('carries prototype keys as data', () => {
  const text =
    '{"choices":[{"index":0,"delta":{"content":"a","x":{"__proto__":{"polluted":1}},"constructor":{"a":"b"}}}]}';
  const { reply } = read('openai', bytes(`data: ${text}\n\ndata: ${text}\n\ndata: [DONE]\n\n`));
  expect(stringifyJson(reply?.message.notes?.['openai-chat']?.extra)).toBe(
    '{"x":{"__proto__":{"polluted":1}},"constructor":{"a":"b"}}',
  );
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

it('takes ten megabytes of arguments in a hundred thousand pieces', () => {
  const piece = 'x'.repeat(100);
  const first = call({ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '' } });
  const more = `data: ${stringifyJson(call({ index: 0, function: { arguments: piece } }))}\n\n`.repeat(
    100_000,
  );
  const { reply } = read('openai', bytes(`data: ${stringifyJson(first)}\n\n${more}data: [DONE]\n\n`));
  expect(reply?.message.parts[0]).toMatchObject({ type: 'toolCall', arguments: piece.repeat(100_000) });
});

it('spends no more on the last list entry than on the first', () => {
  const logged = chunk({ content: 'a' }, { logprobs: { content: [{ token: 'a' }], refusal: null } });
  const { reply } = read('openai', frames(Array.from({ length: 20_000 }, () => logged)));
  expect(reply?.notes?.['openai-chat']?.extra?.['choices']).toMatchObject([
    { logprobs: { content: { length: 20_000 } } },
  ]);
}, 3000);
