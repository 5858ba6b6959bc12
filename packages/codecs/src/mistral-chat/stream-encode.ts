/** The stream of Mistral's Chat Completions, events to chunks. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
  type ThinkingPart,
} from '@throughline/core';
import { sse } from '../framing.ts';
import { extraOf, formOf } from '../notes.ts';
import type { Telling } from '../encoding.ts';
import { encodeReply } from './encode.ts';
import { collect, joins, ownSignature } from './encode-parts.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { isThinkingChunk } from './growing-thinking.ts';
import { chunkFields, isTextItem, segmentOf, textItem } from './thinking.ts';

type Kind = 'text' | 'thinking' | 'whole';

type State = {
  /** Said in every chunk: id, model and the like. */
  head: JsonObject;
  isForeign: boolean;
  /** Content goes out as a list; else texts are strings until something else comes. */
  isList: boolean;
  /** Of which kind the last chunk of the content is, if any was said. */
  last: Kind | undefined;
  /** An empty string was said, which readers take for nothing if more content follows. */
  isOwed: boolean;
  /** What the thinking that begins is joined to, if it goes into the chunk of the one before it. */
  joint: 'text' | 'other' | undefined;
  /** Whether the part under way was begun on the wire. */
  isOpen: boolean;
  /** The thinking under way, as far as it is known. */
  start: ThinkingPart | undefined;
  calls: number;
};

type Frames<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonObject[];
type AnyFrames = (event: StreamEvent, state: State) => readonly JsonObject[];

