/** The stream of Chat Completions, events to chunks. */
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
  type ThinkingPart,
  type ToolCallPart,
} from '@throughline/core';
import { sse } from '../framing.ts';
import { extraOf, formOf } from '../notes.ts';
import type { Dialect } from './dialects.ts';
import { encodeReply } from './encode.ts';
import { listOf, textFieldOf, type EntryList } from './entries.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { closeTag, openTag } from './think-tags.ts';
import { opaqueCall } from './tools.ts';

type State = {
  readonly dialect: Dialect;
  /** Said in every chunk: id, model and the like. */
  head: JsonObject;
  /** What was said of each field of the message so far. */
  readonly said: Map<string, number>;
  readonly calls: Map<number, number>;
  /** Where the thinking under way goes. */
  field: string | undefined;
  /** Whether a tag of thinking is open. */
  isOpen: boolean;
  /** The entry of the thinking under way, without its text, and how many were said before. */
  entry: Entry | undefined;
  entries: number;
  /** What the last one began with, while more of it could still come. */
  lastEntry: JsonObject | undefined;
  origin: Origin | undefined;
  /** Content that came as a list goes out piece by piece. */
  isListed: boolean;
  /** How many pieces were said. */
  pieces: number;
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
    isOpen: false,
    entry: undefined,
    entries: 0,
    lastEntry: undefined,
    origin: undefined,
    isListed: false,
    pieces: 0,
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

/** Ends the thinking between tags before anything else is said. */
function closed(state: State): readonly JsonObject[] {
  if (!state.isOpen) return [];
  state.isOpen = false;
  return add(state, 'content', closeTag);
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
  'text-start': (_event, state) => (state.isListed ? [] : [...closed(state), ...add(state, 'content', '')]),
  'text-delta': ({ text }, state) => (state.isListed ? [] : add(state, 'content', text)),
  'text-end': ({ part }, state) => (state.isListed ? piece(part, state) : []),
  'thinking-start': ({ part }, state) => {
    const field = fieldFor(part, state.dialect);
    const isTagged = field === undefined && state.dialect.slot.kind === 'tags';
    state.field = isTagged ? 'content' : field;
    if (isTagged) {
      const before = closed(state);
      state.isOpen = true;
      return [...before, ...add(state, 'content', openTag)];
    }
    if (field === undefined) return startOfEntry(part, state);
    return field === undefined ? [] : add(state, field, state.said.has(field) ? '\n\n' : '');
  },
  'thinking-delta': ({ text }, state) => {
    if (state.entry !== undefined) {
      const { list, head, slot } = state.entry;
      return [delta(state, { [list.field]: [{ ...head, [slot]: text }] })];
    }
    return state.field === undefined ? [] : add(state, state.field, text);
  },
  'thinking-end': ({ part }, state) => {
    if (state.entry !== undefined) return endOfEntry(part, state.entry, state);
    if (formOf(part, wire, 'tag') === 'open') state.isOpen = false;
    return [...closed(state), ...secretOf(part, state)];
  },
  'tool-call-start': ({ index, part }, state) => {
    const number = numberOf(part, state);
    state.calls.set(index, number);
    if (formOf(part, wire, 'arguments') === 'object') return [];
    const isSilent = formOf(part, wire, 'arguments') === 'absent';
    const type = formOf(part, wire, 'type') === 'absent' ? {} : { type: 'function' };
    const [whole] = callsOf({ message: { role: 'assistant', parts: [part] } }, state);
    const id = isJsonObject(whole) ? whole['id'] : undefined;
    return [
      delta(state, {
        tool_calls: [
          {
            index: number,
            ...(id !== undefined && { id }),
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
  part: ({ index, part }, state) => {
    if (part.type === 'refusal' && formOf(part, wire, 'place') !== 'content')
      return state.said.has('refusal') ? [] : add(state, 'refusal', part.text);
    if (part.type === 'toolCall' || (part.type === 'opaque' && part.kind === opaqueCall))
      return wholeCall(part, index, state);
    const list = listOf(state.dialect.slot);
    const entry = list && entryOf(part, list, state);
    if (list !== undefined && entry !== undefined) {
      state.entries += 1;
      state.lastEntry = undefined;
      return [delta(state, { [list.field]: [entry] })];
    }
    if (part.type === 'thinking') return secretOf(part, state);
    // What else came whole is said with the rest of the message at the end.
    return state.isListed ? piece(part, state) : [];
  },
  'reply-end': ({ reply }, state) => ended(reply, state),
  error: ({ error }) => [asChunk(errors.encode(error))],
};

type Entry = { readonly list: EntryList; readonly head: JsonObject; readonly slot: string };

function messageOf(part: Part, { origin, dialect }: State): JsonObject | undefined {
  const [choice] = encodeReply(
    { message: { role: 'assistant', parts: [part], ...(origin && { origin }) } },
    'keep-readable',
    dialect,
  ).value['choices'] as readonly JsonObject[];
  const message = choice?.['message'];
  return isJsonObject(message) ? message : undefined;
}

/** The signature beside the string of thinking. */
function secretOf(part: ThinkingPart, state: State): readonly JsonObject[] {
  const { slot } = state.dialect;
  const field = slot.kind === 'field' ? slot.opaque : undefined;
  const value = field === undefined ? undefined : messageOf(part, state)?.[field];
  return field === undefined || typeof value !== 'string' || state.said.has(field)
    ? []
    : add(state, field, value);
}

/** One piece of content that comes as a list. */
function piece(part: Part, state: State): readonly JsonObject[] {
  const content = messageOf(part, state)?.['content'];
  if (content === undefined || content === null) return [];
  state.pieces += 1;
  return [
    delta(state, { content: typeof content === 'string' ? [{ type: 'text', text: content }] : content }),
  ];
}

/** The entry that a part is in the list of this dialect, if it is one. */
function entryOf(part: Part, list: EntryList, state: State): JsonObject | undefined {
  const entries = messageOf(part, state)?.[list.field];
  const [entry] = Array.isArray(entries) ? (entries as readonly JsonValue[]) : [];
  if (!isJsonObject(entry)) return undefined;
  const isCounted =
    list.isCounted && part.type === 'thinking' && formOf(part, wire, 'dialect') !== state.dialect.name;
  return isCounted ? { ...entry, index: state.entries } : entry;
}

function startOfEntry(part: ThinkingPart, state: State): readonly JsonObject[] {
  const list = listOf(state.dialect.slot);
  const entry = list && entryOf(part, list, state);
  const slot = list && entry && textFieldOf(list, entry);
  if (list === undefined || entry === undefined || slot === undefined) return [];
  const head = {
    type: entry['type'] as JsonValue,
    ...(entry['index'] !== undefined && { index: entry['index'] }),
  };
  state.entry = { list, head, slot };
  const begun = { ...head, [slot]: '' };
  // The second entry of a chunk is never taken for more of the one before. (openrouter.ai/docs, read 2026-11-23)
  const isAlike = state.lastEntry !== undefined && sameJson(state.lastEntry, head);
  return [delta(state, { [list.field]: isAlike ? [begun, begun] : [begun] })];
}

/** Signature and the like, known at the end. */
function endOfEntry(part: ThinkingPart, { list, head, slot }: Entry, state: State): readonly JsonObject[] {
  const whole = { ...entryOf(part, list, state) };
  state.entry = undefined;
  state.lastEntry = head;
  state.entries += 1;
  const more = Object.entries(whole).filter(([key]) => key !== slot && !Object.hasOwn(head, key));
  return more.length === 0
    ? []
    : [delta(state, { [list.field]: [{ ...head, [slot]: '', ...Object.fromEntries(more) }] })];
}

/** The number its deltas go by: its own, where it has one. */
function numberOf(part: Part, { calls }: State): number {
  const said =
    part.type === 'toolCall' ? extraOf(part, wire) : part.type === 'opaque' ? part.value : undefined;
  const own = isJsonObject(said) ? said['index'] : undefined;
  return typeof own === 'number' ? own : Math.max(-1, ...calls.values()) + 1;
}

/** Unknown fields of a call, which no delta of its arguments said. */
function endOfCall(part: ToolCallPart, index: number, state: State): readonly JsonObject[] {
  const [whole] = callsOf({ message: { role: 'assistant', parts: [part] } }, state);
  if (!isJsonObject(whole) || !isJsonObject(whole['function'])) return [];
  const { id: _id, type: _type, function: called, index: own, ...more } = whole;
  const { name: _name, arguments: written, ...moreCalled } = called;
  // Nothing but its number: the call itself has one.
  const numbered = own === undefined ? [] : [delta(state, { tool_calls: [{ index }] })];
  if (typeof written === 'object') return [delta(state, { tool_calls: [{ ...whole, index }] }), ...numbered];
  if (Object.keys(more).length === 0 && Object.keys(moreCalled).length === 0) return numbered;
  return [
    delta(state, {
      tool_calls: [{ ...more, index, ...(Object.keys(moreCalled).length > 0 && { function: moreCalled }) }],
    }),
    ...numbered,
  ];
}

function wholeCall(part: Part, index: number, state: State): readonly JsonObject[] {
  const [whole] = callsOf({ message: { role: 'assistant', parts: [part] } }, state);
  if (!isJsonObject(whole)) return [];
  const number = numberOf(part, state);
  state.calls.set(index, number);
  const numbered = whole['index'] === undefined ? [] : [delta(state, { tool_calls: [{ index: number }] })];
  return [delta(state, { tool_calls: [{ ...whole, index: number }] }), ...numbered];
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
    // Every call had its event.
    if (key === 'tool_calls' && state.calls.size > 0) return [];
    const said =
      key === listOf(state.dialect.slot)?.field ? state.entries : key === 'content' ? state.pieces : 0;
    if (said === 0 || !Array.isArray(value)) return [[key, value] as const];
    return said < value.length ? [[key, value.slice(said) as JsonValue] as const] : [];
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

function asChunk(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { error: body };
}
