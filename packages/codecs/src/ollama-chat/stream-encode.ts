/** Events to lines. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
} from '@throughline/core';
import { lines } from '../framing.ts';
import { encodeReply } from './encode.ts';
import { errors } from './errors.ts';

type State = {
  /** Said on every line, outside and inside the message. */
  head: JsonObject;
  role: JsonObject;
};

type Lines<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonValue[];
type AnyLines = (event: StreamEvent, state: State) => readonly JsonValue[];

export function createEncoder(): StreamEncoder {
  const state: State = { head: {}, role: {} };
  return {
    push: (event) =>
      (written[event.type] as AnyLines)(event, state)
        .map((value) => lines.write({ data: stringifyJson(value) }))
        .join(''),
  };
}

function whole(reply: Reply): JsonObject {
  return encodeReply(reply, 'keep-readable').value;
}

function piece({ head, role }: State, fields: JsonObject): JsonObject {
  return { ...head, message: { ...role, ...fields }, done: false };
}

/** A part that goes out at once, in its field; texts go out by their deltas. */
function partPiece(part: Part, state: State): readonly JsonObject[] {
  const { message } = whole({ message: { role: 'assistant', parts: [part] } });
  const calls = isJsonObject(message) ? message['tool_calls'] : undefined;
  return Array.isArray(calls) && calls.length > 0 ? [piece(state, { content: '', tool_calls: calls })] : [];
}

const nothing = (): readonly JsonObject[] => [];

const written: { readonly [Type in StreamEvent['type']]: Lines<Type> } = {
  'reply-start': ({ reply }, state) => {
    const { model, created_at: time, message } = whole(reply);
    const role = isJsonObject(message) ? message['role'] : undefined;
    state.role = role === undefined ? {} : { role };
    state.head = { ...(model !== undefined && { model }), ...(time !== undefined && { created_at: time }) };
    return [];
  },
  'thinking-start': (_event, state) => [piece(state, { content: '', thinking: '' })],
  'thinking-delta': ({ text }, state) => [piece(state, { content: '', thinking: text })],
  'thinking-end': nothing,
  'text-start': nothing,
  'text-delta': ({ text }, state) => [piece(state, { content: text })],
  'text-end': nothing,
  'tool-call-start': nothing,
  'tool-call-delta': nothing,
  'tool-call-end': ({ part }, state) => partPiece(part, state),
  part: ({ part }, state) => partPiece(part, state),
  'reply-end': ({ reply }) => [lastLine(whole(reply))],
  error: ({ error }) => [errors.encode(error)],
};

/** Everything that was not said before: the envelope, and what the message says beyond thinking, content and calls. */
function lastLine({ message, ...envelope }: JsonObject): JsonObject {
  const { thinking: _thinking, content, tool_calls: calls, ...rest } = message as JsonObject;
  const said = typeof content === 'string' ? { content: '' } : content !== undefined && { content };
  const isEmpty = Array.isArray(calls) && calls.length === 0;
  return {
    ...envelope,
    message: { ...rest, ...said, ...(isEmpty && { tool_calls: calls }) },
  };
}
