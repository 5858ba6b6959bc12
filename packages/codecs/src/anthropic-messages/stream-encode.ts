/** The stream of Anthropic Messages, events to frames. */
import {
  isJsonObject,
  sameJson,
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
type Frames<Type extends StreamEvent['type']> = (event: EventOf<Type>, state: State) => readonly JsonObject[];
type AnyFrames = (event: StreamEvent, state: State) => readonly JsonObject[];

/** `started` is what the first frame said of the reply, `cited` how many citations the start of the block said. */
type State = { readonly dialect: Dialect; started: JsonObject; cited: number };

export function createEncoder(dialect: Dialect): StreamEncoder {
  const state: State = { dialect, started: {}, cited: 0 };
  return { push: (event) => (frames[event.type] as AnyFrames)(event, state).map(written).join('') };
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

function citationsOf(part: TextPart): readonly JsonValue[] {
  const citations = extraOf(part, wire)?.['citations'];
  return Array.isArray(citations) ? (citations as readonly JsonValue[]) : [];
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
  'reply-start': ({ reply }, state) => {
    state.started = whole(reply, state.dialect);
    return [{ type: 'message_start', message: { ...state.started, content: [] } }];
  },
  'text-start': ({ index, part }, state) => {
    state.cited = citationsOf(part).length;
    return [start(index, emptyText(part))];
  },
  'text-delta': ({ index, text }) => [delta(index, { type: 'text_delta', text })],
  'text-end': ({ index, part }, { cited }) => [
    ...citationsOf(part)
      .slice(cited)
      .map((citation) => delta(index, { type: 'citations_delta', citation })),
    stop({ index }),
  ],
  'thinking-start': ({ index, part }) => [start(index, emptyThinking(part))],
  'thinking-delta': ({ index, text }) => [delta(index, { type: 'thinking_delta', thinking: text })],
  'thinking-end': ({ index, part }, { dialect }) => [
    ...signatureFrames(part, index, dialect),
    stop({ index }),
  ],
  'tool-call-start': ({ index, part }, { dialect }) => {
    const isAbsent = formOf(part, wire, 'input') === 'absent';
    return [start(index, { ...blockOf(isAbsent ? part : { ...part, arguments: '{}' }, dialect) })];
  },
  'tool-call-delta': ({ index, text }) => [delta(index, { type: 'input_json_delta', partial_json: text })],
  'tool-call-end': (event) => [stop(event)],
  part: ({ index, part }, { dialect }) => {
    const block = blockOf(part, dialect);
    return block === undefined ? [] : [start(index, block), stop({ index })];
  },
  'reply-end': ({ reply }, state) => [
    ended(whole(reply, state.dialect), state.started),
    { type: 'message_stop' },
  ],
  error: ({ error }) => [asFrame(errors.encode(error))],
};

function asFrame(body: JsonValue): JsonObject {
  return isJsonObject(body) && body['type'] === 'error' ? body : { type: 'error', error: body };
}

/** Fields that a `message_delta` has beside its `delta`. (types of `@anthropic-ai/sdk` 1.13.0, read 2026-11-23) */
const besideDelta: ReadonlySet<string> = new Set(['context_management', 'input_transformations']);

/** What is known only at the end: why it stopped, what it cost, and all that the start did not say. */
function ended({ content, usage, ...reply }: JsonObject, started: JsonObject): JsonObject {
  // Who answers after a fallback is said by its block.
  const isRelabelled =
    Array.isArray(content) && (content as readonly JsonObject[]).some(({ type }) => type === 'fallback');
  const news = Object.entries(reply).filter(
    ([key, value]) =>
      key.startsWith('stop_') || (!sameJson(value, started[key]) && !(key === 'model' && isRelabelled)),
  );
  return {
    type: 'message_delta',
    delta: Object.fromEntries(news.filter(([key]) => !besideDelta.has(key))),
    ...Object.fromEntries(news.filter(([key]) => besideDelta.has(key))),
    ...(usage !== undefined && { usage }),
  };
}
