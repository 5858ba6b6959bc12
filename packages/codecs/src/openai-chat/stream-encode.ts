/** The stream of Chat Completions, events to chunks. */
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
  type ThinkingPart,
  type ToolCallPart,
} from '@throughline/core';
import { sse } from '../framing.ts';
import { formOf } from '../notes.ts';
import type { Dialect } from './dialects.ts';
import { encodeReply } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { closeTag, openTag } from './think-tags.ts';

type State = {
  readonly dialect: Dialect;
  /** Said in every chunk: id, model and the like. */
  head: JsonObject;
  /** What was said of each field of the message so far. */
  readonly said: Map<string, number>;
  readonly calls: Map<number, number>;
  /** Where the thinking under way goes. */
  field: string | undefined;
  /** The entry of the thinking under way, without its text, and how many were said before. */
  entry: Entry | undefined;
  entries: number;
  origin: Origin | undefined;
  /** Content that came as a list goes out whole, at the end. */
  isListed: boolean;
};

type Frames<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonObject[];
type AnyFrames = (event: StreamEvent, state: State) => readonly JsonObject[];

export function createEncoder(dialect: Dialect): StreamEncoder {
  const state: State = {
    dialect,
    head: {},
    said: new Map(),
    calls: new Map(),
    field: undefined,
    entry: undefined,
    entries: 0,
    origin: undefined,
    isListed: false,
  };
  return {
    push: (event) => {
      const written = (frames[event.type] as AnyFrames)(event, state).map((value) =>
        sse.write({ data: stringifyJson(value) }),
      );
      return event.type === 'reply-end' ? `${written.join('')}data: [DONE]\n\n` : written.join('');
    },
  };
}

function delta({ head }: State, fields: JsonObject): JsonObject {
  return { ...head, choices: [{ index: 0, delta: fields, finish_reason: null }] };
}

/** Adds to a string field of the message. */
function add(state: State, field: string, text: string): readonly JsonObject[] {
  state.said.set(field, (state.said.get(field) ?? 0) + text.length);
  return [delta(state, { [field]: text })];
}

/** The string field this thinking goes to, if it goes to one. */
function fieldFor(part: ThinkingPart, { slot, name }: Dialect): string | undefined {
  const own = formOf(part, wire, 'dialect') === name ? formOf(part, wire, 'field') : undefined;
  if (own !== undefined) return own;
  return slot.kind === 'field' ? slot.field : undefined;
}

const frames: { readonly [Type in StreamEvent['type']]: Frames<Type> } = {
  'reply-start': ({ reply }, state) => {
    state.origin = reply.message.origin;
    state.isListed = formOf(reply.message, wire, 'content') === 'array';
    const {
      choices: _none,
      usage: _later,
      ...head
    } = encodeReply(reply, 'keep-readable', state.dialect).value;
    state.head = head['object'] === 'chat.completion' ? { ...head, object: 'chat.completion.chunk' } : head;
    return formOf(reply.message, wire, 'role') === 'absent' ? [] : [delta(state, { role: 'assistant' })];
  },
  'text-start': (_event, state) => (state.isListed ? [] : add(state, 'content', '')),
  'text-delta': ({ text }, state) => (state.isListed ? [] : add(state, 'content', text)),
  'text-end': () => [],
  'thinking-start': ({ part }, state) => {
    const field = fieldFor(part, state.dialect);
    const isTagged = field === undefined && state.dialect.slot.kind === 'tags';
    state.field = isTagged ? 'content' : field;
    if (isTagged) return add(state, 'content', openTag);
    if (field === undefined) return startOfEntry(part, state);
    return field === undefined ? [] : add(state, field, state.said.has(field) ? '\n\n' : '');
  },
  'thinking-delta': ({ text }, state) => {
    if (state.entry !== undefined)
      return [delta(state, { reasoning_details: [{ ...state.entry.head, [state.entry.slot]: text }] })];
    return state.field === undefined ? [] : add(state, state.field, text);
  },
  'thinking-end': ({ part }, state) => {
    if (state.entry !== undefined) return endOfEntry(part, state.entry, state);
    const isTagged = state.dialect.slot.kind === 'tags' && fieldFor(part, state.dialect) === undefined;
    return isTagged && formOf(part, wire, 'tag') !== 'open' ? add(state, 'content', closeTag) : [];
  },
  'tool-call-start': ({ index, part }, state) => {
    const number = state.calls.size;
    state.calls.set(index, number);
    if (formOf(part, wire, 'arguments') === 'object') return [];
    const isSilent = formOf(part, wire, 'arguments') === 'absent';
    const type = formOf(part, wire, 'type') === 'absent' ? {} : { type: 'function' };
    return [
      delta(state, {
        tool_calls: [
          {
            index: number,
            id: part.callId,
            ...type,
            function: { name: part.name, ...(!isSilent && { arguments: '' }) },
          },
        ],
      }),
    ];
  },
  'tool-call-delta': ({ index, text }, state) => [
    delta(state, { tool_calls: [{ index: Number(state.calls.get(index)), function: { arguments: text } }] }),
  ],
  'tool-call-end': ({ index, part }, state) => endOfCall(part, Number(state.calls.get(index)), state),
  // What else came whole is said with the rest of the message at the end.
  part: ({ part }, state) => {
    const entry = entryOf(part, state);
    if (entry === undefined) return [];
    state.entries += 1;
    return [delta(state, { reasoning_details: [entry] })];
  },
  'reply-end': ({ reply }, state) => ended(reply, state),
  error: ({ error }) => [asChunk(errors.encode(error))],
};

