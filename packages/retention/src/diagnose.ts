/** Everything that is wrong with a request. */
import { bindingOf, unbound, type Binding } from './checks/binding.ts';
import { blockIssues } from './checks/blocks.ts';
import {
  consolidated,
  demandIssues,
  detailIssues,
  duplicateIssues,
  retainedIssues,
  slotIssues,
} from './checks/fields.ts';
import { flagIssues } from './checks/flags.ts';
import { foreignIssues } from './checks/foreign.ts';
import { forkIssues } from './checks/forks.ts';
import { itemIssues } from './checks/items.ts';
import { firstCallIssues, sentinelIssues } from './checks/proofs.ts';
import { splitGroups, splitIssues } from './checks/split.ts';
import { classify } from './classify.ts';
import { compare, type Comparison } from './compare.ts';
import { unrepaired } from './scaffold.ts';
import { examine, type Asking, type ExamineOptions } from './examine.ts';
import type { FindingCode } from './findings.ts';
import type { Issue } from './issue.ts';
import type { Outgoing, Step, Subject } from './subject.ts';
import { diagnoseView, isView } from './view.ts';
import { entryPath, type Block } from './wires/anatomy.ts';
import type { JsonObject } from '@throughline/core';

export type Diagnosis = {
  readonly request: JsonObject;
  /** Absent where the body is no request but something that people see. */
  readonly subject?: Subject;
  readonly issues: readonly Issue[];
};

const requestChecks: readonly ((subject: Subject) => readonly Issue[])[] = [
  detailIssues,
  slotIssues,
  duplicateIssues,
  blockIssues,
  itemIssues,
  demandIssues,
  firstCallIssues,
  sentinelIssues,
  foreignIssues,
  forkIssues,
  retainedIssues,
  flagIssues,
];

export function* diagnose(outgoing: Outgoing, options?: ExamineOptions): Asking<Diagnosis> {
  const { request } = outgoing;
  if (isView(request, outgoing.wire)) return { request, issues: yield* diagnoseView(request) };
  const subject = yield* examine(outgoing, options);
  return { request, subject, issues: yield* issuesOf(subject) };
}

function* issuesOf(subject: Subject): Asking<readonly Issue[]> {
  const groups = splitGroups(subject);
  const apart = new Set(groups.flat());
  const compared = new Map<Step, Comparison>();
  for (const step of subject.steps) {
    const isInPieces = consolidated(step.entry.blocks).length !== step.entry.blocks.length;
    if (!step.isWhole && !isInPieces && !apart.has(step) && step.match !== undefined)
      compared.set(step, compare(subject, step, step.match, siblings(subject, step)));
  }
  const binding = subject.rule.bound.includes('prefix')
    ? yield* bindingOf(subject, compared, apart)
    : unbound;
  const issues = [
    ...splitIssues(subject, groups),
    ...[...compared].flatMap(([step, comparison]) =>
      boundTo(
        binding,
        subject,
        step,
        classify({ subject, step, match: step.match as NonNullable<Step['match']>, comparison }),
      ),
    ),
    ...binding.issues,
    ...requestChecks.flatMap((check) => check(subject)),
  ];
  const told = settled(subject, issues);
  return subject.anatomy.isScaffold === true ? told.map(unrepaired) : told;
}

/** Other items of the same reply, where results stand between them. */
function siblings({ anatomy, steps }: Subject, { match, index }: Step): readonly Block[] {
  if (anatomy.container !== undefined) return [];
  return steps.flatMap((other) =>
    other.index !== index && other.match?.remembered.id === match?.remembered.id ? other.entry.blocks : [],
  );
}

const lost: ReadonlySet<FindingCode> = new Set([
  'finished-turn-thinking-omitted',
  'readable-thinking-overstripped',
  'signed-empty-thinking-dropped',
  'thinking-pruned-from-latest-turn',
  'thinking-missing-in-open-tool-loop',
  'completed-thinking-overstripped',
]);

