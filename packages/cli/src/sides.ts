/** The codecs of both sides, from the names of wires and dialects. */
import { codecFor, wireNames } from '@throughline/codecs';
import { ThroughlineError, type Codec } from '@throughline/core';
import { UsageError } from './exit.ts';

export type Names = {
  readonly from: string;
  readonly to: string;
  /** Of whichever side has it; the others are of their own side. */
  readonly dialect?: string | undefined;
  readonly fromDialect?: string | undefined;
  readonly toDialect?: string | undefined;
};

export type Sides = { readonly from: Codec; readonly to: Codec };

/** @throws UsageError on names that are not known; it lists those that are. */
export function sidesOf({ from, to, dialect, fromDialect, toDialect }: Names): Sides {
  for (const wire of [from, to]) codecOf(wire, undefined);
  if (dialect !== undefined && !has(from, dialect) && !has(to, dialect))
    throw new UsageError(
      `--dialect "${dialect}" is none of either side: ${dialectsOf([...new Set([from, to])])}.`,
    );
  const shared = (wire: string): string | undefined =>
    dialect !== undefined && has(wire, dialect) ? dialect : undefined;
  return { from: codecOf(from, fromDialect ?? shared(from)), to: codecOf(to, toDialect ?? shared(to)) };
}

function has(wire: string, dialect: string): boolean {
  return wireNames[wire]?.includes(dialect) === true;
}

function dialectsOf(wires: readonly string[]): string {
  return wires.map((wire) => `${wire} has ${wireNames[wire]?.join(', ')}`).join('; ');
}

function codecOf(wire: string, dialect: string | undefined): Codec {
  try {
    return codecFor(wire, dialect);
  } catch (error) {
    if (ThroughlineError.is(error)) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
