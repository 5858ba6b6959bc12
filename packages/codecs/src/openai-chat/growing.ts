/** A message while its deltas arrive: it becomes the very JSON that the whole reply would be. */
import { isJsonObject, sameJson, ThroughlineError, type JsonObject, type JsonValue } from '@throughline/core';
import { copyOf, define, setField, type Draft } from '../drafts.ts';
import { callOf, type GrowingCalls } from '../growing-calls.ts';

/** Fields of deltas that grow as text; all others are set, listed on or merged. */
type Pieces = Map<string, string[]>;

export type Growing = GrowingCalls & {
  readonly pieces: Pieces;
  readonly fields: Draft;
  readonly details: Detail[];
  hasDetails: boolean;
  hasCalls: boolean;
  readonly choice: Draft;
  finish: JsonValue | undefined;
};

type Detail = {
  readonly entry: Draft;
  readonly written: string[];
  readonly slot: 'text' | 'summary' | undefined;
  readonly odd?: JsonValue;
};

export function createGrowing(): Growing {
  return {
    pieces: new Map(),
    fields: {},
    calls: [],
    callAt: new Map(),
    details: [],
    hasDetails: false,
    hasCalls: false,
    choice: {},
    finish: undefined,
  };
}

const textFields: ReadonlySet<string> = new Set(['content', 'reasoning_content', 'reasoning', 'refusal']);

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

<<<<<<< HEAD
=======
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
  const { index, id, function: called } = delta;
  const number = typeof index === 'number' ? index : Math.max(0, growing.calls.length - 1);
  const known = growing.callAt.get(number);
  const before = known === undefined ? undefined : growing.calls[known];
  const isOther = before?.id !== undefined && typeof id === 'string' && id !== '' && id !== before.id;
  const isNew = before === undefined || isOther;
  const call = isNew ? createCall() : before;
  if (isNew) growing.callAt.set(number, growing.calls.push(call) - 1);
  if (typeof id === 'string' && (id !== '' || call.id === undefined)) call.id = id;
  for (const key of Object.keys(delta))
    if (!callKeys.has(key)) setField(call.fields, key, delta[key] as JsonValue);
  const added = isJsonObject(called) ? growCalled(call, called) : undefined;
  return { at: growing.callAt.get(number) as number, isNew, added };
}

const callKeys: ReadonlySet<string> = new Set(['index', 'id', 'function']);
const calledKeys: ReadonlySet<string> = new Set(['name', 'arguments']);

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

function growCalled(call: GrowingCall, called: JsonObject): string | undefined {
  const { name, arguments: written } = called;
  call.isCalled = true;
  if (typeof name === 'string' && (call.name === undefined || call.name === '')) call.name = name;
  for (const key of Object.keys(called))
    if (!calledKeys.has(key)) setField(call.called, key, called[key] as JsonValue);
  if (typeof written === 'string') call.written.push(written);
  else if (isJsonObject(written)) {
    setField(call.called, 'arguments', written);
    call.isObject = true;
  }
  return typeof written === 'string' ? written : undefined;
}

>>>>>>> 5d3f700 (perf(core,codecs): odd numbers are looked for outside strings only; frames that repeat are filled in, not parsed)
const slots: { readonly [type: string]: 'text' | 'summary' } = {
  'reasoning.text': 'text',
  'reasoning.summary': 'summary',
};

/**
 * A text or summary entry grows from chunk to chunk; encrypted ones stay apart, as do the entries of one chunk.
 * (openrouter.ai/docs, read 2026-11-23)
 */
export function growDetail(growing: Growing, value: JsonValue, isFirst: boolean): void {
  growing.hasDetails = true;
  const last = growing.details.at(-1);
  const slot =
    isJsonObject(value) && typeof value['type'] === 'string' && Object.hasOwn(slots, value['type'])
      ? slots[value['type']]
      : undefined;
  if (!isJsonObject(value)) growing.details.push({ entry: {}, written: [], slot: undefined, odd: value });
  else if (isFirst && slot !== undefined && last?.slot === slot && continues(last.entry, value, slot))
    continueDetail(last, slot, value);
  else
    growing.details.push({
      entry: { ...value },
      written: slot !== undefined && typeof value[slot] === 'string' ? [value[slot]] : [],
      slot,
    });
}

/** A signature ends its entry, and two ids are two entries: text after them is new even where a server counts no index. */
function continues(entry: JsonObject, value: JsonObject, slot: 'text' | 'summary'): boolean {
  if (!sameJson(value['index'], entry['index'])) return false;
  if (typeof value['id'] === 'string' && typeof entry['id'] === 'string' && value['id'] !== entry['id'])
    return false;
  return !isFilled(entry['signature']) || (!isFilled(value[slot]) && !isFilled(value['signature']));
}

function isFilled(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function continueDetail(
  detail: Detail,
  slot: 'text' | 'summary',
  { type: _type, index: _index, ...value }: JsonObject,
): void {
  for (const [key, inner] of Object.entries(value)) {
    if (key === slot && typeof inner === 'string') detail.written.push(inner);
    else if (inner !== '' || !isFilled(detail.entry[key])) setField(detail.entry, key, inner);
  }
}

/** The message as the whole reply would show it. */
export function messageOf(growing: Growing): JsonObject {
  const { pieces, fields, calls, details, hasDetails, hasCalls } = growing;
  const message = copyOf(fields) as Draft;
  for (const [name, written] of pieces) define(message, name, written.join(''));
  if (hasDetails) message['reasoning_details'] = details.map(detailOf);
  if (hasCalls) message['tool_calls'] = calls.map(callOf);
  return message;
}

function detailOf({ entry, written, slot, odd }: Detail): JsonValue {
  if (odd !== undefined) return odd;
  return slot === undefined || written.length === 0 ? entry : { ...entry, [slot]: written.join('') };
}
