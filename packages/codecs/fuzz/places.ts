/** Places in a JSON value, and values with one of them changed. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

export type Place = readonly string[];

const mostPlaces = 3000;

/** Every place of a value, the value itself first; of huge values the first few thousand. */
export function placesIn(value: JsonValue): readonly Place[] {
  const found: Place[] = [[]];
  for (let at = 0; at < found.length && found.length < mostPlaces; at += 1) {
    const place = found[at] as Place;
    const inner = valueAt(value, place);
    if (isHolder(inner)) for (const key of Object.keys(inner)) found.push([...place, key]);
  }
  return found;
}

export function valueAt(value: JsonValue, place: Place): JsonValue | undefined {
  return place.reduce<JsonValue | undefined>(
    (inner, key) => (isHolder(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

type Holder = { readonly [key: string]: JsonValue };

/** Lists and objects; raw numbers are neither, though they are objects to JavaScript. */
export function isHolder(value: JsonValue | undefined): value is Holder & JsonValue {
  return Array.isArray(value) || isJsonObject(value);
}

/** The value with what stands at a place changed; `undefined` takes it away. Own `__proto__` keys stay data. */
export function changedAt(
  value: JsonValue,
  [key, ...rest]: Place,
  change: (inner: JsonValue) => JsonValue | undefined,
): JsonValue | undefined {
  if (key === undefined) return change(value);
  if (!isHolder(value)) return value;
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const next = name === key ? changedAt(inner, rest, change) : inner;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : asObject(entries);
}

export function asObject(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  return Object.fromEntries<JsonValue>(entries);
}
