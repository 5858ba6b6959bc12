/** `reasoning_details`, both ways: one entry is one thinking part. (`@openrouter/sdk` 1.3.19 types, read 2026-11-23) */
import type { JsonObject, JsonValue, Part, Signature, ThinkingPart } from '@throughline/core';
import { extraOf, noted, unknownOf, withExtra } from '../notes.ts';
import type { Dialect } from './dialects.ts';
import { wire } from './format.ts';

/** Entries this version does not know stay whole, in their place. */
const opaqueDetail = 'reasoning_details';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const known: { readonly [type: string]: ReadonlySet<string> } = {
  'reasoning.text': keys('type', 'text', 'signature', 'id'),
  'reasoning.summary': keys('type', 'summary', 'id'),
  'reasoning.encrypted': keys('type', 'data', 'id'),
};

export function decodeDetail(entry: JsonValue, { issuer, name }: Dialect): Part {
  const part = thinkingOf(entry, issuer);
  if (part === undefined) return { type: 'opaque', wire, kind: opaqueDetail, value: entry };
  const { type, id, signature } = entry as JsonObject & { readonly type: string };
  const extra = {
    ...unknownOf(entry as JsonObject, known[type] ?? keys()),
    ...(id !== undefined && typeof id !== 'string' && { id }),
    ...(type === 'reasoning.text' &&
      signature !== undefined &&
      typeof signature !== 'string' && { signature }),
  };
  return {
    ...part,
    ...(typeof id === 'string' && { id }),
    ...noted(wire, extra, { dialect: name, detail: type }),
  };
}

function thinkingOf(entry: JsonValue, issuer: string): ThinkingPart | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  const { type, text, summary, data, signature } = entry as JsonObject;
  const signed = (value: string): { readonly signatures: readonly Signature[] } => ({
    signatures: [{ issuer, kind: type === 'reasoning.encrypted' ? 'encrypted' : 'thinking', value }],
  });
  if (type === 'reasoning.text' && typeof text === 'string') {
    if (typeof signature !== 'string') return { type: 'thinking', text, visibility: 'full' };
    return { type: 'thinking', text, visibility: text === '' ? 'omitted' : 'summary', ...signed(signature) };
  }
  if (type === 'reasoning.summary' && typeof summary === 'string')
    return { type: 'thinking', text: summary, visibility: 'summary' };
  if (type === 'reasoning.encrypted' && typeof data === 'string')
    return { type: 'thinking', visibility: 'encrypted', ...signed(data) };
  return undefined;
}

/** `signature` is the part's own of this issuer, if it has one. */
export function encodeDetail(part: ThinkingPart, signature: Signature | undefined): JsonObject {
  const { id, text } = part;
  const said = { ...(id !== undefined && { id }) };
  return withExtra({ ...entryOf(text, part.visibility, signature), ...said }, extraOf(part, wire));
}

function entryOf(text: string | undefined, visibility: string, signature: Signature | undefined): JsonObject {
  if (text === undefined)
    return { type: 'reasoning.encrypted', ...(signature !== undefined && { data: signature.value }) };
  if (signature !== undefined) return { type: 'reasoning.text', text, signature: signature.value };
  return visibility === 'summary'
    ? { type: 'reasoning.summary', summary: text }
    : { type: 'reasoning.text', text };
}

export function isDetail(part: Part): boolean {
  return part.type === 'opaque' && part.wire === wire && part.kind === opaqueDetail;
}
