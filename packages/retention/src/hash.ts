/** Names for texts and JSON values: 64 bits, fast, equal for equal values. Not for secrets: whoever may write here may forge them. */
import { isJsonObject } from '@throughline/core';

type State = { a: number; b: number; readonly isGlance: boolean };

/** Keys that say how to cache and not what is said: they may move without changing a prefix. (Anthropic, preserved thinking, read 2026-11-23) */
const ignored: ReadonlySet<string> = new Set(['cache_control', 'cachePoint']);

function begun(isGlance: boolean): State {
  return { a: 0x9e3779b9, b: 0x41c6ce57, isGlance };
}

export function hashText(text: string): string {
  return named(mixText(begun(false), text));
}

/** Key order does not count, the order of lists does; nor does the spelling of numbers. */
export function hashJson(value: unknown): string {
  return named(mixJson(begun(false), value, 0));
}

/** One name for several, in order. */
export function hashAll(names: readonly string[]): string {
  return hashText(names.join('\n'));
}

/** A name by the ends of a text and its length: to look up what is then compared in full. */
export function glanceText(text: string): string {
  return named(mixText(begun(true), text));
}

/** The same for a value: every text in it is only glanced at. */
export function glanceJson(value: unknown): string {
  return named(mixJson(begun(true), value, 0));
}

/** Characters of each end that a glance takes in. */
const glimpse = 48;

function mixText(state: State, text: string): State {
  const { length } = text;
  if (state.isGlance && length > 4 * glimpse) {
    mixRange(state, text, 0, glimpse);
    mixRange(state, text, (length - glimpse) >> 1, (length + glimpse) >> 1);
    mixRange(state, text, length - glimpse, length);
  } else mixRange(state, text, 0, length);
  state.a ^= length;
  return state;
}

// After MurmurHash3, in the public domain: multiply and rotate, two characters to a word, one word to each half in turn.
function mixRange(state: State, text: string, from: number, to: number): void {
  let { a, b } = state;
  let at = from;
  for (; at + 3 < to; at += 4) {
    a = Math.imul(a ^ (text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)), 0x9e3779b1);
    b = Math.imul(b ^ (text.charCodeAt(at + 2) | (text.charCodeAt(at + 3) << 16)), 0x5f356495);
    a = (a << 15) | (a >>> 17);
    b = (b << 13) | (b >>> 19);
  }
  for (; at < to; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  state.a = a;
  state.b = b;
}

/** Values nested deeper than this have no say in a name: nobody writes them, and a stack has an end. */
const deepest = 500;

function mixJson(state: State, value: unknown, depth: number): State {
  if (typeof value === 'string') return mixText(mixCode(state, 1), value);
  if (typeof value !== 'object' || value === null) return mixText(mixCode(state, 2), String(value));
  if (depth > deepest) return mixCode(state, 6);
  if (Array.isArray(value)) return mixItems(state, value, depth + 1);
  // A number that keeps its spelling is the number all the same.
  if ('rawJSON' in value && !isJsonObject(value))
    return mixText(mixCode(state, 2), String(Number(value.rawJSON)));
  return mixFields(state, value as { readonly [key: string]: unknown }, depth + 1);
}

function mixCode(state: State, code: number): State {
  state.a = Math.imul(state.a ^ code, 0x9e3779b1);
  state.b = Math.imul(state.b ^ code, 0x5f356495);
  return state;
}

function mixItems(state: State, items: readonly unknown[], depth: number): State {
  mixCode(state, 3);
  for (const item of items) mixJson(state, item, depth);
  return mixCode(state, 4);
}

function mixFields(state: State, fields: { readonly [key: string]: unknown }, depth: number): State {
  mixCode(state, 5);
  let [a, b] = [0, 0];
  for (const key in fields) {
    if (ignored.has(key)) continue;
    const one: State = { a: 0x2545f491, b: 0x1b873593, isGlance: state.isGlance };
    mixJson(mixText(one, key), fields[key], depth);
    // Mixed once more, so that what two fields have in common does not cancel out.
    mixCode(one, one.a >>> 16);
    a = (a + one.a) | 0;
    b = (b + one.b) | 0;
  }
  mixCode(state, a);
  return mixCode(state, b);
}

const digits: readonly number[] = Array.from('0123456789abcdefghijklmnopqrstuv', (digit) =>
  digit.charCodeAt(0),
);

function named({ a, b }: State): string {
  const first = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  const second = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  return written(first) + written(second);
}

/** Thirty-two bits to the base of thirty-two; many times as fast as what numbers bring along. */
function written(bits: number): string {
  const at = (shift: number): number => digits[(bits >>> shift) & 31] as number;
  return String.fromCharCode(at(30), at(25), at(20), at(15), at(10), at(5), at(0));
}
