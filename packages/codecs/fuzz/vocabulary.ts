/** What a wire says in its hand-written cases: its keys, the values under each, and new bodies in the same words. */
import { parseJson, type JsonValue } from '@throughline/core';
import type { WireCase } from '@throughline/laws';
import { asObject, isHolder, placesIn, valueAt } from './places.ts';
import type { Random } from './random.ts';
import { framesIn, jsonOf } from './frames.ts';

export type Vocabulary = {
  readonly bodies: readonly JsonValue[];
  readonly streams: readonly Uint8Array[];
  readonly keys: readonly string[];
  readonly values: readonly JsonValue[];
  readonly byKey: ReadonlyMap<string, readonly JsonValue[]>;
};

export function vocabularyOf(cases: readonly WireCase[]): Vocabulary {
  const bodies = cases.flatMap(({ request, reply, error }) =>
    [request, reply, error].filter((body) => body !== undefined),
  );
  const streams = cases.flatMap(({ stream }) => (stream === undefined ? [] : [stream]));
  const frames = streams.flatMap((stream) => framesIn(Buffer.from(stream).toString()).flatMap(jsonOf));
  const byKey = new Map<string, JsonValue[]>();
  for (const body of [...bodies, ...frames]) {
    for (const place of placesIn(body)) {
      const value = valueAt(body, place);
      const key = keyOf(place);
      if (value === undefined || key === undefined) continue;
      const seen = byKey.get(key);
      if (seen === undefined) byKey.set(key, [value]);
      else seen.push(value);
    }
  }
  return { bodies, streams, keys: [...byKey.keys()], values: [...byKey.values()].flat(), byKey };
}

/** The key a place is under; the items of a list are under the key of the list. */
function keyOf(place: readonly string[]): string | undefined {
  return place.findLast((key) => !/^\d+$/.test(key));
}

/** A body that nobody wrote, of the wire's own words: each value is one that was seen under its key, or made of such. */
export function spoken(
  body: JsonValue,
  byKey: Vocabulary['byKey'],
  random: Random,
  depth: number = 0,
): JsonValue {
  if (!isHolder(body) || depth > 8) return body;
  if (Array.isArray(body)) {
    const items = body as readonly JsonValue[];
    return Array.from({ length: random.below(items.length + 2) }, () =>
      items.length === 0 ? null : spoken(random.one(items), byKey, random, depth + 1),
    );
  }
  const entries = Object.entries(body as { readonly [key: string]: JsonValue }).flatMap(([key, value]) => {
    if (random.below(8) === 0) return [];
    const seen = byKey.get(key);
    const other = seen !== undefined && random.below(2) === 0 ? random.one(seen) : value;
    return [[key, spoken(other, byKey, random, depth + 1)] as const];
  });
  return asObject(entries);
}

const words: readonly string[] =
  `|a| |\u0000|\ud800|\u2028|𝄞|<think>|</think>|<think>a</think>|[DONE]|data: x|__proto__|constructor
|toString|hasOwnProperty|length|NaN|1|{"a":|{}|[]|null|1.0|{"a":1.0}|"|\\|text|tool`.split(/\n?\|/);

/** Written as JSON, since some of it exists nowhere else. */
const literals: readonly string[] = `
  null true false 0 -1 1 1.5 1e9 2147483648 9007199254740992 1.0 -0 1e400 12345678901234567890 1E5 0.10
  [] {} [[]] [null] [{}] ["a"] [1] {"a":1} {"type":"x"} {"type":1} [{"type":"text"}]
  {"__proto__":{"polluted":true}} {"constructor":{"prototype":{"polluted":true}},"__proto__":null}
  ${'['.repeat(60)}${']'.repeat(60)} ${'{"a":'.repeat(60)}1${'}'.repeat(60)}`
  .trim()
  .split(/\s+/);

/** Values that break what was built without thinking of them. */
export const awkward: readonly JsonValue[] = [...words, ...literals.map((text) => parseJson(text))];
