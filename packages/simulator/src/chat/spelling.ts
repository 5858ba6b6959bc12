/** Writes arguments as models write them, not as `JSON.stringify` does: spaces, `20.0`, escapes. Reading and writing them again changes the bytes. */
import { isJsonObject, type JsonValue } from '@throughline/core';

export function spelled(value: JsonValue): string {
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}.0` : String(value);
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return `[${value.map((item) => spelled(item as JsonValue)).join(', ')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${escaped(key)}: ${spelled(inner)}`)
    .join(', ')}}`;
}

function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^\u0020-\u007E]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
