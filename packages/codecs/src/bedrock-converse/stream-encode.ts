/** The stream of Bedrock Converse, events to messages of Amazon's binary event stream. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
} from '@throughline/core';
import { extraOf, formOf } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { encodeReply } from './encode.ts';
import { exceptionOf } from './errors.ts';
import { eventStreamMessage } from './event-stream.ts';
import { wire, type Block } from './format.ts';

/** `name` is the event's or, where it is a fault, the exception's. */
type Message = { readonly name: string; readonly body: JsonObject; readonly isException?: true };
type EventOf<Type extends StreamEvent['type']> = StreamEvent & { readonly type: Type };
type Messages<Type extends StreamEvent['type']> = (
  event: EventOf<Type>,
  writing: Writing,
) => readonly Message[];
type AnyMessages = (event: StreamEvent, writing: Writing) => readonly Message[];

/** Parts that have no place here leave no gap: blocks are numbered as they are written. */
type Writing = { readonly dialect: Dialect; readonly numbers: Map<number, number> };

export function createEncoder(dialect: Dialect): StreamEncoder {
  const writing: Writing = { dialect, numbers: new Map() };
  return {
    push: (event) =>
      Buffer.concat(
        (messages[event.type] as AnyMessages)(event, writing).map(({ name, body, isException }) =>
          eventStreamMessage(name, body, isException),
        ),
      ),
  };
}

function numberOfBlock(index: number, { numbers }: Writing): number {
  const known = numbers.get(index);
  if (known !== undefined) return known;
  numbers.set(index, numbers.size);
  return numbers.size - 1;
}

function start(index: number, fields: JsonObject, writing: Writing): Message {
  const contentBlockIndex = numberOfBlock(index, writing);
  return { name: 'contentBlockStart', body: { contentBlockIndex, start: fields } };
}

function delta(index: number, fields: JsonObject, writing: Writing): Message {
  const contentBlockIndex = numberOfBlock(index, writing);
  return { name: 'contentBlockDelta', body: { contentBlockIndex, delta: fields } };
}

function stop(index: number, writing: Writing): Message {
  return { name: 'contentBlockStop', body: { contentBlockIndex: numberOfBlock(index, writing) } };
}

function whole(reply: Reply, { dialect }: Writing): JsonObject {
  return encodeReply(reply, 'keep-readable', dialect).value;
}

function blockOf(part: Part, writing: Writing): Block | undefined {
  const { output } = whole({ message: { role: 'assistant', parts: [part] } }, writing) as {
    readonly output: { readonly message: { readonly content: readonly Block[] } };
  };
  return output.message.content[0];
}

const text = (value: string): JsonObject => ({ text: value });
const thinking = (value: string): JsonObject => ({ reasoningContent: { text: value } });

/** Opens a block: with what it holds besides its text, where that is something, and with no text yet. */
function opened(
  index: number,
  extra: JsonObject | undefined,
  empty: JsonObject,
  writing: Writing,
): readonly Message[] {
  return [
    ...(extra && Object.keys(extra).length > 0 ? [start(index, extra, writing)] : []),
    delta(index, empty, writing),
  ];
}

/** The citations of a text, which come behind it; none where they cannot. */
function citationsOf(part: Part & { readonly type: 'text' }): readonly JsonObject[] {
  const noted = extraOf(part, wire)?.['citationsContent'];
  const citations = isJsonObject(noted) ? noted['citations'] : undefined;
  return Array.isArray(citations) && citations.every(isJsonObject) ? citations : [];
}

function textExtra(part: Part & { readonly type: 'text' }): JsonObject | undefined {
  const extra = extraOf(part, wire);
  if (formOf(part, wire, 'block') !== 'citationsContent') return extra;
  const { citations, ...cited } = { ...(extra?.['citationsContent'] as JsonObject | undefined) };
  const isStreamed = citationsOf(part).length > 0;
  const rest = isStreamed || citations === undefined ? cited : { ...cited, citations };
  const { citationsContent: _noted, ...others } = { ...extra };
  return isStreamed && Object.keys(rest).length === 0 ? others : { ...others, citationsContent: rest };
}

