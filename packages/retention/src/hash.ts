/** Names for texts and JSON values: 64 bits, fast, equal for equal values. Not for secrets: whoever may write here may forge them. */
import { isJsonObject } from '@throughline/core';

type State = { a: number; b: number };

/** Keys that say how to cache and not what is said: they may move without changing a prefix. (Anthropic, preserved thinking, read 2026-11-23) */
const ignored: ReadonlySet<string> = new Set(['cache_control', 'cachePoint']);

export function hashText(text: string): string {
  return named(mixText({ a: 0x9e3779b9, b: 0x41c6ce57 }, text));
}

/** Key order does not count, the order of lists does. */
export function hashJson(value: unknown): string {
  return named(mixJson({ a: 0x9e3779b9, b: 0x41c6ce57 }, value));
}

/** One name for several, in order. */
export function hashAll(names: readonly string[]): string {
  return hashText(names.join('\n'));
}

// The loop of `cyrb53`, a public-domain hash: two multiplications for each character.
function mixText(state: State, text: string): State {
  let { a, b } = state;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  state.a = a ^ text.length;
  state.b = b;
  return state;
}

/** Values nested deeper than this have no say in a name: nobody writes them, and a stack has an end. */
const deepest = 500;

function mixJson(state: State, value: unknown, depth = 0): State {
  if (depth > deepest) return mixCode(state, 6);
  if (typeof value === 'string') return mixText(mixCode(state, 1), value);
  if (Array.isArray(value)) return mixItems(state, value, depth + 1);
  if (isJsonObject(value)) return mixFields(state, value, depth + 1);
  // Numbers, booleans and null. A number is what it stands for, whether or not it was read with its spelling.
  const isSpelled = typeof value === 'object' && value !== null;
  const plain: unknown = isSpelled ? Number(JSON.stringify(value)) : value;
  return mixText(mixCode(state, 2), JSON.stringify(plain) ?? 'undefined');
}

function mixCode(state: State, code: number): State {
  state.a = Math.imul(state.a ^ code, 2654435761);
  state.b = Math.imul(state.b ^ code, 1597334677);
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
    const one = mixJson(mixText({ a: 0x2545f491, b: 0x1b873593 }, key), fields[key], depth);
    a = (a + one.a) | 0;
    b = (b + one.b) | 0;
  }
  mixCode(state, a);
  return mixCode(state, b);
}

function named({ a, b }: State): string {
  const first = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  const second = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  return (first >>> 0).toString(36) + '.' + (second >>> 0).toString(36);
}
