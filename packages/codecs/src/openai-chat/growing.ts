/** A message while its deltas arrive: it becomes the very JSON that the whole reply would be. */
import { isJsonObject, sameJson, ThroughlineError, type JsonObject, type JsonValue } from '@throughline/core';
import { textFieldOf, type EntryList } from './entries.ts';
import { reasoningFields } from './format.ts';

/** Fields of deltas that grow as text; all others are set, listed on or merged. */
type Pieces = Map<string, string[]>;

export type GrowingCall = {
  id: string | undefined;
  name: string | undefined;
  readonly written: string[];
  readonly fields: Draft;
  readonly called: Draft;
  isObject: boolean;
  isCalled: boolean;
};

export type Growing = {
  readonly pieces: Pieces;
  readonly fields: Draft;
  readonly calls: GrowingCall[];
  /** Which call an `index` of the stream is at now. */
  readonly callAt: Map<number, number>;
  /** Entries of each list of thinking that was said. */
  readonly lists: Map<string, Entry[]>;
  hasCalls: boolean;
  readonly choice: Draft;
  finish: JsonValue | undefined;
};

type Draft = { [key: string]: JsonValue };
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

/** Lists grow, objects merge, a null takes nothing back, anything else replaces. */
export function setField(fields: Draft, name: string, value: JsonValue): void {
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === null && before !== undefined) return;
  if (Array.isArray(before) && Array.isArray(value))
    for (const item of value) (before as JsonValue[]).push(item as JsonValue);
  else if (isJsonObject(before) && isJsonObject(value)) growObject(before, value, nestedTexts.get(name));
  else define(fields, name, copyOf(value));
}

/** Strings inside objects that come in pieces. (`openai` 7.57.0 types of delta, read 2026-11-23) */
const nestedTexts: ReadonlyMap<string, readonly string[]> = new Map([
  ['audio', ['data', 'transcript']],
  ['function_call', ['arguments']],
  ['custom', ['input']],
]);

function growObject(draft: Draft, value: JsonObject, texts: readonly string[] | undefined): void {
  for (const [key, inner] of Object.entries(value)) {
    const before = Object.hasOwn(draft, key) ? draft[key] : undefined;
    if (texts?.includes(key) === true && typeof before === 'string' && typeof inner === 'string')
      draft[key] = before + inner;
    else setField(draft, key, inner);
  }
}

/** Lists and objects of our own, which may grow; raw numbers stay what they are. */
export function copyOf(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => copyOf(item as JsonValue));
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]))
    : value;
}

/** An own field, whatever its name: `__proto__` is data here. */
function define(fields: Draft, name: string, value: JsonValue): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * A call starts at a new `index`, or at an `index` whose call has another id (some servers number all parallel calls 0).
 * Returns the place of the call and the argument text that was added.
 */
export function growCall(
  growing: Growing,
  delta: JsonObject,
): { readonly at: number; readonly isNew: boolean; readonly added: string | undefined } {
  const { index, id, function: called, ...more } = delta;
  const number = typeof index === 'number' ? index : Math.max(0, growing.calls.length - 1);
  const known = growing.callAt.get(number);
  const before = known === undefined ? undefined : growing.calls[known];
  const isOther = before?.id !== undefined && typeof id === 'string' && id !== '' && id !== before.id;
  const isNew = before === undefined || isOther;
  const call = isNew ? createCall() : before;
  if (isNew) growing.callAt.set(number, growing.calls.push(call) - 1);
  if (typeof id === 'string' && (id !== '' || call.id === undefined)) call.id = id;
  for (const [key, value] of Object.entries(more)) setField(call.fields, key, value);
  // A delta that says nothing but its number says that the call has one in itself.
  if (!isNew && typeof index === 'number' && Object.keys(delta).length === 1) call.fields['index'] = index;
  const added = isJsonObject(called) ? growCalled(call, called) : undefined;
  return { at: growing.callAt.get(number) as number, isNew, added };
}

function createCall(): GrowingCall {
  return {
    id: undefined,
    name: undefined,
    written: [],
    fields: {},
    called: {},
    isObject: false,
    isCalled: false,
  };
}

function growCalled(
  call: GrowingCall,
  { name, arguments: written, ...more }: JsonObject,
): string | undefined {
  call.isCalled = true;
  if (typeof name === 'string' && (call.name === undefined || call.name === '')) call.name = name;
  for (const [key, value] of Object.entries(more)) setField(call.called, key, value);
  if (typeof written === 'string') call.written.push(written);
  else if (isJsonObject(written)) {
    setField(call.called, 'arguments', written);
    call.isObject = true;
  }
  return typeof written === 'string' ? written : undefined;
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

function entryOf({ entry, written, slot, odd }: Entry): JsonValue {
  if (odd !== undefined) return odd;
  return slot === undefined || written.length === 0 ? entry : { ...entry, [slot]: written.join('') };
}

function callOf({ id, name, written, fields, called, isObject, isCalled }: GrowingCall): JsonObject {
  const said = {
    ...called,
    ...(name !== undefined && { name }),
    ...(!isObject && written.length > 0 && { arguments: written.join('') }),
  };
  return {
    ...(id !== undefined && { id }),
    ...(copyOf(fields) as Draft),
    ...(isCalled && { function: copyOf(said) }),
  };
}
