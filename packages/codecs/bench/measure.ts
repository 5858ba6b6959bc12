/** Paired timings: both sides in turns, so that what else the machine does falls on both. */

export type Sides = { readonly floor: () => void; readonly ours: () => void };

const rounds = 11;

/** Median of ours ÷ floor over paired rounds, after a warm-up. */
export function ratio({ floor, ours }: Sides, repeats: number = 3): number {
  for (let round = 0; round < 3; round += 1) {
    floor();
    ours();
  }
  return median(Array.from({ length: rounds }, () => quickest(ours, repeats) / quickest(floor, repeats)));
}

/** Milliseconds of the quickest of some runs. */
export function quickest(work: () => void, repeats: number): number {
  const times = Array.from({ length: repeats }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
