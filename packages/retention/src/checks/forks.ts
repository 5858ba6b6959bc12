/** Sub-agents and forks that carry proofs of the conversation they came from, on models that do not bind thinking to its prefix. */
import type { Issue } from '../issue.ts';
import type { Remembered } from '../ledger.ts';
import { rebuiltEdit } from '../rebuild.ts';
import { hasThinking, type Step, type Subject } from '../subject.ts';
import { areAkin, instructionsOf } from '../words.ts';
import { blockPath, type Block } from '../wires/anatomy.ts';

/** Whether a step was made in another conversation: under other instructions, on a model that minds or behind other words of the users. */
export function isForked(subject: Subject, { match, keys }: Step): boolean {
  if (match === undefined || !isInherited(subject, match.remembered)) return false;
  return subject.rule.bound.includes('prefix') || match.remembered.turn !== keys.turn;
}

/** Whether a reply was made under other instructions, and not under an earlier form of these. */
export function isInherited({ anatomy, rule, request }: Subject, { sent }: Remembered): boolean {
  const [key] = anatomy.head;
  if (rule.signed !== 'always' || key === undefined) return false;
  return !areAkin(instructionsOf(sent.head[key]), instructionsOf(request[key]));
}

export function forkIssues(subject: Subject): readonly Issue[] {
  if (subject.rule.bound.includes('prefix')) return [];
  const inherited = subject.steps.filter(
    ({ match, entry }) =>
      match !== undefined && hasThinking(entry.blocks) && isInherited(subject, match.remembered),
  );
  const [first] = inherited;
  return first === undefined ? [] : [forked(subject, first, inherited)];
}

export function forked(subject: Subject, first: Step, inherited: readonly Step[]): Issue {
  const block = first.entry.blocks.find(({ type }) => type === 'thinking') as Block;
  const isElsewhere =
    subject.rule.bound.includes('prefix') || first.match?.remembered.turn !== first.keys.turn;
  return {
    code: 'inherited-thinking-in-fork',
    at: blockPath(subject.anatomy, first.entry, block),
    evidence: 'request-sequence',
    // Where nothing but the instructions changed, an unbound model may still take it.
    severity: isElsewhere ? 'error' : 'warning',
    entry: first.entry,
    block,
    explain: 'it was made under other instructions, in another conversation; a fork thinks for itself',
    fix: {
      kind: 'policy',
      edits: inherited.map((step) =>
        rebuiltEdit(
          subject,
          step,
          step.entry.blocks.filter(({ type }) => type !== 'thinking'),
        ),
      ),
    },
  };
}
