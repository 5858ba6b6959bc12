/** Paired timings: both sides in turns, in CPU time of this process, so that what else the machine does counts little. */

export type Work = () => unknown;

/** A ratio over paired rounds. */
export type Figure = {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
};

export const rounds = 11;

/** CPU milliseconds until what is measured is taken to be compiled. */
const warmUp = 1000;

/** Time of `ours` ÷ time of `floor` in each round, each the quickest of `repeats` runs. */
export async function ratio(ours: Work, floor: Work, repeats: number = 3): Promise<Figure> {
  for (let spent = 0; spent < warmUp;) spent += (await timed(floor)) + (await timed(ours));
  const figures: number[] = [];
  while (figures.length < rounds)
    figures.push((await quickest(ours, repeats)) / (await quickest(floor, repeats)));
  return figureOf(figures);
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: median(values),
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
    rounds: values.length,
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** CPU milliseconds of the quickest of some runs. */
export async function quickest(work: Work, repeats: number): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < repeats; run += 1) least = Math.min(least, await timed(work));
  return least;
}

async function timed(work: Work): Promise<number> {
  const { user, system } = process.cpuUsage();
  const made = work();
  if (made instanceof Promise) await made;
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1000;
}
