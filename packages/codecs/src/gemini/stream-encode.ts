/** The stream of generateContent, events to chunks. */
import {
  isJsonObject,
  sameJson,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Origin,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
} from '@throughline/core';
import { encodeReply, replyContext } from './encode.ts';
import { encodeParts } from './encode-parts.ts';
import { errors } from './errors.ts';
import { isList } from './format.ts';
import { framing } from './framing.ts';
import { restOfText } from './growing.ts';
import { inPartOrder } from './part-order.ts';

type State = {
  /** Said in every chunk: ids, model, time, and the candidate's role and index. */
  envelope: JsonObject;
  candidate: JsonObject;
  content: JsonObject;
  origin: Origin | undefined;
  /** What the last part says beside its words, where the next text would be taken for more of it. */
  last: JsonObject | undefined;
  /** What the text under way says beside its words; `undefined` while nothing may be written of it. */
  open: JsonObject | undefined;
};

export function createEncoder(): StreamEncoder {
  const state: State = {
    envelope: {},
    candidate: {},
    content: { role: 'model' },
    origin: undefined,
    last: undefined,
    open: undefined,
  };
  const order = inPartOrder();
  return {
    push: (event) =>
      order(event)
        .flatMap((next) => (chunks[next.type] as AnyChunks)(next, state))
        .map((chunk) => framing.write({ data: stringifyJson(chunk) }))
        .join(''),
  };
}

type Chunks<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonValue[];
type AnyChunks = (event: StreamEvent, state: State) => readonly JsonValue[];

const chunks: { readonly [Type in StreamEvent['type']]: Chunks<Type> } = {
  'reply-start': ({ reply }, state) => {
    begin(reply, state);
    return [];
  },
  'text-start': ({ part }, state) => start(part, state),
  'text-delta': ({ text }, state) => delta(text, state),
  'text-end': ({ part }, state) => end(part, state),
  'thinking-start': ({ part }, state) => start(part, state),
  'thinking-delta': ({ text }, state) => delta(text, state),
  'thinking-end': ({ part }, state) => end(part, state),
  // A call is one part, with all its arguments.
  'tool-call-start': () => [],
  'tool-call-delta': () => [],
  'tool-call-end': ({ part }, state) => whole(part, state),
  part: ({ part }, state) => whole(part, state),
  'reply-end': ({ reply }) => ended(reply),
  error: ({ error }) => [errors.encode(error)],
};

function begin(reply: Reply, state: State): void {
  const { candidates, modelVersion, createTime, responseId } = encodeReply(reply, 'keep-readable').value;
  const [candidate] = isList(candidates) ? candidates : [];
  const { content, index } = isJsonObject(candidate) ? candidate : { content: undefined, index: undefined };
  state.origin = reply.message.origin;
  state.envelope = {
    ...(modelVersion !== undefined && { modelVersion }),
    ...(createTime !== undefined && { createTime }),
    ...(responseId !== undefined && { responseId }),
  };
  if (index !== undefined) state.candidate = { index };
  if (isJsonObject(content)) {
    const { role } = content;
    state.content = role === undefined ? {} : { role };
  }
}

function chunkOf({ envelope, candidate, content }: State, parts: readonly JsonValue[]): JsonObject {
  return { candidates: [{ content: { parts, ...content }, ...candidate }], ...envelope };
}

function partsOf(part: Part, { origin }: State): readonly JsonValue[] {
  const message = { role: 'assistant', parts: [part], ...(origin && { origin }) } as const;
  return encodeParts(message, replyContext(message, 'keep-readable'));
}

/** A signed text goes out whole, at its end. */
function start(part: Part, state: State): readonly JsonValue[] {
  const [encoded] = partsOf(part, state);
  state.open = encoded === undefined ? undefined : restOfText(encoded);
  return state.open === undefined ? [] : opened({ ...state.open, text: '' }, state.open, state);
}

function delta(text: string, state: State): readonly JsonValue[] {
  return state.open === undefined ? [] : [chunkOf(state, [{ ...state.open, text }])];
}

/** A signature that became known at the end only stands on an empty part of its own, as it does in Gemini's streams. */
function end(part: Part, state: State): readonly JsonValue[] {
  if (state.open === undefined) return whole(part, state);
  state.open = undefined;
  const [encoded] = partsOf(part, state);
  if (encoded === undefined || restOfText(encoded) !== undefined) return [];
  state.last = undefined;
  return [chunkOf(state, [{ ...(encoded as JsonObject), text: '' }])];
}

function whole(part: Part, state: State): readonly JsonValue[] {
  return partsOf(part, state).flatMap((encoded) => opened(encoded, restOfText(encoded), state));
}

/** Two texts that would run into one another stand in one chunk, which keeps them apart. */
function opened(part: JsonValue, rest: JsonObject | undefined, state: State): readonly JsonValue[] {
  const { last } = state;
  state.last = rest;
  const isAlike = last !== undefined && rest !== undefined && sameJson(last, rest);
  return [chunkOf(state, isAlike ? [{ ...last, text: '' }, part] : [part])];
}

/** What is known only at the end; a reply that names no reason to stop ends with an empty chunk. */
function ended(reply: Reply): readonly JsonValue[] {
  const { candidates, ...envelope } = encodeReply(reply, 'keep-readable').value;
  const [candidate, ...others] = isList(candidates) ? (candidates as readonly JsonObject[]) : [];
  const last =
    candidates === undefined
      ? envelope
      : { candidates: candidate === undefined ? [] : [withoutParts(candidate), ...others], ...envelope };
  const { promptFeedback: feedback } = envelope;
  const isReasoned =
    typeof candidate?.['finishReason'] === 'string' ||
    (isJsonObject(feedback) && typeof feedback['blockReason'] === 'string');
  return isReasoned ? [last] : [last, {}];
}

/** The parts were written before; an empty list of them is said here. */
function withoutParts(candidate: JsonObject): JsonObject {
  const { content, ...rest } = candidate;
  if (!isJsonObject(content) || !isList(content['parts']) || content['parts'].length === 0) return candidate;
  const { parts: _written, ...inner } = content;
  return { ...rest, content: inner };
}
