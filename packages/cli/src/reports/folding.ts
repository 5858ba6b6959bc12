/** Folds findings that come again with every longer request of a conversation. */
import { createHash } from 'node:crypto';
import { stringifyJson } from '@throughline/core';
import type { Finding, FindingCode } from '@throughline/retention';
import type { Examined } from '../audit.ts';

type Place = Pick<Examined, 'exchange' | 'line' | 'model'>;

export type Folded = {
  readonly finding: Finding;
  /** Where it was first. */
  readonly first: Place;
  /** In how many requests after the first one. */
  again: number;
  last: number;
};

/** Findings of one code that found no room. */
type Beyond = { count: number; last: number };

export type Folds = {
  add(examined: Examined): void;
  /** By where they were first. */
  readonly folded: readonly Folded[];
  readonly beyond: ReadonlyMap<FindingCode, Beyond>;
};

/** Keeps at most so many of each code, however long the capture is. */
export function createFolds(mostOfCode: number): Folds {
  const folds = new Map<string, Folded>();
  const kept = new Map<FindingCode, number>();
  const beyond = new Map<FindingCode, Beyond>();
  const add = (key: string, finding: Finding, { exchange, line, model }: Examined): void => {
    const known = folds.get(key);
    const count = kept.get(finding.code) ?? 0;
    if (known !== undefined) {
      known.again += 1;
      known.last = exchange;
    } else if (count < mostOfCode) {
      kept.set(finding.code, count + 1);
      folds.set(key, { finding, first: { exchange, line, model }, again: 0, last: exchange });
    } else {
      const more = beyond.get(finding.code);
      beyond.set(finding.code, { count: (more?.count ?? 0) + 1, last: exchange });
    }
  };
  return {
    add(examined) {
      const { findings } = examined.audited;
      const conversation = findings.length === 0 ? '' : conversationOf(examined);
      for (const finding of findings) add(`${finding.code} ${finding.at} ${conversation}`, finding, examined);
    },
    get folded() {
      return [...folds.values()];
    },
    beyond,
  };
}

/** The session where it has a name, else what its first message says. */
function conversationOf({ session, audited: { subject } }: Examined): string {
  if (session !== undefined) return `session ${session}`;
  const first = subject?.entries.find(({ role }) => role === 'user');
  if (subject === undefined || first === undefined) return '';
  return createHash('sha256')
    .update(stringifyJson(subject.items.slice(first.from, first.to)))
    .digest('hex');
}