/** What a bound prefix says about putting things back: it must, or it must not. */
function boundTo(
  { asSent, due, void: isVoid }: Binding,
  subject: Subject,
  step: Step,
  issues: readonly Issue[],
): readonly Issue[] {
  if (isVoid.has(step))
    return issues.map(({ fix, restoring: _restoring, ...one }) =>
      lost.has(one.code)
        ? { ...one, severity: 'info', refusal: voided }
        : { ...one, ...(fix !== undefined && { fix }) },
    );
  if (asSent.has(step))
    return issues.map(({ fix, ...one }) =>
      lost.has(one.code) && fix !== undefined
        ? { ...one, refusal: sentSo }
        : { ...one, ...(fix !== undefined && { fix }) },
    );
  if (!due.has(step)) return issues;
  return issues.map((one) =>
    one.code === 'finished-turn-thinking-omitted' && one.restoring !== undefined
      ? {
          ...one,
          code: 'prefix-mutated',
          severity: 'error',
          explain: `later thinking was made with ${entryPath(subject.anatomy, step.entry)} whole; without this thinking it is no longer valid`,
          fix: { kind: 'exact', edits: one.restoring },
        }
      : one,
  );
}

const voided =
  'what stood before it is not what it was when it was made, so it would no longer be valid; leaving it out is right now';

const sentSo =
  'it was sent without it when later thinking was made; putting it back now would make that invalid';

/** One finding for one fact. */
function settled({ outgoing: { policy }, steps }: Subject, issues: readonly Issue[]): readonly Issue[] {
  const foreign = new Set(
    issues.flatMap(({ code, block }) => (code === 'foreign-signature' && block !== undefined ? [block] : [])),
  );
  // A setting that has the model read its history is of no use where nothing in it is its own.
  const isAllForeign = steps.every(({ entry }) =>
    entry.blocks.every((block) => block.type !== 'thinking' || foreign.has(block)),
  );
  const seen = new Set<string>();
  const unique = issues.filter(({ code, at, block }) => {
    const key = `${code} ${at}`;
    if (code === 'preserve-flag-missing' && isAllForeign) return false;
    if (seen.has(key) || (code === 'signature-altered' && block !== undefined && foreign.has(block)))
      return false;
    seen.add(key);
    return true;
  });
  return together(policy === undefined ? unique : unique.map(byPolicy));
}

const pruned: ReadonlySet<FindingCode> = new Set([
  'reasoning-missing-on-tool-call-message',
  'thinking-missing-in-open-tool-loop',
  'thinking-pruned-from-latest-turn',
]);

function byPolicy(issue: Issue): Issue {
  return pruned.has(issue.code)
    ? {
        ...issue,
        code: 'policy-conflicts-with-dialect',
        explain: `the retention policy left it out; ${issue.explain}`,
      }
    : issue;
}

/** Messages that share a tool-call id and lost the same thing are told together: the id alone cannot tell them apart. */
function together(issues: readonly Issue[]): readonly Issue[] {
  const byId = new Map<string, Issue[]>();
  for (const issue of issues) {
    const id = issue.code === 'reasoning-missing-on-tool-call-message' ? callIdOf(issue) : undefined;
    if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), issue]);
  }
  const groups = [...byId.values()].filter(({ length }) => length > 1);
  if (groups.length === 0) return issues;
  const joined = new Map(
    groups.flatMap((group) => group.map((issue, index) => [issue, index === 0 ? group : undefined] as const)),
  );
  return issues.flatMap((issue) => {
    if (!joined.has(issue)) return [issue];
    const group = joined.get(issue);
    return group === undefined ? [] : [asOne(issue, group)];
  });
}

function asOne(first: Issue, group: readonly Issue[]): Issue {
  const { fix: _, ...rest } = first;
  const edits = group.flatMap(({ fix }) => fix?.edits ?? []);
  return {
    ...rest,
    at: group.map(({ at }) => at.slice(0, at.indexOf(']') + 1)).join(', '),
    explain: `${first.explain}; these messages share one call id, and are told apart by what stands before them`,
    ...(first.fix !== undefined && { fix: { ...first.fix, edits } }),
  };
}

function callIdOf({ entry }: Issue): string | undefined {
  return entry?.blocks.find(({ type }) => type === 'call')?.callId;
}
