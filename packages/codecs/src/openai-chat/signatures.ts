/** Signatures that hang on calls and on content, where a dialect has a place for them. */
import { isJsonObject, type JsonObject, type JsonValue, type Signature } from '@throughline/core';
import type { SignaturePlace } from './dialects.ts';

/** Google's own name for it. (ai.google.dev/gemini-api/docs/thought-signatures, read 2026-11-23) */
const kind = 'thoughtSignature';

export type Unsigned = {
  readonly signatures?: readonly [Signature];
  /** The fields without the signature. */
  readonly fields: JsonObject;
};

export function unsigned(fields: JsonObject, place: SignaturePlace | undefined): Unsigned {
  if (place === undefined) return { fields };
  const value = place.path.reduce<JsonValue | undefined>(innerOf, fields);
  if (typeof value !== 'string') return { fields };
  return {
    signatures: [{ issuer: place.issuer, kind, value }],
    fields: withoutAt(fields, place.path),
  };
}

export function signed(fields: JsonObject, { path }: SignaturePlace, { value }: Signature): JsonObject {
  return withAt(fields, path, value);
}

function innerOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** What lies around it stays, empty or not. */
function withoutAt(fields: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined) return fields;
  const { [key]: inner, ...others } = fields;
  return rest.length > 0 && isJsonObject(inner) ? { ...fields, [key]: withoutAt(inner, rest) } : others;
}

function withAt(fields: JsonObject, [key, ...rest]: readonly string[], value: string): JsonObject {
  if (key === undefined) return fields;
  const inner = innerOf(fields, key);
  return {
    ...fields,
    [key]: rest.length === 0 ? value : withAt(isJsonObject(inner) ? inner : {}, rest, value),
  };
}
