/** Folding a long stream, by the codecs and by others, against splitting its lines and parsing each event's JSON. */
import { besideOthers } from './beside.ts';
import { figureOf, quickest, ratio, rounds, type Figure } from './measure.ts';
import { reasonOf } from './peers/index.ts';
import { versions, type Peer } from './peers/peer.ts';
import { folded, longStream, lostOf, parsedLines, type LongStream } from './streams.ts';
import { megabytes, type Row } from './table.ts';
import { label, wires, type Wire } from './wires.ts';

export const title =
  'stream: folding 20,000 deltas (thinking, text, one argument of 200 kB), as a multiple of splitting lines + JSON.parse of each event (target 2); time per delta at 20,000 and 40,000 as a multiple of that at 10,000';

const deltas = 20_000;

type Task = LongStream & { readonly wire: Wire };

export async function run(): Promise<readonly Row[]> {
  return besideOthers(
    wires.map((wire): Task => ({ wire, ...longStream(wire, deltas) })),
    ours,
    theirs,
  );
}

async function ours({ wire, bytes, said }: Task): Promise<readonly Row[]> {
  const { codec } = wire;
  const lost = lostOf(said, folded(codec, bytes));
  if (lost !== 'nothing') throw new Error(`${codec.id} folds to something else: ${lost}`);
  return [
    {
      wire: label(wire),
      by: 'throughline',
      bytes: megabytes(bytes.length),
      events: `${parsedLines(bytes)}`,
      '× floor': await ratio(
        () => folded(codec, bytes),
        () => parsedLines(bytes),
      ),
      lost,
      ...(await linearity(wire)),
    },
  ];
}

async function theirs(peer: Peer, { wire, bytes, said }: Task): Promise<readonly Row[]> {
  const fold = peer.streams[wire.name];
  if (fold === undefined) return [];
  const note = `${versions(peer)}; ${peer.streamsBy}`;
  const row = { wire: label(wire), by: peer.name };
  try {
    const lost = lostOf(said, await fold(bytes));
    const figure = await ratio(
      () => fold(bytes),
      () => parsedLines(bytes),
      1,
    );
    return [{ ...row, '× floor': figure, lost, note }];
  } catch (error) {
    return [{ ...row, note: `${note}: ${reasonOf(error)}` }];
  }
}

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
