/** A message while its deltas arrive: it becomes the very JSON that the whole reply would be. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

/** Fields of deltas that grow as text; all others are set, listed on or merged. */
type Pieces = Map<string, string[]>;

export type GrowingCall = { id: string | undefined; name: string | undefined; readonly written: string[]; readonly fields: Draft; readonly called: Draft; isObject: boolean };

export type Growing = {
  readonly pieces: Pieces;
  readonly fields: Draft;
  readonly calls: GrowingCall[];
  /** Which call an `index` of the stream is at now. */
  readonly callAt: Map<number, number>;
  readonly details: Detail[];
  hasDetails: boolean;
  hasCalls: boolean;
  readonly choice: Draft;
  finish: JsonValue | undefined;
};

type Draft = { [key: string]: JsonValue };
type Detail = { readonly entry: Draft; readonly written: string[]; readonly slot: 'text' | 'summary' | undefined; readonly odd?: JsonValue };

export function createGrowing(): Growing {
  return { pieces: new Map(), fields: {}, calls: [], callAt: new Map(), details: [], hasDetails: false, hasCalls: false, choice: {}, finish: undefined };
}

const textFields: ReadonlySet<string> = new Set(['content', 'reasoning_content', 'reasoning', 'refusal']);

export function growField(growing: Growing, name: string, value: JsonValue): void {
  if (typeof value === 'string' && textFields.has(name)) addPiece(growing.pieces, name, value);
  else setField(growing.fields, name, value);
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
  define(fields, name, before === undefined ? value : merged(before, value));
}

function merged(before: JsonValue, value: JsonValue): JsonValue {
  if (Array.isArray(before) && Array.isArray(value)) return [...(before as JsonValue[]), ...(value as JsonValue[])];
  if (!isJsonObject(before) || !isJsonObject(value)) return value;
  const draft: Draft = { ...before };
  for (const [key, inner] of Object.entries(value)) setField(draft, key, inner);
  return draft;
}

/** An own field, whatever its name: `__proto__` is data here. */
function define(fields: Draft, name: string, value: JsonValue): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * A call starts at a new `index`, or at an `index` whose call has another id (some servers number all parallel calls 0).
 * Returns the place of the call and the argument text that was added.
 */
export function growCall(growing: Growing, delta: JsonObject): { readonly at: number; readonly isNew: boolean; readonly added: string | undefined } {
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
  const added = isJsonObject(called) ? growCalled(call, called) : undefined;
  return { at: growing.callAt.get(number) as number, isNew, added };
}

function createCall(): GrowingCall {
  return { id: undefined, name: undefined, written: [], fields: {}, called: {}, isObject: false };
}

function growCalled(call: GrowingCall, { name, arguments: written, ...more }: JsonObject): string | undefined {
  if (typeof name === 'string' && (call.name === undefined || call.name === '')) call.name = name;
  for (const [key, value] of Object.entries(more)) setField(call.called, key, value);
  if (typeof written === 'string') call.written.push(written);
  else if (isJsonObject(written)) {
    setField(call.called, 'arguments', written);
    call.isObject = true;
  }
  return typeof written === 'string' ? written : undefined;
}

const slots: { readonly [type: string]: 'text' | 'summary' } = { 'reasoning.text': 'text', 'reasoning.summary': 'summary' };

/** Neighbouring pieces of one text or summary entry are one entry; encrypted ones stay apart. (openrouter.ai/docs, read 2026-11-23) */
export function growDetail(growing: Growing, value: JsonValue): void {
  growing.hasDetails = true;
  const last = growing.details.at(-1);
  const slot = isJsonObject(value) ? slots[String(value['type'])] : undefined;
  const isMore = isJsonObject(value) && slot !== undefined && last?.slot === slot && value['index'] !== undefined && value['index'] === last.entry['index'];
  if (!isJsonObject(value)) growing.details.push({ entry: {}, written: [], slot: undefined, odd: value });
  else if (isMore) continueDetail(last, slot, value);
  else growing.details.push({ entry: { ...value }, written: slot !== undefined && typeof value[slot] === 'string' ? [value[slot]] : [], slot });
}

function continueDetail(detail: Detail, slot: 'text' | 'summary', { type: _type, index: _index, ...value }: JsonObject): void {
  for (const [key, inner] of Object.entries(value)) {
    if (key === slot && typeof inner === 'string') detail.written.push(inner);
    else setField(detail.entry, key, inner);
  }
}

/** The message as the whole reply would show it. */
export function messageOf(growing: Growing): JsonObject {
  const { pieces, fields, calls, details, hasDetails, hasCalls } = growing;
  const message: Draft = { ...fields };
  for (const [name, written] of pieces) define(message, name, written.join(''));
  if (hasDetails) message['reasoning_details'] = details.map(detailOf);
  if (hasCalls) message['tool_calls'] = calls.map(callOf);
  return message;
}

function detailOf({ entry, written, slot, odd }: Detail): JsonValue {
  if (odd !== undefined) return odd;
  return slot === undefined || written.length === 0 ? entry : { ...entry, [slot]: written.join('') };
}

function callOf({ id, name, written, fields, called, isObject }: GrowingCall): JsonObject {
  const said = { ...called, ...(name !== undefined && { name }), ...(!isObject && written.length > 0 && { arguments: written.join('') }) };
  return { ...(id !== undefined && { id }), ...fields, function: said };
}
