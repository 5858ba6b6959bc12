/** What damages have in common: a session with some of it in other places, and where that was. */
import type { Moment, Said, Session, Thought } from './sessions.fixture.ts';

/** Answers each question for a number below `n`, the same each time a damage is done. */
export type Pick = (n: number) => number;

export type Damaged = {
  readonly session: Session;
  /** Moments of the damaged session that may be spoken of. */
  readonly at: readonly number[];
};

export const isThought = (block: Said): block is Thought => block.type === 'thinking';
/** A summary without a proof is for people, and models do not need it again. */
export const counts = (block: Said): boolean => isThought(block) && block.kind !== 'summary';
export const hasWords = (block: Said): boolean =>
  isThought(block) && block.kind !== 'redacted' && (block.text ?? '').trim() !== '';
export const hasProof = ({ proof }: Said): boolean => proof !== undefined;

export type Place = { readonly moment: number; readonly block: number };

export function places({ moments }: Session, fits: (block: Said) => boolean): readonly Place[] {
  return moments.flatMap((moment, at) =>
    moment.type !== 'said'
      ? []
      : moment.blocks.flatMap((block, index) => (fits(block) ? [{ moment: at, block: index }] : [])),
  );
}

export function blocksAt({ moments }: Session, at: number): readonly Said[] {
  const moment = moments[at];
  return moment?.type === 'said' ? moment.blocks : [];
}

function replaced(session: Session, at: number, ...fresh: readonly Moment[]): Session {
  return { ...session, moments: session.moments.toSpliced(at, 1, ...fresh) };
}

export function withBlocks(session: Session, at: number, blocks: readonly Said[]): Session {
  return replaced(session, at, { type: 'said', blocks });
}
