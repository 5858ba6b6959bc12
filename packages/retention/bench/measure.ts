/** Paired timings in CPU time of this process: both sides in turns, so that what else the machine does counts little. */

export type Work = () => unknown;

/** Over rounds: the median, the least and the most. */
export type Figure = { readonly median: number; readonly min: number; readonly max: number };

/** Time of `ours` ÷ time of `floor`, and how long `ours` took in milliseconds. */
export type Paired = { readonly ratio: Figure; readonly ours: Figure };

export async function paired(ours: Work, floor: Work, rounds: number): Promise<Paired> {
  await timed(floor);
  await timed(ours);
  const times: { readonly ours: number; readonly floor: number }[] = [];
  while (times.length < rounds) times.push({ floor: await timed(floor), ours: await timed(ours) });
  return {
    ratio: figureOf(times.map((one) => one.ours / one.floor)),
    ours: figureOf(times.map((one) => one.ours)),
  };
}

/** CPU milliseconds. */
export async function timed(work: Work): Promise<number> {
  const before = process.cpuUsage();
  const made = work();
  if (made instanceof Promise) await made;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, median, max] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map(
    (at) => sorted[at] as number,
  ) as [number, number, number];
  return { median, min, max };
}

/** `1.32 (1.28–1.41)` */
export function said({ median, min, max }: Figure): string {
  return `${short(median)} (${short(min)}–${short(max)})`;
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
