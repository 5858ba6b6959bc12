/** The demo's figures, for machines and for people. */
import type { Transcript } from '@throughline/core';
import type { RowResult } from './demo.ts';
import type { Retained } from './retaining.ts';

export type ReportRow = {
  readonly scaffold: string;
  readonly provider: string;
  readonly class: string;
  readonly wire: string;
  readonly dialect: string;
  readonly mode: string;
  readonly solved: boolean;
  readonly steps: number;
  readonly thinking: Counts;
  readonly perRequest: readonly Counts[];
  readonly order: boolean;
  readonly arguments: { readonly expected: number; readonly identical: number };
  readonly appendOnly: boolean;
  readonly refusals: number;
  /** Kind of thinking the simulated provider minted. */
  readonly minted: string;
  readonly error?: string;
  /** Of rows that run with `retainingFetch`: what it repaired, and what it could not. */
  readonly retained?: Retained;
};

type Counts = {
  readonly expected: number;
  readonly identical: number;
  readonly changed: number;
  readonly dropped: number;
};

export type Report = {
  readonly notice: string;
  readonly seed: number;
  readonly rows: readonly ReportRow[];
  /** By `scaffold class wire/dialect mode`. */
  readonly transcripts: { readonly [row: string]: Transcript };
};

const notice =
  'Counted by a simulator from the requests it received. Reference policies are not LLMs, and simulated providers are not providers.';

export function reportOf(results: readonly RowResult[], seed: number): Report {
  const transcripts = results.flatMap(({ row, transcript }) =>
    transcript === undefined ? [] : [[nameOf(row), transcript] as const],
  );
  return { notice, seed, rows: results.map(reportRow), transcripts: Object.fromEntries(transcripts) };
}

export function nameOf(row: RowResult['row']): string {
  const more = row.provider === 'stock+fetch' ? ' + fetch' : '';
  return `${row.scaffold} ${row.class}${more} ${row.wire}/${row.dialect} ${row.mode}`;
}

function reportRow({ row, solved, tally, error, retained }: RowResult): ReportRow {
  const { scaffold, provider, wire, dialect, mode, thinking: minted } = row;
  const { steps, thinking, perRequest, order, appendOnly, refusals } = tally;
  return {
    scaffold,
    provider,
    class: row.class,
    wire,
    dialect,
    mode,
    solved,
    steps,
    thinking,
    perRequest,
    order,
    arguments: tally.arguments,
    appendOnly,
    refusals,
    minted,
    ...(error !== undefined && { error }),
    ...(retained !== undefined && { retained }),
  };
}

/** Whether everything the provider minted came back, in place, and the task was solved. */
export function isIntact({
  solved,
  thinking,
  order,
  appendOnly,
  refusals,
  arguments: args,
}: ReportRow): boolean {
  const isReturned =
    thinking.expected > 0 && thinking.identical === thinking.expected && args.identical === args.expected;
  return solved && isReturned && order && appendOnly && refusals === 0;
}
