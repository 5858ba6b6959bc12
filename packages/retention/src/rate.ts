/** How much of its thinking a model gets back. */
import { isSameProof } from './proof.ts';
import type { Remembered } from './ledger.ts';
import { blocksOf } from './match.ts';
import type { Step, Subject } from './subject.ts';
import { isWelcome } from './welcome.ts';
import { entryPath, type Block } from './wires/anatomy.ts';

export type Share = { readonly returned: number; readonly expected: number };

/** `bytes` counts words and proofs as UTF-8. */
export type Rate = { readonly blocks: Share; readonly bytes: Share };

export type StepRate = Rate & {
  /** The message, e.g. `messages[1]`. */
  readonly at: string;
  /** The turn it belongs to, counted from 0. */
  readonly turn: number;
};

export const noRate: Rate = { blocks: { returned: 0, expected: 0 }, bytes: { returned: 0, expected: 0 } };

export function sumOf(rates: Iterable<Rate>): Rate {
  let [blocks, allBlocks, bytes, allBytes] = [0, 0, 0, 0];
  for (const rate of rates) {
    blocks += rate.blocks.returned;
    allBlocks += rate.blocks.expected;
    bytes += rate.bytes.returned;
    allBytes += rate.bytes.expected;
  }
  return {
    blocks: { returned: blocks, expected: allBlocks },
    bytes: { returned: bytes, expected: allBytes },
  };
}

/** For each step of which the reply is known and whose thinking the model should see again. */
export function stepRates(subject: Subject): readonly StepRate[] {
  const { rule, steps, entries, anatomy } = subject;
  if (rule.returns === 'none') return [];
  let turn = -1;
  let at = 0;
  return steps.flatMap((step) => {
    for (; at <= step.index; at += 1) if (entries[at]?.role === 'user') turn += 1;
    if (step.match === undefined || (rule.returns === 'open-loop' && !step.isOpen)) return [];
    return [
      {
        at: entryPath(anatomy, step.entry),
        turn: Math.max(turn, 0),
        ...rateOf(subject, step, step.match.remembered),
      },
    ];
  });
}

function rateOf(subject: Subject, step: Step, remembered: Remembered): Rate {
  const { blocks, bytes } = thinkingIn(remembered);
  const due = isWelcome(subject, remembered.origin, blocks[0] ?? none) ? blocks : [];
  if (due.length === 0) return noRate;
  if (step.isWhole && step.match?.remembered === remembered)
    return {
      blocks: { returned: due.length, expected: due.length },
      bytes: { returned: bytes, expected: bytes },
    };
  const left = [...step.entry.blocks];
  const back = due.filter((block) => {
    const found = left.findIndex(
      (one) => one.type === block.type && one.text === block.text && isSameProof(one.proof, block.proof),
    );
    if (found !== -1) left.splice(found, 1);
    return found !== -1;
  });
  return {
    blocks: { returned: back.length, expected: due.length },
    bytes: { returned: back.reduce((sum, block) => sum + sizeOf(block), 0), expected: bytes },
  };
}

const none = { type: 'thinking', slot: 'content', proof: undefined, raw: null } as unknown as Block;

type Thinking = { readonly blocks: readonly Block[]; readonly bytes: number };

const weighed = new WeakMap<Remembered, Thinking>();

/** Blocks of a reply that think or carry a proof; summaries without one are for people. */
function thinkingIn(remembered: Remembered): Thinking {
  const found = weighed.get(remembered);
  if (found !== undefined) return found;
  const blocks = blocksOf(remembered).filter(
    ({ type, proof, name }) =>
      (type === 'thinking' && (name !== 'summary' || proof !== undefined)) ||
      (proof !== undefined && proof !== ''),
  );
  const made = { blocks, bytes: blocks.reduce((sum, block) => sum + sizeOf(block), 0) };
  weighed.set(remembered, made);
  return made;
}

function sizeOf({ type, text, proof }: Block): number {
  return (type === 'thinking' ? utf8Length(text ?? '') : 0) + utf8Length(proof ?? '');
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
