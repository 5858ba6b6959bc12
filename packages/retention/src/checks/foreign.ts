/** Proofs of others: minted by another vendor, on another endpoint, for another account, or by a model this one cannot read. */
import { isSentinel } from '../sentinels.ts';
import type { Edit, Issue } from '../issue.ts';
import type { Origin } from '../ledger.ts';
import { hasProof, isSame } from '../match.ts';
import type { Match, Step, Subject } from '../subject.ts';
import { verdictOn, type Verdict } from '../welcome.ts';
import { blockPath, type Block } from '../wires/anatomy.ts';
import { rebuiltEdit } from '../rebuild.ts';
import { unlinked } from './items.ts';
import { replaced } from './proofs.ts';

export function foreignIssues(subject: Subject): readonly Issue[] {
  return subject.steps.flatMap((step) =>
    step.entry.blocks.flatMap((block): readonly Issue[] => {
      const isProof = block.proof !== undefined && block.proof !== '' && !isSentinel(block.proof);
      if (!isProof && !(block.type === 'thinking' && subject.rule.signed === 'always')) return [];
      const origins = originsOf(step, block);
      const verdict = origins.length === 0 ? undefined : verdictOn(subject, origins, block);
      return verdict === undefined ? [] : [issueOf(subject, step, block, verdict)];
    }),
  );
}

function originsOf({ match, known }: Step, block: Block): readonly Origin[] {
  return match !== undefined && isOwn(match, block)
    ? [match.remembered.origin]
    : (known.get(block) ?? []).map(({ origin }) => origin);
}

function isOwn({ remembered, blocks }: Match, block: Block): boolean {
  return block.proof === undefined
    ? blocks.some((sent) => isSame(sent, block))
    : hasProof(remembered, block.proof);
}

function issueOf(subject: Subject, step: Step, block: Block, { code, explain, kind }: Verdict): Issue {
  const path = blockPath(subject.anatomy, step.entry, block);
  return {
    code,
    explain,
    at:
      block.type === 'thinking'
        ? path
        : `${path}.${block.slot === 'tool_calls' ? 'extra_content.google.thought_signature' : subject.anatomy.fields.proof}`,
    evidence: 'request+prior-response',
    entry: step.entry,
    block,
    ...(kind !== undefined && {
      fix: {
        kind: block.type === 'thinking' ? kind : ('degrade' as const),
        edits: withoutProof(subject, step, block),
      },
    }),
  };
}

/** Takes thinking out whole; leaves a call, with a stand-in where the provider knows one and asks for it. */
function withoutProof(subject: Subject, step: Step, block: Block): readonly Edit[] {
  if (block.type === 'thinking' && block.slot === '') return unlinked(step, block);
  if (block.type === 'thinking')
    return [
      rebuiltEdit(
        subject,
        step,
        step.entry.blocks.filter((one) => one !== block),
      ),
    ];
  const isFirst = step.entry.blocks.find(({ type }) => type === 'call') === block;
  const sentinel = isFirst && step.isOpen ? subject.rule.sentinel : undefined;
  return [rebuiltEdit(subject, step, replaced(subject, step, block, sentinel))];
}
