/** JSON objects while their deltas arrive. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

export type Draft = { [key: string]: JsonValue };

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
export function define(fields: Draft, name: string, value: JsonValue): void {
  Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}
