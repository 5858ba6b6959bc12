/** A reply's events as the framework's chunks, and as its newer content-block events. */
import { AIMessageChunk } from '@langchain/core/messages';
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import type { Part, StreamEvent } from '@throughline/core';
import { blockOf, messageBlock, shownCall } from './encode.ts';
import { finishReasons, usageFields, type Block } from './format.ts';

export type Chunk = { readonly message: AIMessageChunk; readonly text: string };

type Names = ReadonlySet<string> | undefined;
type ChunksOf<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  offered: Names,
) => readonly Chunk[];
type AnyChunks = (event: StreamEvent, offered: Names) => readonly Chunk[];

/** Chunks merge by `index`: each part has one of its own, and what it carries comes once, at its end. */
export function chunksOf(event: StreamEvent, offered: Names): readonly Chunk[] {
  return (chunks[event.type] as AnyChunks)(event, offered);
}

function chunk(block: Block, index: number, text = '', fields: object = {}): Chunk {
  return { message: new AIMessageChunk({ content: [{ ...block, index }], ...fields }), text };
}

/** The end of a part whose text was told: only what it carries is new. */
function rest(part: Part, index: number): Block {
  const block = blockOf(part, index);
  if (block.type === 'text') return { ...block, text: '' };
  return block.type === 'reasoning' ? { ...block, reasoning: '' } : block;
}

function callChunk(event: StreamEvent & { readonly type: 'tool-call-end' }, offered: Names): Chunk {
  const { index, part } = event;
  const call = { ...shownCall(part, offered), index, type: 'tool_call_chunk' };
  return chunk(blockOf(part, index), index, '', { tool_call_chunks: [call] });
}

const chunks: { readonly [Type in StreamEvent['type']]: ChunksOf<Type> } = {
  'reply-start': ({ reply: { message } }) => {
    const model = message.origin?.model;
    return [
      {
        message: new AIMessageChunk({
          content: [],
          ...(model !== undefined && { response_metadata: { model_name: model } }),
        }),
        text: '',
      },
    ];
  },
  // Merging drops a text block that begins empty.
  'text-start': () => [],
  'text-delta': ({ index, text }) => [chunk({ type: 'text', text }, index, text)],
  'text-end': ({ index, part }) => [chunk(rest(part, index), index)],
  'thinking-start': ({ index }) => [chunk({ type: 'reasoning', reasoning: '' }, index)],
  'thinking-delta': ({ index, text }) => [chunk({ type: 'reasoning', reasoning: text }, index)],
  'thinking-end': ({ index, part }) => [chunk(rest(part, index), index)],
  'tool-call-start': () => [],
  // The framework parses arguments as they grow; it gets them whole, in a form it can parse.
  'tool-call-delta': () => [],
  'tool-call-end': (event, offered) => [callChunk(event, offered)],
  part: ({ index, part }) => [chunk(blockOf(part, index), index)],
  'reply-end': ({ reply: { message } }) => {
    const usage = usageFields(message.usage);
    const reason = message.stop === undefined ? {} : { finish_reason: finishReasons[message.stop.reason] };
    return [
      chunk(messageBlock(message), message.parts.length, '', {
        response_metadata: reason,
        ...(usage && { usage_metadata: usage }),
      }),
    ];
  },
  error: () => [],
};

type EventsOf<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  offered: Names,
) => readonly unknown[];

/** The framework's events. Calls share the number space of the blocks, so a call has a block of its own after all parts. */
export function modelEvents(event: StreamEvent, offered: Names): readonly ChatModelStreamEvent[] {
  return (events[event.type] as (one: StreamEvent, names: Names) => readonly unknown[])(
    event,
    offered,
  ) as readonly ChatModelStreamEvent[];
}

/** Far behind any part. */
const callOffset = 100_000;

const startOf = (index: number, content: Block): unknown => ({
  event: 'content-block-start',
  index,
  content,
});
const finishOf = (index: number, content: Block): unknown => ({
  event: 'content-block-finish',
  index,
  content,
});
const deltaOf = (index: number, delta: object): unknown => ({ event: 'content-block-delta', index, delta });
const wholeOf = (index: number, content: Block): readonly unknown[] => [
  startOf(index, content),
  finishOf(index, content),
];

const events: { readonly [Type in StreamEvent['type']]: EventsOf<Type> } = {
  'reply-start': () => [{ event: 'message-start' }],
  'text-start': ({ index }) => [startOf(index, { type: 'text', text: '' })],
  'text-delta': ({ index, text }) => [deltaOf(index, { type: 'text-delta', text })],
  'text-end': ({ index, part }) => [finishOf(index, blockOf(part, index))],
  'thinking-start': ({ index }) => [startOf(index, { type: 'reasoning', reasoning: '' })],
  'thinking-delta': ({ index, text }) => [deltaOf(index, { type: 'reasoning-delta', reasoning: text })],
  'thinking-end': ({ index, part }) => [finishOf(index, blockOf(part, index))],
  'tool-call-start': () => [],
  'tool-call-delta': () => [],
  'tool-call-end': ({ index, part }, offered) => {
    const { id, name, args } = shownCall(part, offered);
    const call = { type: 'tool_call', id, name, args: JSON.parse(args) as unknown };
    return [...wholeOf(index, blockOf(part, index)), ...wholeOf(callOffset + index, call)];
  },
  part: ({ index, part }) => wholeOf(index, blockOf(part, index)),
  'reply-end': ({ reply: { message } }) => {
    const usage = usageFields(message.usage);
    const reason = message.stop === undefined ? {} : { reason: finishReasons[message.stop.reason] };
    return [
      ...wholeOf(message.parts.length, messageBlock(message)),
      { event: 'message-finish', ...reason, ...(usage && { usage }) },
    ];
  },
  error: ({ error }) => [{ event: 'error', message: JSON.stringify(error.body) }],
};
