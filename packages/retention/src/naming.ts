/** What it takes to give a difference its name and its place. */
import type { Comparison } from './compare.ts';
import type { Difference } from './difference.ts';
import type { FindingCode, RepairKind, Severity } from './findings.ts';
import type { Match, Step, Subject } from './subject.ts';
import { blockPath, entryPath, type Block } from './wires/anatomy.ts';

export type Context = {
  readonly subject: Subject;
  readonly step: Step;
  readonly match: Match;
  readonly comparison: Comparison;
};

export type Named = {
  readonly code: FindingCode;
  readonly at: string;
  readonly explain: string;
  readonly severity?: Severity;
  /** Default `exact`. */
  readonly kind?: RepairKind;
  readonly block?: Block;
  /** Why it is not put right. */
  readonly refusal?: string;
  /** Words go back as well. */
  readonly isWhole?: true;
};

export type Namer = (difference: Difference, context: Context) => Named | undefined;

export function pathOf(block: Block, { subject, step }: Context): string {
  return blockPath(subject.anatomy, step.entry, block);
}

/** On wires with a key for thinking the message as a whole says it twice. */
export function pathOfDuplicate(block: Block, context: Context): string {
  return block.name === 'inline' || block.index === -1 ? pathOfEntry(context) : pathOf(block, context);
}

export function pathOfEntry({ subject, step }: Context): string {
  return entryPath(subject.anatomy, step.entry);
}

/** Whether the provider looks at blocks of this turn. */
export function isChecked({ subject: { rule }, step }: Context): boolean {
  return step.isOpen || rule.exact === 'any-turn' || rule.bound.includes('prefix');
}
