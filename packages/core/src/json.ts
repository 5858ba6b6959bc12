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
    const value = hasOddNumber(text) ? exact.parse(text, keepSpelling) : JSON.parse(text);
    return value as JsonValue;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new ThroughlineError('format-invalid', `not JSON: ${reason}`, { cause });
  }
}

export function stringifyJson(value: unknown): string {
  return JSON.stringify(value);
}

const quote = 0x22;
const backslash = 0x5c;

/** Whether some number prints otherwise than it is spelled; text inside strings, where most of it is, is jumped over. */
function hasOddNumber(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) at = afterString(text, at);
    else if (startsNumber(code)) {
      const end = afterNumber(text, at);
      if (isOdd(text, at, end)) return true;
      at = end;
    } else at += 1;
  }
  return false;
}

/** Where the string that opens at `open` has ended; the end of the text where it never does. */
function afterString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1) {
    let before = close - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    // An even number of backslashes before a quote are pairs of their own.
    if ((close - before) % 2 === 1) return close + 1;
    close = text.indexOf('"', close + 1);
  }
  return text.length;
}

function startsNumber(code: number): boolean {
  return code === 0x2d || isDigit(code);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, signs, points and exponents; whether they make a number is the parser's to say. */
function afterNumber(text: string, start: number): number {
  let end = start + 1;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (!isDigit(code) && code !== 0x2e && code !== 0x2b && code !== 0x2d && (code | 0x20) !== 0x65) break;
  }
  return end;
}

function isOdd(text: string, start: number, end: number): boolean {
  if (isShortInteger(text, start, end)) return false;
  const spelled = text.slice(start, end);
  return JSON.stringify(Number(spelled)) !== spelled;
}

/** Fifteen digits are exact in a double, whatever they are. */
function isShortInteger(text: string, start: number, end: number): boolean {
  if (end - start > 15) return false;
  for (let at = start; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
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
