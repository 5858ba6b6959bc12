/** When something began, as exports write it: a date, a number, a number as text, or seconds with nanoseconds. */
import { numberOf, type JsonValue } from '@throughline/core';

/** Good for putting the entries of one export in order, and for nothing else: each export counts in a unit of its own. */
export function momentOf(value: JsonValue | undefined): number {
  if (Array.isArray(value)) return (numberOf(value[0]) ?? 0) * 1e9 + (numberOf(value[1]) ?? 0);
  if (typeof value !== 'string') return numberOf(value) ?? 0;
  const moment = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isFinite(moment) ? moment : 0;
}

/** In the order they began; those that began together, or do not say when, as they stand in the export. */
export function inOrder<T extends { readonly start: number }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => a.start - b.start);
}
