/** Exact JSON: what was read can be written again, odd numbers included. */
import { ThroughlineError } from './errors.ts';
import { survey } from './survey.ts';

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
 * @throws ThroughlineError `format-invalid` with the parser's message when the text is not JSON, or is nested deeper
 * than `deepestNesting`.
 */
export function parseJson(text: string): JsonValue {
  const { depth, hasOddNumber } = survey(text);
  if (depth > deepestNesting)
    throw new ThroughlineError(
      'format-invalid',
      `nested too deeply: ${depth} levels, at most ${deepestNesting} are read`,
    );
  try {
    return (hasOddNumber ? exact.parse(text, keepSpelling) : JSON.parse(text)) as JsonValue;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new ThroughlineError('format-invalid', `not JSON: ${reason}`, { cause });
  }
}

/**
 * Lists and objects inside one another. Whoever walks JSON by recursion runs out of stack at some depth; no provider
 * goes anywhere near this one.
 */
const deepestNesting = 512;

/** @throws ThroughlineError `format-invalid` when the value is too deep or too large to be written. */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ThroughlineError('format-invalid', `cannot be written: ${cause.message}`, { cause });
  }
}

const keepSpelling: Reviver = (_key, value, { source }) => {
  if (typeof value !== 'number' || source === undefined) return value;
  return JSON.stringify(value) === source ? value : exact.rawJSON(source);
};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !exact.isRawJSON(value);
}

/** Equality of JSON values, however deep: key order is irrelevant, the spelling of numbers is not. */
export function sameJson(a: unknown, b: unknown): boolean {
  // What is left to compare, in pairs: a list of our own, since deep values would exhaust the stack.
  const left: unknown[] = [a, b];
  while (left.length > 0) {
    const [one, other] = [left.pop(), left.pop()];
    if (one !== other && !compare(one, other, left)) return false;
  }
  return true;
}

/** Whether two values that are not identical may be equal; adds what they hold to `left`. */
function compare(a: unknown, b: unknown, left: unknown[]): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && compareItems(a, b, left);
  if (exact.isRawJSON(a) !== exact.isRawJSON(b)) return false;
  return compareFields(a as JsonObject, b as JsonObject, left);
}

function compareItems(a: readonly unknown[], b: readonly unknown[], left: unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) left.push(a[index], b[index]);
  return true;
}

function compareFields(a: JsonObject, b: JsonObject, left: unknown[]): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false;
    left.push(a[key], b[key]);
  }
  return true;
}

/** The number a JSON value stands for, however it was spelled; `undefined` for anything else, and for what is too large for a number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (!exact.isRawJSON(value)) return undefined;
  const number = Number((value as { rawJSON: string }).rawJSON);
  return Number.isFinite(number) ? number : undefined;
}
