/** Exact JSON: what was read can be written again, odd numbers included. */
import { ThroughlineError } from './errors.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
type ExactJson = {
  parse(text: string, reviver?: Reviver): unknown;
  rawJSON(source: string): JsonObject;
  isRawJSON(value: unknown): boolean;
};
// Source access for JSON.parse and JSON.rawJSON: Node 22 and later; TypeScript 7.0 does not type them yet.
const exact = JSON as unknown as ExactJson;

/**
 * Parses JSON so that `stringifyJson` writes every number as it was spelled: `1.0`, `1e3` and integers past 2^53
 * come back as raw-JSON objects (see `JSON.rawJSON`), all others as plain numbers.
 * @throws ThroughlineError `format-invalid` with the parser's message when the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (!mayHoldOddNumber(text)) return value;
    return exact.parse(text, keepSpelling) as JsonValue;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new ThroughlineError('format-invalid', `not JSON: ${reason}`, { cause });
  }
}

export function stringifyJson(value: unknown): string {
  return JSON.stringify(value);
}

// Every number that prints otherwise than it was spelled matches here; a false alarm only costs time.
const oddNumber =
  /(?:^|[[:,\s])(?:-0(?![.\d])|-?(?:\d+\.\d*0(?!\d)|\d{16,}|\d+(?:\.\d+)?[eE]|\d+\.\d{15,}|0\.0{5}))/;

function mayHoldOddNumber(text: string): boolean {
  return oddNumber.test(text);
}

const keepSpelling: Reviver = (_key, value, { source }) => {
  if (typeof value !== 'number' || source === undefined) return value;
  return JSON.stringify(value) === source ? value : exact.rawJSON(source);
};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !exact.isRawJSON(value);
}

/** Equality of JSON values: key order is irrelevant, the spelling of numbers is not. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems(a, b);
  if (exact.isRawJSON(a) !== exact.isRawJSON(b)) return false;
  return sameFields(a as JsonObject, b as JsonObject);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
}

function sameFields(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** The number a JSON value stands for, however it was spelled; `undefined` for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return exact.isRawJSON(value) ? Number((value as { rawJSON: string }).rawJSON) : undefined;
}
