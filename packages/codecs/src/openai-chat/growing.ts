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
