/** The stream of Ollama's chat, events to lines. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Origin,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
} from '@throughline/core';
import { lines } from '../framing.ts';
import { encodeReply } from './encode.ts';
import { errors } from './errors.ts';

type State = {
  /** Said in every line: model and time. */
  head: JsonObject;
  /** What every message says: its role, and a content where the reply has one. */
  base: JsonObject;
  origin: Origin | undefined;
  /** Fields of the message that lines said. */
  readonly said: Set<string>;
  /** How many items of each list went out. */
  readonly counts: Map<string, number>;
};

type Lines<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonObject[];
type AnyLines = (event: StreamEvent, state: State) => readonly JsonObject[];

export function createEncoder(): StreamEncoder {
  const state: State = { head: {}, base: {}, origin: undefined, said: new Set(), counts: new Map() };
  return {
    push: (event) =>
      (written[event.type] as AnyLines)(event, state)
        .map((value) => lines.write({ data: stringifyJson(value) }))
        .join(''),
  };
}

function line({ head, base, said }: State, fields: JsonObject): JsonObject {
  for (const name of Object.keys(fields)) said.add(name);
  return { ...head, message: { ...base, ...fields }, done: false };
}

const nothing = (): readonly JsonObject[] => [];

const written: { readonly [Type in StreamEvent['type']]: Lines<Type> } = {
  'reply-start': ({ reply }, state) => {
    const { model, created_at, message } = whole(reply);
    state.head = {
      ...(typeof model === 'string' && { model }),
      ...(typeof created_at === 'string' && { created_at }),
    };
    state.origin = reply.message.origin;
    const { role, content } = isJsonObject(message) ? message : ({} as JsonObject);
    state.base = { ...(role === 'assistant' && { role }), ...(content === '' && { content }) };
    return [];
  },
  'text-start': nothing,
  'text-delta': ({ text }, state) => [line(state, { content: text })],
  'text-end': nothing,
  // One string holds all thinking of a message.
  'thinking-start': (_event, state) =>
    state.said.has('thinking') ? [line(state, { thinking: '\n\n' })] : [],
  'thinking-delta': ({ text }, state) => [line(state, { thinking: text })],
  'thinking-end': (_event, state) => (state.said.has('thinking') ? [] : [line(state, { thinking: '' })]),
  'tool-call-start': nothing,
  'tool-call-delta': nothing,
  'tool-call-end': ({ part }, state) => wholePart(part, state),
  part: ({ part }, state) => wholePart(part, state),
  'reply-end': ({ reply }, state) => [ended(reply, state)],
  error: ({ error }) => [asLine(errors.encode(error))],
};

function whole(reply: Reply): JsonObject {
  return encodeReply(reply, 'keep-readable').value;
}

const lists = ['tool_calls', 'images'] as const;

/** What comes whole: a call or an image. */
function wholePart(part: Part, state: State): readonly JsonObject[] {
  const { origin } = state;
  const { message } = whole({ message: { role: 'assistant', parts: [part], ...(origin && { origin }) } });
  const fields = isJsonObject(message) ? message : {};
  return lists.flatMap((name) => {
    const items = fields[name];
    if (!Array.isArray(items)) return [];
    state.counts.set(name, (state.counts.get(name) ?? 0) + items.length);
    return [line(state, { [name]: items as readonly JsonValue[] })];
  });
}

/** The last line: what no other said, why it stopped, and what was measured. */
function ended(reply: Reply, { base, said, counts }: State): JsonObject {
  const { message, ...rest } = whole(reply);
  if (!isJsonObject(message)) return message === undefined ? rest : { ...rest, message };
  const left = Object.entries(message).flatMap(([name, value]): (readonly [string, JsonValue])[] => {
    const count = counts.get(name);
    if (count !== undefined && Array.isArray(value))
      return count < value.length ? [[name, (value as readonly JsonValue[]).slice(count)]] : [];
    return said.has(name) ? [] : [[name, value]];
  });
  return { ...rest, message: { ...base, ...Object.fromEntries(left) } };
}

function asLine(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { error: body };
}