export function createEncoder(): StreamEncoder {
  const state: State = {
    head: {},
    isForeign: false,
    isList: false,
    last: undefined,
    isOwed: false,
    joint: undefined,
    isOpen: false,
    start: undefined,
    calls: 0,
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

const frames: { readonly [Type in StreamEvent['type']]: Frames<Type> } = {
  'reply-start': ({ reply }, state) => {
    const { origin } = reply.message;
    state.isForeign = origin !== undefined && origin.wire !== wire;
    state.isList = formOf(reply.message, wire, 'content') === 'array';
    const { choices: _none, usage: _later, ...head } = encodeReply(reply, 'keep-readable').value;
    state.head = head['object'] === 'chat.completion' ? { ...head, object: 'chat.completion.chunk' } : head;
    const isSilent = ['role', 'message'].some((name) => formOf(reply.message, wire, name) === 'absent');
    return isSilent ? [] : [delta(state, { role: 'assistant' })];
  },
  'text-start': (_event, state) => {
    state.isOpen = false;
    state.joint = undefined;
    return [];
  },
  'text-delta': ({ text }, state) => (text === '' ? [] : sayText(state, text)),
  'text-end': ({ part }, state) => {
    const fields = extraOf(part, wire);
    if (!state.isOpen) return emptyText(state, fields);
    return fields === undefined ? [] : goOn(state, textItem('', fields));
  },
  'thinking-start': ({ part }, state) => {
    state.isOpen = false;
    state.start = part;
    return [];
  },
  'thinking-delta': ({ text }, state) => (text === '' ? [] : sayThinking(state, text)),
  'thinking-end': ({ part }, state) => endThinking(state, part),
  'tool-call-start': () => [],
  'tool-call-delta': () => [],
  // This provider says calls whole. (recorded streams, read 2026-11-23)
  'tool-call-end': ({ part }, state) => sayPart(state, part),
  part: ({ part }, state) => sayPart(state, part),
  'reply-end': ({ reply }, state) => ended(reply, state),
  error: ({ error }) => [asChunk(errors.encode(error))],
};

function delta({ head }: State, fields: JsonObject): JsonObject {
  return { ...head, choices: [{ index: 0, delta: fields, finish_reason: null }] };
}

/** A chunk that goes on with the last one. */
function goOn(state: State, chunk: JsonValue): readonly JsonObject[] {
  return [delta(state, { content: [chunk] })];
}

/** A chunk of its own: behind one of its kind, or where it is empty, an empty one before it keeps them apart. */
function begin(state: State, kind: Kind, chunk: JsonValue): readonly JsonObject[] {
  const owed: readonly JsonValue[] = state.isOwed ? [emptyChunk, emptyChunk] : [];
  if (state.isOwed) state.last = 'text';
  const needsGap = kind !== 'whole' && (state.last === kind || isEmpty(chunk));
  const gap = state.last === 'thinking' ? { type: 'thinking', thinking: [] } : emptyChunk;
  const content = needsGap && !state.isOwed ? [gap, chunk] : [...owed, chunk];
  state.isOwed = false;
  state.isList = true;
  state.last = kind;
  return [delta(state, { content })];
}

const emptyChunk = { type: 'text', text: '' };

function isEmpty(chunk: JsonValue): boolean {
  if (!isJsonObject(chunk)) return false;
  const { text, thinking } = chunk;
  return text === '' || (Array.isArray(thinking) && thinking.length === 0);
}

function sayText(state: State, text: string): readonly JsonObject[] {
  const isFirst = state.last === undefined && !state.isOwed;
  if (!state.isList && (state.isOpen || isFirst)) {
    [state.isOpen, state.last] = [true, 'text'];
    return [delta(state, { content: text })];
  }
  const chunk = { type: 'text', text };
  if (state.isOpen) return goOn(state, chunk);
  state.isOpen = true;
  return begin(state, 'text', chunk);
}

function emptyText(state: State, fields: JsonObject | undefined): readonly JsonObject[] {
  const isFirst = state.last === undefined && !state.isOwed;
  if (!isFirst || state.isList || fields !== undefined) return begin(state, 'text', textItem('', fields));
  state.isOwed = true;
  return [delta(state, { content: '' })];
}

function sayThinking(state: State, text: string): readonly JsonObject[] {
  const { start: part, joint } = state;
  const isString = part !== undefined && formOf(part, wire, 'inner') === 'string';
  const item = textItem(text, undefined);
  const chunk = (items: JsonValue): JsonObject => ({ type: 'thinking', thinking: items });
  if (state.isOpen) return goOn(state, chunk(isString ? text : [item]));
  state.isOpen = true;
  // The first text of a delta goes on with the text before it, so an empty one keeps this one apart.
  if (joint !== undefined) return goOn(state, chunk(joint === 'text' ? [emptyChunk, item] : [item]));
  const lead = part === undefined ? [] : segmentOf(part).lead;
  return begin(state, 'thinking', chunk(isString ? text : [...lead, item]));
}

/** What is known only at the end: what stands behind the text, and the fields of the chunk. */
function endThinking(state: State, part: ThinkingPart): readonly JsonObject[] {
  const { lead, text, fields, trail } = segmentOf(part);
  const spoken = { part, signature: ownSignature(part) };
  const opening = state.isOpen ? [] : openingOf(state, part, lead, text);
  const items = [...(fields === undefined ? [] : [textItem('', fields)]), ...trail];
  const rest = { thinking: items, ...chunkFields(spoken) };
  const isSaid = items.length === 0 && Object.keys(rest).length === 1;
  state.joint = joins(spoken, state)
    ? trail.length > 0 || text === undefined
      ? 'other'
      : 'text'
    : undefined;
  return isSaid ? opening : [...opening, ...goOn(state, { type: 'thinking', ...rest })];
}

function openingOf(
  state: State,
  part: ThinkingPart,
  lead: readonly JsonValue[],
  text: string | undefined,
): readonly JsonObject[] {
  state.start = part;
  return text === undefined
    ? begin(state, 'thinking', { type: 'thinking', thinking: lead })
    : sayThinking(state, text);
}

/** A part that goes out whole. */
function sayPart(state: State, part: Part): readonly JsonObject[] {
  state.joint = undefined;
  const telling: Telling = {
    policy: 'keep-readable',
    isForeign: state.isForeign,
    losses: [],
    delivery: [],
  };
  const { content, calls } = collect({ role: 'assistant', parts: [part] }, telling, state.calls);
  state.calls += calls.length;
  if (calls.length > 0 && state.isOwed) [state.isOwed, state.last] = [false, 'text'];
  return [
    ...content.flatMap((chunk) => begin(state, kindOf(chunk), chunk)),
    ...(calls.length > 0 ? [delta(state, { tool_calls: calls })] : []),
  ];
}

function kindOf(chunk: JsonValue): Kind {
  if (isTextItem(chunk)) return 'text';
  return isThinkingChunk(chunk) ? 'thinking' : 'whole';
}

/** Everything that no delta said yet: other fields of the message, the reason, further choices, the usage. */
function ended(reply: Reply, state: State): readonly JsonObject[] {
  const { choices, usage, ...envelope } = encodeReply(reply, 'keep-readable').value;
  const [first, ...others] = choices as readonly [JsonObject, ...JsonObject[]];
  const { message, ...choice } = first;
  const fields = Object.entries(isJsonObject(message) ? message : {}).filter(([name, value]) =>
    isUnsaid(name, value, state),
  );
  const { object: _object, ...late } = envelope;
  return [
    ...others.map(({ message: whole, ...other }) => ({
      ...state.head,
      choices: [{ ...other, ...(whole !== undefined && { delta: whole }) }],
    })),
    {
      ...state.head,
      ...late,
      choices: [{ ...choice, delta: Object.fromEntries(fields) }],
      ...(usage !== undefined && { usage }),
    },
  ];
}

function isUnsaid(name: string, value: JsonValue, { last, isOwed, calls }: State): boolean {
  if (name === 'role') return value !== 'assistant';
  if (name === 'content') return last === undefined && !isOwed;
  return name !== 'tool_calls' || calls === 0;
}

function asChunk(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { error: body };
}
