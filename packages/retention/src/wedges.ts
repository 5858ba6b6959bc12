/** What has to go from a session so that its provider takes it again. */
import type { JsonObject, JsonValue } from '@throughline/core';

import { unlinked } from './checks/items.ts';
import type { Diagnosis } from './diagnose.ts';
import { findingCodes, type FindingCode, type Severity } from './findings.ts';
import type { Edit, Issue } from './issue.ts';
import { rebuiltEdit } from './rebuild.ts';
import type { Repair } from './repair.ts';
import type { Step, Subject } from './subject.ts';
import { withHistory, type Block } from './wires/anatomy.ts';

/** Why a block was taken out, by the block as it stands in the request. */
export type Reasons = Map<JsonValue, Reason>;

type Reason = {
  /** Absent where it was taken out for the sake of another block, or because that was asked for. */
  readonly code?: FindingCode;
  readonly why: string;
};

/** What can be done at once about what the provider would refuse: repairs first, then what nothing can repair. */
export function cure(diagnosis: Diagnosis, reasons: Reasons, repairs: Repair[]): readonly Edit[] {
  const errors = diagnosis.issues.filter((issue) => severityOf(issue) === 'error');
  const edits: Edit[] = [];
  for (const { code, at, fix } of errors) {
    if (fix === undefined || fix.edits.some((edit) => edits.some((other) => meet(edit, other)))) continue;
    edits.push(...fix.edits);
    repairs.push({ kind: fix.kind, code, at });
  }
  if (edits.length > 0 || diagnosis.subject === undefined) return edits;
  return withoutWedges(diagnosis.subject, errors, reasons);
}

function severityOf({ severity, code }: Issue): Severity {
  return severity ?? findingCodes[code][0];
}

function meet(a: Edit, b: Edit): boolean {
  if (a.type === 'setting' || b.type === 'setting') return a.type === b.type;
  return a.from === b.from || (a.from < b.to && b.from < a.to);
}

/** Thinking that nothing can mend, and what cannot be trusted without it. */
function withoutWedges(subject: Subject, errors: readonly Issue[], reasons: Reasons): readonly Edit[] {
  const gone = new Map<Step, ReadonlySet<Block>>();
  for (const { block, entry, code, explain } of errors) {
    const step = subject.steps.find((one) => one.entry === entry);
    if (block?.type !== 'thinking' || step === undefined) continue;
    reasons.set(block.raw, { code, why: explain });
    for (const [other, blocks] of shaken(subject, step, block, reasons))
      gone.set(other, new Set([...(gone.get(other) ?? []), ...blocks]));
  }
  return editsFor(subject, gone);
}

const thinkingOf = ({ entry }: Step): readonly Block[] =>
  entry.blocks.filter(({ type }) => type === 'thinking');

type Shaken = readonly (readonly [step: Step, blocks: readonly Block[]])[];

/** A provider that compares takes a message with all of its thinking or with none; what is bound to it falls with it. */
function shaken({ rule, steps }: Subject, step: Step, block: Block, reasons: Reasons): Shaken {
  const isCompared = rule.exact === 'any-turn' || (rule.exact === 'latest-turn' && step.isOpen);
  const isBound = rule.bound.includes('prefix') || rule.bound.includes('chain');
  const beside = isCompared ? thinkingOf(step) : [block];
  const later = isBound ? steps.slice(steps.indexOf(step) + 1) : [];
  because(reasons, beside, 'other thinking of its message had to go, and the provider takes all or none');
  because(
    reasons,
    later.flatMap(thinkingOf),
    'it is bound to what stands before it, where thinking had to go',
  );
  return [[step, beside], ...later.map((one) => [one, thinkingOf(one)] as const)];
}

function because(reasons: Reasons, blocks: readonly Block[], why: string): void {
  for (const { raw } of blocks) if (!reasons.has(raw)) reasons.set(raw, { why });
}

export function withoutThinking({ subject }: Diagnosis, reasons: Reasons): readonly Edit[] {
  if (subject === undefined) return [];
  because(reasons, subject.steps.flatMap(thinkingOf), 'all thinking was to be taken out');
  return editsFor(subject, new Map(subject.steps.map((step) => [step, new Set(thinkingOf(step))])));
}

function editsFor(subject: Subject, gone: ReadonlyMap<Step, ReadonlySet<Block>>): readonly Edit[] {
  return [...gone].flatMap(([step, blocks]) => {
    if (blocks.size === 0) return [];
    if (subject.anatomy.container === undefined) return [...blocks].flatMap((block) => unlinked(step, block));
    const kept = step.entry.blocks.filter((block) => !blocks.has(block));
    return [rebuiltEdit(subject, step, kept)];
  });
}

/** The request with these edits; settings are no part of a session, so they stay. */
export function edited({ request, subject }: Diagnosis, edits: readonly Edit[]): JsonObject {
  const places = edits.flatMap((edit) => (edit.type === 'items' ? [edit] : []));
  if (subject === undefined || places.length === 0) return request;
  const items = [...subject.items];
  // From the last place to the first, so that places stay what they are.
  for (const { from, to, items: fresh } of places.toSorted((a, b) => b.from - a.from))
    items.splice(from, to - from, ...fresh);
  return withHistory(subject.anatomy, request, items);
}
