/** Usage reports, both ways: counts under names of ours, and the provider's own report while it still says the same. */
import {
  isJsonObject,
  numberOf,
  sameJson,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Usage,
} from '@throughline/core';

type Counts = Omit<Usage, 'raw'>;
type Name = keyof Counts;

export type UsagePair = {
  decode(raw: JsonObject): Usage;
  encode(usage: Usage, losses?: Loss[]): JsonValue;
};

/** Where each count stands in the wire's report, outermost field first. */
export type Places = { readonly [name in Name]?: readonly string[] };

/** `total` adds a sum the wire wants beside the counts. */
export function usagePair(
  places: Places,
  { read = (raw) => countsIn(raw, places), write = (counts) => reportOf(counts, places) }: Rewrites = {},
): UsagePair {
  const decode = (raw: JsonObject): Usage => ({ ...read(raw), raw });
  return {
    decode,
    encode(usage, losses) {
      const { raw, ...counts } = usage;
      if (isJsonObject(raw)) {
        if (sameJson(decode(raw), usage)) return raw;
        losses?.push({
          path: 'usage',
          code: 'edited',
          detail: 'the counts no longer say what the provider reported',
        });
      }
      return write(counts);
    },
  };
}

/** For wires whose counts overlap, or which want sums. */
type Rewrites = {
  readonly read?: (raw: JsonObject) => Counts;
  readonly write?: (counts: Counts) => JsonObject;
};

export function countsIn(raw: JsonObject, places: Places): Counts {
  const found = Object.entries(places).flatMap(([name, path]) => {
    const count = numberOf(valueAt(raw, path));
    return count === undefined ? [] : [[name, count] as const];
  });
  return Object.fromEntries(found);
}

export function reportOf(counts: Counts, places: Places): JsonObject {
  let report: JsonObject = {};
  for (const [name, path] of Object.entries(places)) {
    const count = counts[name as Name];
    if (count !== undefined) report = withAt(report, path, count);
  }
  return report;
}

function valueAt(raw: JsonObject, path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (value, field) => (isJsonObject(value) && Object.hasOwn(value, field) ? value[field] : undefined),
    raw,
  );
}

function withAt(report: JsonObject, [field, ...rest]: readonly string[], count: number): JsonObject {
  if (field === undefined) return report;
  const inner = report[field];
  return {
    ...report,
    [field]: rest.length === 0 ? count : withAt(isJsonObject(inner) ? inner : {}, rest, count),
  };
}

export function sum(...counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => (count === undefined ? total : total + count), 0);
}
