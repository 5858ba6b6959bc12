/** A block while it arrives: strings collected in pieces, joined once. */
import {
  isJsonObject,
  parseJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import type { Block } from './format.ts';

export type Growing = {
  readonly start: Block;
  readonly pieces: Map<string, string[]>;
  readonly citations: JsonValue[];
  /** Fields that came whole, the last word of each. */
  readonly fields: Draft;
  /** A running count of tokens, which is a hint and no field of the block. */
  estimate: number | undefined;
  /** Whether its start was an event; other blocks are told whole. */
  readonly isTold: boolean;
};

export function createGrowing(start: Block, isTold: boolean): Growing {
  return {
    start,
    pieces: new Map(),
    citations: [],
    fields: { type: start.type },
    estimate: undefined,
    isTold,
  };
}

export type Delta = {
  readonly from: string;
  readonly into: string;
  readonly event?: 'text-delta' | 'thinking-delta' | 'tool-call-delta';
};

/** Which string of its block each delta grows. */
export const deltas: { readonly [type: string]: Delta } = {
  text_delta: { from: 'text', into: 'text', event: 'text-delta' },
  thinking_delta: { from: 'thinking', into: 'thinking', event: 'thinking-delta' },
  signature_delta: { from: 'signature', into: 'signature' },
  input_json_delta: { from: 'partial_json', into: 'input', event: 'tool-call-delta' },
  citations_delta: { from: 'citation', into: 'citations' },
};

type Draft = { type: string; [key: string]: JsonValue };

export type Finished = { readonly block: Block; readonly unparsed?: string };

export function finished({ start, pieces, citations, fields }: Growing): Finished {
  const block: Draft = { ...start, ...fields };
  let unparsed: string | undefined;
  for (const [field, added] of pieces) {
    const whole = added.join('');
    if (field !== 'input')
      block[field] = typeof start[field] === 'string' && field !== 'signature' ? start[field] + whole : whole;
    else if (whole !== '') unparsed = parsedInto(block, whole);
  }
  if (citations.length > 0)
    block['citations'] = [
      ...(Array.isArray(start['citations']) ? (start['citations'] as JsonValue[]) : []),
      ...citations,
    ];
  return unparsed === undefined ? { block } : { block, unparsed };
}

/** Sets the input, or returns the text that is not JSON (a reply cut by its token limit). */
function parsedInto(block: Draft, whole: string): string | undefined {
  try {
    block['input'] = parseJson(whole);
    return undefined;
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return whole;
  }
}

/** The last report counts; a null in it takes nothing back. (`@anthropic-ai/sdk` 1.12.0 folds the same way, read 2026-11-23) */
export function mergedUsage(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): { readonly usage?: JsonValue } {
  if (!isJsonObject(after)) return {};
  return { usage: isJsonObject(before) ? merged(before, after) : after };
}

/** Adds a delta to its block; `undefined` where we do not know what it grows. */
export function grown(growing: Growing, target: Delta | undefined, delta: JsonObject): string | undefined {
  if (delta['type'] === 'compaction_delta') return replaced(growing, delta);
  const added = target === undefined ? undefined : delta[target.from];
  if (target === undefined || added === undefined) return undefined;
  if (target.into === 'citations') {
    growing.citations.push(added);
    return '';
  }
  if (typeof added !== 'string')
    throw new ThroughlineError('format-invalid', 'expected a string', {
      path: `content_block_delta.delta.${target.from}`,
    });
  const known = growing.pieces.get(target.into);
  if (known === undefined) growing.pieces.set(target.into, [added]);
  else known.push(added);
  return added;
}

/** A compaction comes whole: its fields are final, a null too. (`@anthropic-ai/sdk` 1.13.0 folds the same way, read 2026-11-23) */
function replaced({ fields }: Growing, { type: _type, ...said }: JsonObject): string {
  for (const [key, value] of Object.entries(said))
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  return '';
}

/**
 * What a delta says beyond the growth of its block. An estimate of tokens is a hint that adds up beside the block.
 * (types of `@anthropic-ai/sdk` 1.13.0, read 2026-11-23)
 */
export function beyond(
  growing: Growing,
  target: Delta | undefined,
  delta: JsonObject,
): JsonObject | undefined {
  if (target === undefined) return undefined;
  let more: { [key: string]: JsonValue } | undefined;
  for (const key in delta) {
    if (key === 'type' || key === target.from) continue;
    const value = delta[key] as JsonValue;
    if (key !== 'estimated_tokens') more = { ...more, [key]: value };
    else if (typeof value === 'number')
      growing.estimate = growing.estimate === undefined ? value : growing.estimate + value;
  }
  return more;
}

/** What came later counts, but a null takes nothing back. */
export function merged(before: JsonObject, after: JsonObject): JsonObject {
  const said = Object.entries(after).filter(([key, value]) => value !== null || !Object.hasOwn(before, key));
  return { ...before, ...Object.fromEntries(said) };
}
