/** A message while its deltas arrive: it becomes the very JSON that the whole reply would be. */
import { isJsonObject, sameJson, ThroughlineError, type JsonObject, type JsonValue } from '@throughline/core';
import { copyOf, define, setField, type Draft } from '../drafts.ts';
import { callOf, type GrowingCalls } from '../growing-calls.ts';
import { textFieldOf, type EntryList } from './entries.ts';
import { reasoningFields } from './format.ts';

/** Fields of deltas that grow as text; all others are set, listed on or merged. */
type Pieces = Map<string, string[]>;

export type Growing = GrowingCalls & {
  readonly pieces: Pieces;
  readonly fields: Draft;
  /** Entries of each list of thinking that was said. */
  readonly lists: Map<string, Entry[]>;
  hasCalls: boolean;
  readonly choice: Draft;
  finish: JsonValue | undefined;
};

type Entry = {
  readonly entry: Draft;
  readonly written: string[];
  /** The field that grows as text. */
  readonly slot: string | undefined;
  readonly odd?: JsonValue;
};

export function createGrowing(): Growing {
  return {
    pieces: new Map(),
    fields: {},
    calls: [],
    callAt: new Map(),
    lists: new Map(),
    hasCalls: false,
    choice: {},
    finish: undefined,
  };
}

const textFields: ReadonlySet<string> = new Set(['content', ...reasoningFields, 'refusal']);

export function growField(growing: Growing, name: string, value: JsonValue): void {
  if (typeof value === 'string' && textFields.has(name)) addPiece(growing.pieces, name, value);
  else setField(growing.fields, name, value);
  if (Array.isArray(growing.fields['content']) && growing.pieces.has('content')) {
    throw new ThroughlineError('format-invalid', 'the content comes as text and as a list', {
      path: 'chunk.choices[0].delta.content',
    });
  }
}

function addPiece(pieces: Pieces, name: string, value: string): void {
  const known = pieces.get(name);
  if (known === undefined) pieces.set(name, [value]);
  else known.push(value);
}

/**
 * A text entry grows from chunk to chunk; encrypted ones stay apart, as do the entries of one chunk. Returns the place of
 * the entry, and whether it is new. (openrouter.ai/docs and litellm's stream of Claude, read 2026-11-23)
 */
export function growEntry(
  growing: Growing,
  list: EntryList,
  value: JsonValue,
  isFirst: boolean,
): { readonly at: number; readonly isNew: boolean } {
  const entries = entriesOf(growing, list);
  const last = entries.at(-1);
  const slot = textFieldOf(list, value);
  if (isFirst && last !== undefined && isJsonObject(value) && continues(last, value, slot)) {
    continueEntry(last, slot as string, value);
    return { at: entries.length - 1, isNew: false };
  }
  if (!isJsonObject(value)) entries.push({ entry: {}, written: [], slot: undefined, odd: value });
  else
    entries.push({
      entry: { ...value },
      written: slot !== undefined && typeof value[slot] === 'string' ? [value[slot]] : [],
      slot,
    });
  return { at: entries.length - 1, isNew: true };
}

/** The list is said, be it empty. */
export function entriesOf({ lists }: Growing, { field }: EntryList): Entry[] {
  const known = lists.get(field);
  if (known !== undefined) return known;
  const made: Entry[] = [];
  lists.set(field, made);
  return made;
}

/** A signature ends its entry, and two ids are two entries: text after them is new even where a server counts no index. */
function continues({ entry, slot: known }: Entry, value: JsonObject, slot: string | undefined): boolean {
  if (slot === undefined || known !== slot || !sameJson(value['index'], entry['index'])) return false;
  if (typeof value['id'] === 'string' && typeof entry['id'] === 'string' && value['id'] !== entry['id'])
    return false;
  return !isFilled(entry['signature']) || (!isFilled(value[slot]) && !isFilled(value['signature']));
}

function isFilled(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function continueEntry(
  { entry, written }: Entry,
  slot: string,
  { type: _type, index: _index, ...value }: JsonObject,
): void {
  for (const [key, inner] of Object.entries(value)) {
    if (key === slot && typeof inner === 'string') written.push(inner);
    else if (inner !== '' || !isFilled(entry[key])) setField(entry, key, inner);
  }
}

/** The message as the whole reply would show it. */
export function messageOf(growing: Growing): JsonObject {
  const { pieces, fields, calls, lists, hasCalls } = growing;
  const message = copyOf(fields) as Draft;
  for (const [name, written] of pieces) define(message, name, written.join(''));
  for (const [name, entries] of lists) message[name] = entries.map(entryOf);
  if (hasCalls) message['tool_calls'] = calls.map(callOf);
  return message;
}

export function entryAt(growing: Growing, list: EntryList, at: number): JsonValue {
  return entryOf(entriesOf(growing, list)[at] as Entry);
}

function entryOf({ entry, written, slot, odd }: Entry): JsonValue {
  if (odd !== undefined) return odd;
  return slot === undefined || written.length === 0 ? entry : { ...entry, [slot]: written.join('') };
}
