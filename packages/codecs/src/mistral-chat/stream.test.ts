import {
  stringifyJson,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEvent,
  ThroughlineError,
} from '@throughline/core';
import { call, fold, text, think, written } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { mistralChat } from './index.ts';

type Read = {
  readonly events: readonly StreamEvent[];
  readonly reply: Reply | undefined;
  readonly error: ThroughlineError | undefined;
  readonly partial: Reply;
};

function bytes(textual: string): Uint8Array {
  return new TextEncoder().encode(textual);
}

function frames(chunks: readonly JsonObject[], last: string = 'data: [DONE]\n\n'): Uint8Array {
  return bytes(chunks.map((one) => `data: ${stringifyJson(one)}\n\n`).join('') + last);
}

function chunk(delta: JsonObject, finish: string | null = null): JsonObject {
  return { id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] };
}

function read(stream: Uint8Array): Read {
  const decoder = mistralChat.stream.decoder();
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

const thinking = (...texts: readonly string[]): JsonObject => ({
  type: 'thinking',
  thinking: texts.map((one) => ({ type: 'text', text: one })),
});
const said = (...content: readonly JsonValue[]): JsonObject => chunk({ content });
const calling = (id: string, index: number): JsonObject =>
  chunk({ tool_calls: [{ id, index, function: { name: 'f', arguments: '{}' } }] });
const partsOf = (...chunks: readonly JsonObject[]): readonly Part[] | undefined =>
  read(frames([...chunks, chunk({}, 'stop')])).reply?.message.parts;

it.each([
  ['a string', chunk({ content: '' })],
  ['a chunk', said({ type: 'text', text: '' })],
  ['null', chunk({ content: null })],
  ['an empty list', said()],
])('is not split by an empty text between thinking deltas: %s', (_name, empty) => {
  expect(partsOf(empty, said(thinking('a')), empty, said(thinking('b')), empty)).toEqual([think('ab')]);
});

it('takes padding for nothing', () => {
  expect(read(frames([{ ...chunk({ content: 'a' }), p: 'abcd' }])).reply?.notes).toEqual(
    read(frames([chunk({ content: 'a' })])).reply?.notes,
  );
});

it('keeps chunks apart that come in one delta', () => {
  expect(partsOf(said(thinking('a'), thinking('b')), said(thinking('c')))).toEqual([think('a'), think('bc')]);
});

it('keeps what comes after a call behind it', () => {
  const parts = partsOf(
    chunk({ content: 'a' }),
    calling('aB3dE5gH1', 0),
    said(thinking('b')),
    calling('aB3dE5gH2', 1),
  );
  expect(parts?.map(({ type }) => type)).toEqual(['text', 'toolCall', 'thinking', 'toolCall']);
});

it('holds finished parts while the rest is on its way', () => {
  const head = frames([said(thinking('a')), chunk({ content: 'b' }), calling('aB3dE5gH1', 0)], '');
  const { error, partial } = read(head);
  expect(error?.code).toBe('stream-broken');
  expect(partial.message.parts).toEqual([think('a')]);
});

it.each([
  { object: 'error', message: 'no', type: 'internal_server_error', code: '3700' },
  { error: { message: 'no', type: 'internal_server_error' } },
  { message: 'no', request_id: 'r' },
  { detail: 'no' },
])('refuses the error frame %o', (frame) => {
  const { error, events } = read(frames([chunk({ content: 'a' }), frame]));
  expect(error?.code).toBe('upstream-failed');
  expect(events.at(-1)).toMatchObject({
    type: 'error',
    error: { wire: 'mistral-chat', message: 'no', body: frame },
  });
});

const contents: readonly (readonly JsonValue[])[] = [
  [thinking()],
  [thinking(), thinking()],
  [thinking(''), thinking('')],
  [thinking('a', ''), { type: 'text', text: '' }, thinking('', 'b')],
  [{ type: 'text', text: '' }],
  [
    { type: 'text', text: '' },
    { type: 'text', text: '' },
  ],
  [{ type: 'text', text: '', x: 1 }, thinking('a')],
  [{ type: 'image_url', image_url: 'https://a' }, { type: 'text', text: '' }, { type: 'odd' }],
  [{ ...thinking('a'), signature: 's' }, { ...thinking(), signature: 't' }, thinking('b')],
  [{ type: 'thinking', thinking: 'a' }, { type: 'thinking', thinking: '' }, thinking('b')],
  [
    { type: 'thinking', thinking: [{ type: 'reference', reference_ids: [1] }] },
    {
      type: 'thinking',
      thinking: [
        { type: 'reference', reference_ids: [1] },
        { type: 'text', text: '' },
      ],
    },
  ],
];

it.each(contents.map((content) => ({ content, shown: stringifyJson(content) })))(
  'streams the content $shown as the whole would say it',
  ({ content }) => {
    const body = {
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    };
    const whole = mistralChat.reply.decode(body);
    for (const size of [1, 100])
      expect(fold(mistralChat, [bytes(written(mistralChat, whole, size))])).toEqual(whole);
  },
);

describe('a reply of another wire', () => {
  const message: AssistantMessage = {
    role: 'assistant',
    origin: { wire: 'anthropic-messages' },
    parts: [think('a'), think('b'), text(''), call('f', {}, 'toolu_1'), think('c'), text('d')],
  };

  it('streams what it says whole, its thinking neighbours in one chunk, and in its own order', () => {
    const { value } = mistralChat.reply.encode({ message });
    const [{ message: answer }] = value['choices'] as readonly [{ readonly message: JsonObject }];
    const { content } = answer;
    expect(content).toEqual([
      thinking('a', 'b'),
      { type: 'text', text: '' },
      thinking('c'),
      { type: 'text', text: 'd' },
    ]);
    const folded = fold(mistralChat, [bytes(written(mistralChat, { message }))]);
    expect(folded.message.parts.map(({ type }) => type)).toEqual(message.parts.map(({ type }) => type));
    expect(mistralChat.reply.encode(folded).value['choices']).toMatchObject([{ message: { content } }]);
  });
});
