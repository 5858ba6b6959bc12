/** The stream of OpenAI Responses, frames to events. */
import {
  isJsonObject,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { sse } from '../framing.ts';
import type { Dialect } from './capabilities.ts';
import { decodeEnvelope, decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { frames, type Item } from './format.ts';
import { begunIn, deltas, itemOf, textAt, wholes, type Growing, type GrowingText } from './growing.ts';
import { decodeItem, kindOf } from './items.ts';
import { eventsOfRest, startOf } from './part-events.ts';

type State = {
  readonly dialect: Dialect;
  readonly tell: Tell;
  readonly items: Map<number, Growing>;
  /** Texts whose deltas were told, by the place of their part. */
  readonly told: Map<number, GrowingText>;
  envelope: JsonObject | undefined;
  reply: Reply | undefined;
  /** Recorded streams may go on with another response; it is not ours to tell, but must end too. */
  isOver: boolean;
  hasFailed: boolean;
};

export function createDecoder(dialect: Dialect): StreamDecoder {
  return streamDecoder({
    framing: sse,
    fold: (tell) => foldOf(dialect, tell),
    terminator: 'response.completed',
    isMark: (data) => data === '[DONE]',
  });
}

function foldOf(dialect: Dialect, tell: Tell): Fold {
  const state: State = {
    dialect,
    tell,
    items: new Map(),
    told: new Map(),
    envelope: undefined,
    reply: undefined,
    isOver: true,
    hasFailed: false,
  };
  return {
    take: (value) => step(state, value),
    isComplete: () => state.reply !== undefined && state.isOver,
    partial: () => state.reply ?? decodeReply(partialBody(state), dialect),
  };
}

function step(state: State, value: JsonValue): void {
  if (!isJsonObject(value)) return;
  const { type } = value;
  if (typeof type === 'string' && Object.hasOwn(handlers, type)) {
    const schema = Object.hasOwn(frames, type) ? frames[type] : undefined;
    if (schema !== undefined) check(schema, value, type);
    if (state.reply === undefined || lifecycle.has(type)) handlers[type]?.(state, value);
  } else if (typeof type === 'string' && Object.hasOwn(deltas, type)) {
    if (state.reply === undefined) grow(state, value, type);
  } else if (typeof type === 'string' && Object.hasOwn(wholes, type)) {
    if (state.reply === undefined) settle(state, value, type);
  } else if (typeof type !== 'string') fail(state, value);
  // All other events tell of progress, which the response itself does not keep.
}

type Handle = (state: State, value: JsonObject) => void;

const begin: Handle = (state, { response }) => {
  if (state.reply !== undefined) {
    state.isOver = false;
    return;
  }
  const isFirst = state.envelope === undefined;
  state.envelope = response as JsonObject;
  if (isFirst) state.tell({ type: 'reply-start', reply: decodeEnvelope(state.envelope, state.dialect) });
};

/**
 * The end of a part is told when the response ends: only then its ids and proofs are final, which those of
 * `response.output_item.done` are not. (streams recorded from OpenAI 2025 and GitHub Copilot 2026, read 2026-11-25)
 */
const complete: Handle = (state, { response }) => {
  state.isOver = true;
  if (state.reply !== undefined) return;
  const body = response as JsonObject;
  const output = outputOf(state, body['output']);
  const isSilent = output.length === 0 && body['object'] === 'response';
  const reply = decodeReply(isSilent ? body : { ...body, output }, state.dialect);
  state.reply = reply;
  for (const [index, part] of reply.message.parts.entries())
    for (const event of eventsOfRest(part, index, state.told.get(index)?.pieces.join(''))) state.tell(event);
  state.tell({ type: 'reply-end', reply });
};

const failed: Handle = (state, value) => fail(state, value);

const partAdded =
  (field: 'content' | 'summary', at: 'content_index' | 'summary_index'): Handle =>
  (state, { output_index: place, [at]: index, part, item_id: id }) => {
    const block = part as JsonObject;
    const [type, delta] =
      Object.entries(deltas).find(([, one]) => one.field === field && one.block === block['type']) ?? [];
    if (type === undefined || delta === undefined) return;
    const growing = growingAt(state, place as number, delta.item, id);
    const text = textAt(growing, delta, index === undefined ? 0 : (index as number));
    text.block = block;
    if (delta.event !== undefined) start(state, growing, place as number, text);
  };

const handlers: { readonly [type: string]: Handle } = {
  'response.created': begin,
  'response.queued': begin,
  'response.in_progress': (state, value) => {
    if (state.reply === undefined) begin(state, value);
  },
  'response.completed': complete,
  'response.incomplete': complete,
  'response.cancelled': complete,
  'response.failed': failed,
  error: failed,
  'response.output_item.added'(state, { output_index: place, item }) {
    if (state.items.has(place as number))
      throw new ThroughlineError('format-invalid', `item ${place as number} starts twice`, {
        path: 'response.output_item.added.output_index',
      });
    const growing = begunItem(item as Item);
    state.items.set(place as number, growing);
    const delta = Object.values(deltas).find(
      ({ item: kind, event }) => kind === kindOf(growing.start) && event === 'tool-call-delta',
    );
    if (delta !== undefined) start(state, growing, place as number, textAt(growing, delta, 0));
  },
  'response.output_item.done'(state, { output_index: place, item }) {
    const growing = state.items.get(place as number) ?? begunItem(item as Item);
    growing.done = item as Item;
    growing.parts = decodeItem(growing.done, state.dialect).length;
    state.items.set(place as number, growing);
  },
  'response.content_part.added': partAdded('content', 'content_index'),
  'response.content_part.done': partAdded('content', 'content_index'),
  'response.reasoning_summary_part.added': partAdded('summary', 'summary_index'),
  'response.reasoning_summary_part.done': partAdded('summary', 'summary_index'),
};

const lifecycle = new Set([
  'response.created',
  'response.queued',
  'response.completed',
  'response.incomplete',
  'response.cancelled',
  'response.failed',
  'error',
]);

/** `error` and `response.failed` come together as a rule, and tell the same. */
function fail(state: State, value: JsonObject): void {
  const error = errors.decode(value);
  if (error === undefined || state.hasFailed) return;
  state.hasFailed = true;
  state.tell({ type: 'error', error });
}

function begunItem(start: Item): Growing {
  return { start, done: undefined, parts: undefined, texts: new Map() };
}

function growingAt(state: State, place: number, type: string, id: JsonValue | undefined): Growing {
  const known = state.items.get(place);
  if (known !== undefined) return known;
  const isMessage = type === 'message';
  const start = { type, ...(typeof id === 'string' && { id }), ...(isMessage && { role: 'assistant' }) };
  const growing = begunItem(start);
  state.items.set(place, growing);
  return growing;
}

/** The text that a delta, or the event that ends its text, speaks of. */
function textOf(state: State, value: JsonObject, type: string): [GrowingText, Growing, number] {
  const delta = deltas[type] as (typeof deltas)[string];
  const { output_index: place, content_index, summary_index, item_id: id } = value;
  const index = (delta.field === 'summary' ? summary_index : content_index) ?? 0;
  if (typeof place !== 'number' || typeof index !== 'number')
    throw new ThroughlineError('format-invalid', 'expected a number', {
      path: `${value['type'] as string}.${typeof place === 'number' ? `${delta.field}_index` : 'output_index'}`,
    });
  const growing = growingAt(state, place, delta.item, id);
  return [textAt(growing, delta, index), growing, place];
}

function grow(state: State, value: JsonObject, type: string): void {
  const added = value['delta'];
  if (typeof added !== 'string')
    throw new ThroughlineError('format-invalid', 'expected a string', { path: `${type}.delta` });
  const [text, growing, place] = textOf(state, value, type);
  const event = deltas[type]?.event;
  if (event !== undefined && text.told === undefined && text.pieces.length === 0)
    start(state, growing, place, text);
  text.pieces.push(added);
  if (event !== undefined && text.told !== undefined)
    state.tell({ type: event, index: text.told, text: added });
}

/** The end of a text says it whole, for those that came without deltas. */
function settle(state: State, value: JsonObject, type: string): void {
  const { delta, from } = wholes[type] as (typeof wholes)[string];
  const said = value[from];
  if (typeof said !== 'string') return;
  const [text] = textOf(state, value, delta);
  if (text.pieces.length === 0 && said !== '') grow(state, { ...value, delta: said }, delta);
}

/** Tells that a part begins, where its place in the reply is certain by now; all others are told at the end. */
function start(state: State, growing: Growing, place: number, text: GrowingText): void {
  if (text.told !== undefined || growing.done !== undefined) return;
  const before = partsBefore(state, place);
  const offset = offsetIn(growing, text);
  if (before === undefined || offset === undefined) return;
  const part = decodeItem(itemOf(growing), state.dialect)[offset];
  const begun = part && startOf(part, before + offset);
  if (begun === undefined) return;
  text.told = before + offset;
  state.told.set(text.told, text);
  state.tell(begun);
}

/** How many parts the items before this one are; `undefined` while that may change. */
function partsBefore({ items }: State, place: number): number | undefined {
  let count = 0;
  for (let index = 0; index < place; index += 1) {
    const growing = items.get(index);
    const isMany = growing === undefined || severalParts.has(kindOf(growing.start));
    if (growing?.parts === undefined && isMany) return undefined;
    count += growing?.parts ?? 1;
  }
  return count;
}

/** Kinds of items that may be any number of parts. */
const severalParts = new Set(['message', 'reasoning']);

/** A text's place among those of its item: summaries come first. All before it must have begun. */
function offsetIn(growing: Growing, { place, index }: GrowingText): number | undefined {
  if (place.block === undefined) return 0;
  if (begunIn(growing, place.field) !== index + 1) return undefined;
  return place.item === 'reasoning' && place.field === 'content'
    ? begunIn(growing, 'summary') + index
    : index;
}

/**
 * What the provider reports in the end is the truth, unless it leaves out what was done: then the items as they were told
 * count, but for those that are reported under the same id.
 */
function outputOf(state: State, reported: JsonValue | undefined): readonly Item[] {
  const final = Array.isArray(reported) ? (reported as readonly Item[]) : [];
  const items = inOrder(state);
  const byId = new Map(final.map((item) => [item['id'], item]));
  const isReported = ({ done }: Growing): boolean => done === undefined || byId.has(done['id']);
  if (final.length >= items.length || (final.length > 0 && items.every(isReported))) return final;
  return items.map((growing) => {
    const item = itemOf(growing);
    return (typeof item['id'] === 'string' ? byId.get(item['id']) : undefined) ?? item;
  });
}

function inOrder({ items }: State): readonly Growing[] {
  return [...items].toSorted(([a], [b]) => a - b).map(([, growing]) => growing);
}

function partialBody(state: State): JsonObject {
  const done = inOrder(state).flatMap(({ done: item }) => (item === undefined ? [] : [item]));
  return { ...state.envelope, output: done };
}