const messages: { readonly [Type in StreamEvent['type']]: Messages<Type> } = {
  'reply-start': () => [{ name: 'messageStart', body: { role: 'assistant' } }],
  'text-start': ({ index, part }, writing) => opened(index, textExtra(part), text(''), writing),
  'text-delta': ({ index, text: piece }, writing) => [delta(index, text(piece), writing)],
  'text-end': ({ index, part }, writing) => [
    ...citationsOf(part).map((citation) => delta(index, { citation }, writing)),
    stop(index, writing),
  ],
  'thinking-start': ({ index, part }, writing) => opened(index, extraOf(part, wire), thinking(''), writing),
  'thinking-delta': ({ index, text: piece }, writing) => [delta(index, thinking(piece), writing)],
  'thinking-end': ({ index, part }, writing) => {
    const signature = signatureOf(blockOf(part, writing));
    return [
      ...(signature === undefined ? [] : [delta(index, { reasoningContent: { signature } }, writing)]),
      stop(index, writing),
    ];
  },
  'tool-call-start': ({ index, part }, writing) => {
    const { toolUse, ...others } = { ...blockOf({ ...part, arguments: '{}' }, writing) };
    const { input: _none, ...fields } = toolUse as JsonObject;
    return [start(index, { toolUse: fields, ...others }, writing)];
  },
  'tool-call-delta': ({ index, text: input }, writing) => [delta(index, { toolUse: { input } }, writing)],
  'tool-call-end': ({ index }, writing) => [stop(index, writing)],
  part: ({ index, part }, writing) => {
    const block = blockOf(part, writing);
    return block === undefined ? [] : [...wholeBlock(index, block, writing), stop(index, writing)];
  },
  'reply-end': ({ reply }, writing) => ended(whole(reply, writing)),
  error: ({ error }) => {
    const [name, body] = exceptionOf(error);
    return [{ name, body, isException: true }];
  },
};

function signatureOf(block: Block | undefined): JsonValue | undefined {
  const body = block?.['reasoningContent'];
  const readable = isJsonObject(body) ? body['reasoningText'] : undefined;
  return isJsonObject(readable) ? readable['signature'] : undefined;
}

/** A block that comes at once; where the wire has deltas for its kind it is written in them, else as its own start. */
function wholeBlock(index: number, block: Block, writing: Writing): readonly Message[] {
  const [field, ...others] = Object.keys(block);
  const body = field === undefined ? undefined : block[field];
  const split = field === undefined || !Object.hasOwn(splits, field) ? undefined : splits[field];
  const [head, rest] = (others.length === 0 && isJsonObject(body) && split?.(body)) || [block];
  return [
    ...(head === undefined ? [] : [start(index, head, writing)]),
    ...(rest === undefined ? [] : [delta(index, rest, writing)]),
  ];
}

type Split = (body: JsonObject) => readonly [JsonObject | undefined, JsonObject] | undefined;

const splits: { readonly [field: string]: Split } = {
  reasoningContent: ({ redactedContent, ...others }) =>
    typeof redactedContent === 'string' && Object.keys(others).length === 0
      ? [undefined, { reasoningContent: { redactedContent } }]
      : undefined,
  toolResult: ({ content, ...head }) =>
    Array.isArray(content) ? [{ toolResult: head }, { toolResult: content }] : undefined,
  image: ({ source, ...head }) =>
    isJsonObject(source) ? [{ image: head }, { image: { source } }] : undefined,
};

/** What is known only at the end: why it stopped, then what it cost. */
function ended(reply: JsonObject): readonly Message[] {
  const { output, stopReason, additionalModelResponseFields, ...metadata } = reply;
  const { message, ...others } = output as JsonObject;
  const { role: _role, content: _content, ...fields } = message as JsonObject;
  const beside = { ...others, ...(Object.keys(fields).length > 0 && { message: fields }) };
  const last = {
    ...(stopReason !== undefined && { stopReason }),
    ...(additionalModelResponseFields !== undefined && { additionalModelResponseFields }),
  };
  return [
    { name: 'messageStop', body: last },
    { name: 'metadata', body: { ...metadata, ...(Object.keys(beside).length > 0 && { output: beside }) } },
  ];
}
