/** Counts what came back, from the requests a session received. */
import type { Ledger, Unit } from './wire.ts';

export type Counts = {
  readonly expected: number;
  readonly identical: number;
  readonly changed: number;
  readonly dropped: number;
};

export type Tally = {
  /** Replies given. */
  readonly steps: number;
  /** Requests received, refused ones too. */
  readonly requests: number;
  /** Thinking that was due, summed over all requests. */
  readonly thinking: Counts;
  readonly perRequest: readonly Counts[];
  /** Whether thinking, texts and calls that came back stood in the order they were minted. */
  readonly order: boolean;
  /** Tool-call arguments that came back as they were written. */
  readonly arguments: { readonly expected: number; readonly identical: number };
  /** Whether each request extended the one before. */
  readonly appendOnly: boolean;
  readonly refusals: number;
};

/** What one request brought back. */
export type Returned = {
  readonly thinking: Counts;
  readonly order: boolean;
  readonly arguments: Tally['arguments'];
};

const nothing: Counts = { expected: 0, identical: 0, changed: 0, dropped: 0 };

export function sum(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (a, b) => ({
      expected: a.expected + b.expected,
      identical: a.identical + b.identical,
      changed: a.changed + b.changed,
      dropped: a.dropped + b.dropped,
    }),
    nothing,
  );
}

/** The n-th assistant message of a request should be the n-th reply that was minted. */
export function compare({ replies }: Ledger, messages: readonly (readonly Unit[])[]): Returned {
  const each = replies.map(({ units }, index) => compareMessage(units, messages[index]));
  return {
    thinking: sum(each.map(({ thinking }) => thinking)),
    order: each.every(({ order }) => order),
    arguments: {
      expected: each.reduce((total, one) => total + one.arguments.expected, 0),
      identical: each.reduce((total, one) => total + one.arguments.identical, 0),
    },
  };
}

function compareMessage(minted: readonly Unit[], found: readonly Unit[] | undefined): Returned {
  const left = found === undefined ? [] : found.map((unit, place) => ({ unit, place }));
  const take = (fits: (unit: Unit) => boolean): number | undefined => {
    const at = left.findIndex(({ unit }) => fits(unit));
    return at === -1 ? undefined : left.splice(at, 1)[0]?.place;
  };
  const due = minted.filter(({ kind }) => kind === 'thinking');
  const exact = minted.map((unit) =>
    take(({ kind, identity }) => kind === unit.kind && identity === unit.identity),
  );
  const missing = due.filter((unit) => exact[minted.indexOf(unit)] === undefined);
  const changed = changedOf(
    missing,
    left.map(({ unit }) => unit),
  );
  const places = exact.filter((place) => place !== undefined);
  const written = minted.flatMap((unit) => (unit.written === undefined ? [] : [unit.written]));
  const back =
    found === undefined ? [] : found.flatMap((unit) => (unit.written === undefined ? [] : [unit.written]));
  return {
    thinking: {
      expected: due.length,
      identical: due.length - missing.length,
      changed,
      dropped: missing.length - changed,
    },
    order: places.every((place, index) => index === 0 || place > Number(places[index - 1])),
    arguments: {
      expected: written.length,
      identical: written.filter(({ callId, text }) =>
        back.some((one) => one.callId === callId && one.text === text),
      ).length,
    },
  };
}

/** Thinking may come back inside another unit; any other thinking that is left stands in for one that was edited. */
function changedOf(missing: readonly Unit[], left: readonly Unit[]): number {
  const holders = (unit: Unit): readonly Unit[] =>
    unit.gist === '' ? [] : left.filter(({ gist }) => gist.includes(unit.gist));
  const held = missing.filter((unit) => holders(unit).length > 0);
  const used = new Set(held.flatMap(holders));
  const spare = left.filter((unit) => unit.kind === 'thinking' && !used.has(unit));
  return held.length + Math.min(spare.length, missing.length - held.length);
}

type Prefix = { readonly head: string; readonly messages: readonly string[] };

export function extendsPrefix(before: Prefix, after: Prefix): boolean {
  return (
    before.head === after.head && before.messages.every((message, index) => message === after.messages[index])
  );
}
