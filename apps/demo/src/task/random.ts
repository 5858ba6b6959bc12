/** Seeded choices: the same seed, the same task. */

export type Random = {
  pick<T>(items: readonly T[]): T;
  between(low: number, high: number): number;
  shuffle<T>(items: readonly T[]): T[];
};

/** mulberry32: small, and good enough to vary a task. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const shuffle = <T>(items: readonly T[]): T[] => {
    const left = [...items];
    return items.map(() => left.splice(between(0, left.length - 1), 1)[0] as T);
  };
  return { between, shuffle, pick: (items) => items[between(0, items.length - 1)] as (typeof items)[number] };
}
