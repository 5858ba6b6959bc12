/** One wire's run: makes inputs from a seed, judges them, and makes what fails as small as it can be. */
import fc from 'fast-check';
import { codecFor, wireNames } from '../src/index.ts';
import { readCorpus } from '../src/corpus.ts';
import { Unfit, type Finding, type Source } from './finding.ts';
import { cost, growthsOf, tooFast, type Growth, type Reach } from './growth.ts';
import { bodyInputs, streamInputs, type Subject } from './inputs.ts';
import { judge, type Input } from './judge.ts';
import { smallest } from './smallest.ts';

export const kinds = ['body', 'stream', 'growth'] as const;
export type Kind = (typeof kinds)[number];

export type Teller = {
  /** Before each input, so that one that never ends is known. */
  readonly next: (source: Source, name?: string) => void;
  readonly found: (finding: Omit<Finding, 'more'>) => void;
};

function subjectOf(wire: string): Subject {
  const codecsOf = (name: string): Subject['codecs'] =>
    (wireNames[name] ?? []).map((dialect) => codecFor(name, dialect));
  const others = Object.keys(wireNames).filter((name) => name !== wire);
  return {
    codecs: codecsOf(wire),
    others: Object.keys(wireNames).flatMap(codecsOf),
    cases: readCorpus(wire),
    otherCases: others.flatMap((name) => readCorpus(name)),
  };
}

const batch = 50;

/** `runs` inputs, three bodies to two streams; batch after batch, each from a seed of its own. */
export function runInputs(wire: string, seed: number, runs: number, teller: Teller): void {
  const subject = subjectOf(wire);
  const inputs = { body: bodyInputs(subject), stream: streamInputs(subject) };
  const known = new Set<string>();
  for (let done = 0, count = 0; done < runs; done += batch, count += 1) {
    const kind = count % 5 < 3 ? 'body' : 'stream';
    const source = { wire, kind, seed: seed + count };
    const arbitrary: fc.Arbitrary<Input> = inputs[kind];
    const sample = fc.sample(arbitrary, { seed: source.seed, numRuns: Math.min(batch, runs - done) });
    for (const [run, input] of sample.entries()) judged(input, { ...source, run }, known, teller);
  }
}

/** One input again, by its source. */
export function replay({ wire, kind, seed, run }: Source, reach: Reach, teller: Teller): void {
  if (kind === 'growth') {
    const growth = growthsIn(wire, reach, seed)[run];
    if (growth !== undefined) grown(growth, { wire, kind, seed, run }, teller);
    return;
  }
  const subject = subjectOf(wire);
  const arbitrary: fc.Arbitrary<Input> = kind === 'body' ? bodyInputs(subject) : streamInputs(subject);
  const input = fc.sample(arbitrary, { seed, numRuns: batch })[run];
  if (input !== undefined) judged(input, { wire, kind, seed, run }, new Set(), teller);
}

/** The wire's inputs that grow, from the one at `from` on. */
export function runGrowths(wire: string, seed: number, reach: Reach, from: number, teller: Teller): void {
  for (const [run, growth] of growthsIn(wire, reach, seed).entries())
    if (run >= from) grown(growth, { wire, kind: 'growth', seed, run }, teller);
}

type Placed = Growth & { readonly dialect: string };

function growthsIn(wire: string, reach: Reach, seed: number): readonly Placed[] {
  const { codecs, others, cases } = subjectOf(wire);
  return codecs.flatMap((codec, index) => {
    const other = others[(index * 7) % others.length];
    // Dialects differ in little: each takes its share of the cases, so that the time stays the same.
    const own = cases.filter((_, at) => at % codecs.length === index);
    return other === undefined
      ? []
      : growthsOf(codec, other, own, reach, seed).map((growth) => ({
          ...growth,
          dialect: codec.dialect ?? wire,
        }));
  });
}

function grown({ dialect, ...growth }: Placed, source: Source, { next, found }: Teller): void {
  next(source, growth.name);
  const told = (what: 'slow' | 'crash', message: string): void =>
    found({
      ...source,
      dialect,
      what,
      during: growth.name,
      message,
      mark: `${what} ${growth.name}`,
      input: `${growth.name}, sizes ${growth.sizes.join(', ')}`,
    });
  try {
    const message = tooFast(growth);
    if (message !== undefined) told('slow', message);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    told('crash', error.message);
  }
}

function judged(input: Input, source: Source, known: Set<string>, { next, found }: Teller): void {
  next(source);
  const unfit = unfitnessOf(input);
  if (unfit === undefined) return;
  const { what, during, message, mark } = unfit;
  const dialect = input.codec.dialect ?? input.codec.id;
  const head = { ...source, dialect, what, during, message, mark };
  const isNew = !known.has(mark);
  known.add(mark);
  if (!isNew) return found({ ...head, input: '' });
  const least = smallest(input, (one) => unfitnessOf(one)?.mark === mark);
  found({ ...head, message: unfitnessOf(least)?.message ?? message, input: shown(least) });
}

/** Milliseconds that an input may take: far more than any does, far less than a person waits. */
const patience = (input: Input): number =>
  400 + 0.1 * (input.kind === 'body' ? input.text.length : input.bytes.length);

function unfitnessOf(input: Input): Unfit | undefined {
  let unfit: Unfit | undefined;
  const work = (): void => {
    try {
      judge(input);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      unfit = error;
    }
  };
  let time = cost(work);
  for (let retry = 0; retry < 2 && time > patience(input); retry += 1) time = Math.min(time, cost(work));
  return time > patience(input) ? new Unfit('slow', input.kind, `it took ${time.toFixed(0)} ms`) : unfit;
}

function shown(input: Input): string {
  if (input.kind === 'body') return input.text;
  const text = Buffer.from(input.bytes).toString();
  return Buffer.from(text).equals(input.bytes) ? text : Buffer.from(input.bytes).toString('hex');
}
