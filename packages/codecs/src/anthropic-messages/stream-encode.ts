/** The stream of Anthropic Messages, events to frames. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
  type TextPart,
  type ThinkingPart,
} from '@throughline/core';
import { sse } from '../framing.ts';
import { extraOf, formOf, withExtra } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { encodeReply } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';

type EventOf<Type extends StreamEvent['type']> = StreamEvent & { readonly type: Type };
type Frames<Type extends StreamEvent['type']> = (
  event: EventOf<Type>,
  dialect: Dialect,
) => readonly JsonObject[];
type AnyFrames = (event: StreamEvent, dialect: Dialect) => readonly JsonObject[];

export function createEncoder(dialect: Dialect): StreamEncoder {
  return { push: (event) => (frames[event.type] as AnyFrames)(event, dialect).map(written).join('') };
}

function written(value: JsonObject): string {
  return sse.write({ event: value['type'] as string, data: stringifyJson(value) });
}

function whole(reply: Reply, dialect: Dialect): JsonObject {
  return encodeReply(reply, 'keep-readable', dialect).value;
}

function blockOf(part: Part, dialect: Dialect): JsonObject | undefined {
  const { content } = whole({ message: { role: 'assistant', parts: [part] } }, dialect);
  return Array.isArray(content) ? (content[0] as JsonObject | undefined) : undefined;
}

const start = (index: number, block: JsonObject): JsonObject => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const delta = (index: number, fields: JsonObject): JsonObject => ({
  type: 'content_block_delta',
  index,
  delta: fields,
});
const stop = ({ index }: { readonly index: number }): JsonObject => ({ type: 'content_block_stop', index });

function emptyText(part: TextPart): JsonObject {
  return withExtra({ type: 'text', text: '' }, extraOf(part, wire));
}

function emptyThinking(part: ThinkingPart): JsonObject {
  return withExtra(
    { type: 'thinking', thinking: '', ...(part.signatures && { signature: '' }) },
    extraOf(part, wire),
  );
}

function signatureFrames(part: ThinkingPart, index: number, dialect: Dialect): readonly JsonObject[] {
  const signature = part.signatures?.find(({ issuer }) => issuer === dialect.issuer)?.value;
  return signature === undefined || signature === ''
    ? []
    : [delta(index, { type: 'signature_delta', signature })];
}

const frames: { readonly [Type in StreamEvent['type']]: Frames<Type> } = {
  'reply-start': ({ reply }, dialect) => [
    { type: 'message_start', message: { ...whole(reply, dialect), content: [] } },
  ],
  'text-start': ({ index, part }) => [start(index, emptyText(part))],
  'text-delta': ({ index, text }) => [delta(index, { type: 'text_delta', text })],
  'text-end': (event) => [stop(event)],
  'thinking-start': ({ index, part }) => [start(index, emptyThinking(part))],
  'thinking-delta': ({ index, text }) => [delta(index, { type: 'thinking_delta', thinking: text })],
  'thinking-end': ({ index, part }, dialect) => [...signatureFrames(part, index, dialect), stop({ index })],
  'tool-call-start': ({ index, part }, dialect) => {
    const isAbsent = formOf(part, wire, 'input') === 'absent';
    return [start(index, { ...blockOf(isAbsent ? part : { ...part, arguments: '{}' }, dialect) })];
  },
  'tool-call-delta': ({ index, text }) => [delta(index, { type: 'input_json_delta', partial_json: text })],
  'tool-call-end': (event) => [stop(event)],
  part: ({ index, part }, dialect) => {
    const block = blockOf(part, dialect);
    return block === undefined ? [] : [start(index, block), stop({ index })];
  },
  'reply-end': ({ reply }, dialect) => [ended(whole(reply, dialect)), { type: 'message_stop' }],
  error: ({ error }) => [asFrame(errors.encode(error))],
};

function asFrame(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { type: 'error', error: body };
}

/** What is known only at the end: why it stopped, and what it cost. */
function ended({ stop_reason, stop_sequence, usage }: JsonObject): JsonObject {
  return {
    type: 'message_delta',
    delta: {
      ...(stop_reason !== undefined && { stop_reason }),
      ...(stop_sequence !== undefined && { stop_sequence }),
    },
    ...(usage !== undefined && { usage }),
  };
}
