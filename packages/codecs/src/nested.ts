/** Notes of fields that lie inside others: what a wire said beyond our model keeps its place there. */
import {
  isJsonObject,
  numberOf,
  sameJson,
  type JsonObject,
  type JsonValue,
  type Loss,
} from '@throughline/core';

/** The fields that are ours to interpret, and those inside them. */
export type Known = { readonly [field: string]: true | Known };

/** Every field outside `known`, inside the objects it came in; `undefined` where there is none. */
export function unknownWithin(value: JsonObject, known: Known): JsonObject | undefined {
  const entries = Object.entries(value).flatMap(([field, inner]) => {
    const place = Object.hasOwn(known, field) ? known[field] : undefined;
    if (place === undefined) return [[field, inner] as const];
    if (place === true || !isJsonObject(inner)) return [];
    const rest = unknownWithin(inner, place);
    return rest === undefined ? [] : [[field, rest] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries<JsonValue>(entries);
}

/**
 * What we say plus what was noted, object by object. Where both name a field ours wins, unless the noted value is the
 * same number in another spelling (`1.0`); `losses` is told what was noted in vain.
 */
export function withNested(
  ours: JsonObject,
  extra: JsonObject | undefined,
  losses?: Loss[],
  path: string = '',
): JsonObject {
  if (extra === undefined) return ours;
  const merged = new Map(Object.entries(ours));
  for (const [field, noted] of Object.entries(extra)) {
    const said = merged.get(field);
    const place = path === '' ? field : `${path}.${field}`;
    if (said === undefined || isSpellingOf(noted, said)) merged.set(field, noted);
    else if (isJsonObject(said) && isJsonObject(noted))
      merged.set(field, withNested(said, noted, losses, place));
    else if (!sameJson(said, noted))
      losses?.push({ path: place, code: 'edited', detail: 'what was noted of it no longer says the same' });
  }
  return Object.fromEntries<JsonValue>(merged);
}

function isSpellingOf(value: JsonValue, number: JsonValue): boolean {
  return typeof number === 'number' && numberOf(value) === number;
}
