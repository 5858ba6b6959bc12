/** The stream of Ollama's chat, lines to events. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { idDeriver, type IdDeriver } from '../derived-ids.ts';
import { lines } from '../framing.ts';
import { noted } from '../notes.ts';
import { imageOf } from './content.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { chunk, isObjects, isTexts, wire } from './format.ts';
import { createGrowing, growEnvelope, growMessage, wholeOf, type Growing } from './growing.ts';
import { decodeCall } from './tools.ts';

type State = {
  readonly tell: Tell;
  readonly growing: Growing;
  /** What began when: `thinking`, `text`, `media 1`, `call 1` … Parts stand in the order in which they began. */
  readonly places: Map<string, number>;
  readonly counts: { media: number; call: number };
  /** Lines behind the last, kept verbatim. */
  readonly unknown: JsonValue[];
  ids: IdDeriver | undefined;
  isComplete: boolean;
};

export function createDecoder(): StreamDecoder {
  return streamDecoder({ framing: lines, fold: foldOf, terminator: '"done":true' });
}

function foldOf(tell: Tell): Fold {
  const state: State = {
    tell,
    growing: createGrowing(),
    places: new Map(),
    counts: { media: 0, call: 0 },
    unknown: [],
    ids: undefined,
    isComplete: false,
  };
  return {
    take: (value) => step(state, value),
    end() {
      // What came behind the reply is told with it once more.
      if (state.isComplete && state.unknown.length > 0) tell({ type: 'reply-end', reply: replyOf(state) });
    },
    isComplete: () => state.isComplete,
    partial: () => (state.isComplete ? replyOf(state) : unfinished(state)),
  };
}

function step(state: State, value: JsonValue): void {
  const error = isPlainLine(value) ? undefined : errors.decode(value);
  if (error !== undefined) return state.tell({ type: 'error', error });
  if (state.isComplete) {
    state.unknown.push(value);
    return;
  }
  const line = isPlainLine(value) ? value : check(chunk, value, 'line');
  for (const [name, said] of Object.entries(line)) {
    if (!placed.has(name) || said === null) growEnvelope(state.growing, name, said);
  }
  begin(state);
  const { message, done } = line;
  if (isJsonObject(message)) takeMessage(state, message);
  if (done === true) finish(state);
}

const placed: ReadonlySet<string> = new Set(['message', 'done']);

/** The common line, seen at a glance; anything else is checked in full, which finds the place of the fault. */
function isPlainLine(value: JsonValue): value is JsonObject {
  return (
    isJsonObject(value) && isJsonObject(value['message']) && typeof value['message']['content'] === 'string'
  );
}

function begin(state: State): void {
  if (state.ids !== undefined) return;
  const { envelope } = state.growing;
  const { created_at: time } = envelope;
  state.ids = idDeriver(typeof time === 'string' ? time : undefined);
  state.tell({
    type: 'reply-start',
    reply: decodeReply({ ...envelope, message: { role: 'assistant', content: '' }, done: true }),
  });
}

function takeMessage(state: State, message: JsonObject): void {
  state.growing.message ??= {};
  for (const [name, value] of Object.entries(message)) growMessage(state.growing, name, value);
  for (const [name, take] of takers) {
    const value = message[name];
    if (value !== undefined) take(state, value);
  }
}

type Take = (state: State, value: JsonValue) => void;

const thinking: Take = (state, value) => {
  if (typeof value === 'string') tellText(state, 'thinking', value);
};

const content: Take = (state, value) => {
  if (typeof value === 'string' && value !== '') tellText(state, 'text', value);
};

const images: Take = (state, value) => {
  if (isTexts(value)) for (const data of value) tellWhole(state, imageOf(data));
};

const calls: Take = (state, value) => {
  if (!isObjects(value)) return;
  for (const call of value)
    tellWhole(
      state,
      decodeCall(call, (name) => (state.ids as IdDeriver).call(name)),
    );
};

/** What one line says at once stands in the order of a whole message. */
const takers: readonly (readonly [string, Take])[] = [
  ['thinking', thinking],
  ['content', content],
  ['images', images],
  ['tool_calls', calls],
];

function placeOf({ places }: State, key: string): number {
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, places.size);
  return places.size - 1;
}

const starts = {
  thinking: { type: 'thinking-start', part: { type: 'thinking', text: '', visibility: 'full' } },
  text: { type: 'text-start', part: { type: 'text', text: '' } },
} as const;

function tellText(state: State, kind: 'text' | 'thinking', text: string): void {
  const isNew = !state.places.has(kind);
  const index = placeOf(state, kind);
  if (isNew) state.tell({ ...starts[kind], index });
  if (text !== '') state.tell({ type: `${kind}-delta`, index, text });
}

/** Calls and images come whole. */
function tellWhole(state: State, part: Part): void {
  const index = placeOf(state, keyOf(part, state.counts));
  if (part.type !== 'toolCall') return state.tell({ type: 'part', index, part });
  state.tell({ type: 'tool-call-start', index, part: { ...part, arguments: '' } });
  if (part.arguments !== '') state.tell({ type: 'tool-call-delta', index, text: part.arguments });
  state.tell({ type: 'tool-call-end', index, part });
}

function finish(state: State): void {
  state.growing.envelope = { ...state.growing.envelope, done: true };
  const reply = replyOf(state);
  for (const [index, part] of reply.message.parts.entries()) {
    if (part.type === 'text' || part.type === 'thinking')
      state.tell({ type: `${part.type}-end`, index, part } as StreamEvent);
  }
  state.isComplete = true;
  state.tell({ type: 'reply-end', reply });
}

function replyOf(state: State): Reply {
  const reply = decodeReply(wholeOf(state.growing));
  const message = { ...reply.message, parts: ordered(reply.message.parts, state) };
  if (state.unknown.length === 0) return { ...reply, message };
  const known = reply.notes?.[wire];
  const { notes } = noted(wire, known?.extra, { ...known?.form, unfolded: stringifyJson(state.unknown) });
  return { message, ...(notes && { notes }) };
}

/** The name under which the next part of this kind was placed. */
function keyOf({ type }: Part, counts: State['counts']): string {
  if (type === 'text' || type === 'thinking') return type;
  const kind = type === 'media' ? 'media' : 'call';
  counts[kind] += 1;
  return `${kind} ${counts[kind]}`;
}

function ordered(parts: readonly Part[], { places }: State): readonly Part[] {
  const counts = { media: 0, call: 0 };
  const placed = parts.map((part) => ({ part, place: Number(places.get(keyOf(part, counts))) }));
  return placed.toSorted((a, b) => a.place - b.place).map(({ part }) => part);
}

/** Text and thinking may grow until the last line; what came whole is finished. */
function unfinished(state: State): Reply {
  const reply = replyOf({
    ...state,
    growing: { ...state.growing, envelope: { ...state.growing.envelope, done: true } },
  });
  const parts = reply.message.parts.filter(({ type }) => type !== 'text' && type !== 'thinking');
  return { ...reply, message: { ...reply.message, parts } };
}
