/** Folding a long stream, against splitting its lines and parsing each event's JSON. */
import { figureOf, quickest, ratio, rounds, type Figure } from './measure.ts';
import { folded, longStream, lostOf, parsedLines, type LongStream } from './streams.ts';
import { megabytes, type Row } from './table.ts';
import { label, wires, type Wire } from './wires.ts';

export const title =
  'stream: folding 20,000 deltas (thinking, text, one argument of 200 kB), as a multiple of splitting lines + JSON.parse of each event (target 2)';

const deltas = 20_000;

export async function run(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const wire of wires) rows.push(await ours(wire, longStream(wire, deltas)));
  return rows;
}

async function ours(wire: Wire, { bytes, said }: LongStream): Promise<Row> {
  const { codec } = wire;
  const lost = lostOf(said, folded(codec, bytes));
  if (lost !== '') throw new Error(`${codec.id} folds to something else: ${lost}`);
  return {
    wire: label(wire),
    bytes: megabytes(bytes.length),
    events: `${parsedLines(bytes)}`,
    '× floor': await ratio(
      () => folded(codec, bytes),
      () => parsedLines(bytes),
    ),
    ...(await linearity(wire)),
  };
}

/** Time per delta at half and double the length, as a multiple of that at 10,000. */
async function linearity(wire: Wire): Promise<Row> {
  const lengths = [10_000, 20_000, 40_000] as const;
  const streams = lengths.map((length) => ({ length, bytes: longStream(wire, length).bytes }));
  const costs: number[][] = [];
  while (costs.length < rounds) {
    const round: number[] = [];
    for (const { length, bytes } of streams)
      round.push((await quickest(() => folded(wire.codec, bytes), 3)) / length);
    costs.push(round);
  }
  const figure = (at: number): Figure =>
    figureOf(costs.map((round) => (round[at] as number) / (round[0] as number)));
  return { '20k/10k': figure(1), '40k/10k': figure(2) };
}
