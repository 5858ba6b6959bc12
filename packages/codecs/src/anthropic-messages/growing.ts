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
  /** Whether its start was an event; other blocks are told whole. */ readonly isTold: boolean;
};

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
  compaction_delta: { from: 'content', into: 'content' },
  citations_delta: { from: 'citation', into: 'citations' },
};

type Draft = { type: string; [key: string]: JsonValue };

export type Finished = { readonly block: Block; readonly unparsed?: string };

export function finished({ start, pieces, citations }: Growing): Finished {
  const block: Draft = { ...start };
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
  if (!isJsonObject(before)) return { usage: after };
  const said = Object.entries(after).filter(([key, value]) => value !== null || !Object.hasOwn(before, key));
  return { usage: { ...before, ...Object.fromEntries(said) } };
}

/** Adds a delta to its block; `undefined` where we do not know what it grows. */
export function grown(
  { pieces, citations }: Growing,
  target: Delta | undefined,
  delta: JsonObject,
): string | undefined {
  const added = target === undefined ? undefined : delta[target.from];
  if (target === undefined || added === undefined) return undefined;
  if (target.into === 'citations') {
    citations.push(added);
    return '';
  }
  if (typeof added !== 'string')
    throw new ThroughlineError('format-invalid', 'expected a string', {
      path: `content_block_delta.delta.${target.from}`,
    });
  const known = pieces.get(target.into);
  if (known === undefined) pieces.set(target.into, [added]);
  else known.push(added);
  return added;
}
