/** Signatures on calls and parts: which must be there, and the stand-ins for those that cannot. */
import type { Issue } from '../issue.ts';
import { isSentinel } from '../sentinels.ts';
import type { Step, Subject } from '../subject.ts';
import { blockPath, type Block } from '../wires/anatomy.ts';
import { rebuiltEdit } from '../rebuild.ts';

/** The first call of each step of the open turn must be signed; others need not be. (Gemini, thought signatures, read 2026-11-23) */
export function firstCallIssues(subject: Subject): readonly Issue[] {
  if (subject.rule.required !== 'first-call') return [];
  return subject.steps.flatMap((step): readonly Issue[] => {
    const first = step.entry.blocks.find(({ type }) => type === 'call');
    if (first === undefined || (first.proof !== undefined && first.proof !== '') || step.match !== undefined)
      return [];
    const at = blockPath(subject.anatomy, step.entry, first);
    if (!step.isOpen)
      return [
        {
          code: 'finished-turn-signature-missing',
          at,
          evidence: 'request-only',
          entry: step.entry,
          block: first,
          explain: 'only the current turn is validated',
        },
      ];
    const fix = standIn(subject, step, first);
    return [
      {
        code: 'thought-signature-missing',
        at,
        evidence: 'request-only',
        entry: step.entry,
        block: first,
        explain: 'the first call of a step in the current turn needs its signature',
        ...(fix === undefined ? { refusal: 'nothing was recorded of this reply' } : { fix }),
      },
    ];
  });
}

/** The provider's own way out for history that it did not mint. */
function standIn(subject: Subject, step: Step, block: Block): Issue['fix'] {
  const { sentinel } = subject.rule;
  if (sentinel === undefined) return undefined;
  return { kind: 'degrade', edits: [rebuiltEdit(subject, step, replaced(subject, step, block, sentinel))] };
}

export function replaced(
  { anatomy }: Subject,
  { entry }: Step,
  block: Block,
  proof: string | undefined,
): readonly Block[] {
  return entry.blocks.map((one) => (one === block ? anatomy.withProof(one, proof) : one));
}

/** Stand-ins on anything but the first call of a step. */
export function sentinelIssues(subject: Subject): readonly Issue[] {
  return subject.steps.flatMap((step) => {
    const first = step.entry.blocks.find(({ type }) => type === 'call');
    return step.entry.blocks.flatMap((block): readonly Issue[] => {
      if (step.match !== undefined || !isSentinel(block.proof) || block === first) return [];
      return [
        {
          code: 'sentinel-misuse',
          at: `${blockPath(subject.anatomy, step.entry, block)}.${subject.anatomy.fields.proof}`,
          evidence: 'request-only',
          entry: step.entry,
          block,
          explain: 'the stand-in belongs on the first call of a step, and nowhere else',
          fix: {
            kind: 'structural',
            edits: [rebuiltEdit(subject, step, replaced(subject, step, block, undefined))],
          },
        },
      ];
    });
  });
}