type Entry = { readonly head: JsonObject; readonly slot: 'text' | 'summary' };

/** The entry of `reasoning_details` that a part is, if it is one. */
function entryOf(part: Part, state: State): JsonObject | undefined {
  const { origin, dialect, entries } = state;
  const [choice] = encodeReply(
    { message: { role: 'assistant', parts: [part], ...(origin && { origin }) } },
    'keep-readable',
    dialect,
  ).value['choices'] as readonly JsonObject[];
  const message = choice?.['message'];
  const details = isJsonObject(message) ? message['reasoning_details'] : undefined;
  const [entry] = Array.isArray(details) ? (details as readonly JsonValue[]) : [];
  if (!isJsonObject(entry)) return undefined;
  const isCounted = part.type === 'thinking' && formOf(part, wire, 'dialect') !== dialect.name;
  return isCounted ? { ...entry, index: entries } : entry;
}

function startOfEntry(part: ThinkingPart, state: State): readonly JsonObject[] {
  const entry = entryOf(part, state);
  const type = entry?.['type'];
  if (entry === undefined || (type !== 'reasoning.text' && type !== 'reasoning.summary')) return [];
  const head = { type, ...(entry['index'] !== undefined && { index: entry['index'] }) };
  state.entry = { head, slot: type === 'reasoning.text' ? 'text' : 'summary' };
  return [delta(state, { reasoning_details: [{ ...head, [state.entry.slot]: '' }] })];
}

/** Signature and the like, known at the end. */
function endOfEntry(part: ThinkingPart, { head, slot }: Entry, state: State): readonly JsonObject[] {
  const { type: _type, index: _index, text: _text, summary: _summary, ...more } = { ...entryOf(part, state) };
  state.entry = undefined;
  state.entries += 1;
  return Object.keys(more).length === 0
    ? []
    : [delta(state, { reasoning_details: [{ ...head, [slot]: '', ...more }] })];
}

/** Unknown fields of a call, which no delta of its arguments said. */
function endOfCall(part: ToolCallPart, index: number, state: State): readonly JsonObject[] {
  const [whole] = callsOf({ message: { role: 'assistant', parts: [part] } }, state);
  if (!isJsonObject(whole) || !isJsonObject(whole['function'])) return [];
  const { id: _id, type: _type, function: called, ...more } = whole;
  const { name: _name, arguments: written, ...moreCalled } = called;
  if (typeof written === 'object') return [delta(state, { tool_calls: [{ ...whole, index }] })];
  if (Object.keys(more).length === 0 && Object.keys(moreCalled).length === 0) return [];
  return [
    delta(state, {
      tool_calls: [{ ...more, index, ...(Object.keys(moreCalled).length > 0 && { function: moreCalled }) }],
    }),
  ];
}

function callsOf(reply: Reply, state: State): readonly JsonValue[] {
  const [choice] = encodeReply(reply, 'keep-readable', state.dialect).value[
    'choices'
  ] as readonly JsonObject[];
  const message = choice?.['message'];
  return isJsonObject(message) && Array.isArray(message['tool_calls'])
    ? (message['tool_calls'] as readonly JsonValue[])
    : [];
}

/** Everything that no delta said yet: other fields of the message, the reason, further choices, the usage. */
function ended(reply: Reply, state: State): readonly JsonObject[] {
  const { choices, usage, ...head } = encodeReply(reply, 'keep-readable', state.dialect).value;
  const [first, ...others] = choices as readonly [JsonObject, ...JsonObject[]];
  const { message, ...choice } = first;
  const rest = Object.entries(message as JsonObject).filter(
    ([key, value]) => key !== 'role' && !(state.said.has(key) && typeof value === 'string'),
  );
  const fields = rest.flatMap(([key, value]) => {
    if (key === 'tool_calls') return untold(value, reply, state);
    if (key !== 'reasoning_details' || state.entries === 0 || !Array.isArray(value))
      return [[key, value] as const];
    return state.entries < value.length ? [[key, value.slice(state.entries) as JsonValue] as const] : [];
  });
  const chunks = [
    { ...state.head, choices: [{ ...choice, delta: Object.fromEntries(fields) }] },
    ...others.map(({ message: whole, ...other }) => ({
      ...state.head,
      choices: [{ ...other, ...(whole !== undefined && { delta: whole }) }],
    })),
  ];
  const { object: _object, ...envelope } = head;
  return usage === undefined ? chunks : [...chunks, { ...state.head, ...envelope, choices: [], usage }];
}

/** Calls of a shape we do not know were told by no event. */
function untold(value: JsonValue, { message }: Reply, state: State): (readonly [string, JsonValue])[] {
  if (!Array.isArray(value)) return [['tool_calls', value]];
  const told = message.parts.filter(({ type }) => type === 'toolCall').length;
  const all = value as readonly JsonObject[];
  if (all.length === 0) return [['tool_calls', []]];
  if (told === all.length && state.calls.size === told) return [];
  const known = new Set(message.parts.flatMap((part) => (part.type === 'toolCall' ? [part.callId] : [])));
  return [
    [
      'tool_calls',
      all.flatMap((call, index) =>
        typeof call['id'] === 'string' && known.has(call['id']) ? [] : [{ ...call, index }],
      ),
    ],
  ];
}

function asChunk(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { error: body };
}
