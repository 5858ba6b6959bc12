/** Gives differences between a message and the reply it was their names, places and cures. */
import { otherSlot, proofChanged, proofMissing, textChanged } from './altered.ts';
import type { Difference } from './difference.ts';
import type { FindingCode } from './findings.ts';
import type { Edit, Issue } from './issue.ts';
import { missing } from './missing.ts';
import { isChecked, pathOf, pathOfDuplicate, pathOfEntry, type Context, type Namer } from './naming.ts';
import { rebuiltEdit } from './rebuild.ts';
import { containerPath, type Block } from './wires/anatomy.ts';
import { thinkingSlots } from './wires/message-wires.ts';

const namers: { readonly [type in Exclude<Difference['type'], 'missing'>]: Namer } = {
  'text-missing': ({ block }, context) => ({
    code: 'thinking-field-missing',
    at: `${pathOf(block, context)}.${context.subject.anatomy.fields.text}`,
    explain: 'the block came back without the field that holds its words, even if they were none',
  }),
  'proof-missing': proofMissing,
  'proof-changed': proofChanged,
  'proof-added': proofChanged,
  'text-changed': textChanged,
  truncated: ({ block }, context) => ({
    code: 'partial-thinking-replayed',
    at: pathOf(block, context),
    explain: 'only the beginning of what the model thought comes back',
  }),
  merged: ({ block, sent }, context) => ({
    code: 'blocks-merged',
    at: pathOf(block, context),
    severity: sent?.proof === undefined ? 'warning' : 'error',
    explain: 'its words are those of several blocks, joined; at most one proof is left',
  }),
  moved: ({ block }, context) => ({
    code: 'blocks-reordered',
    block,
    at: thinkingSlots.has(block.slot)
      ? `${pathOfEntry(context)}.${block.slot}`
      : containerPath(context.subject.anatomy, context.step.entry),
    severity: isChecked(context) ? 'error' : 'warning',
    explain: 'the same blocks as in the reply, in another order',
  }),
  'foreign-words': ({ block }, context) => ({
    code: 'blocks-reordered',
    at: pathOf(block, context),
    severity: isChecked(context) ? 'error' : 'warning',
    explain: 'this thinking belongs to another message of the conversation',
  }),
  duplicate: ({ block }, context) =>
    // Items with ids say so themselves.
    block.slot === '' && block.itemId !== undefined
      ? undefined
      : {
          code: 'duplicate-reasoning',
          at: pathOfDuplicate(block, context),
          explain: 'the model thought this once, and gets it twice',
        },
  flattened: ({ block }, context) => ({
    code: 'thinking-flattened-to-text',
    at: pathOf(block, context),
    explain: 'these words were thinking, or stand where thinking was; the model never said them as text',
  }),
  'other-slot': otherSlot,
  pieces: ({ block }, context) =>
    block.index === -1 || block.slot === context.subject.anatomy.container || block.slot === ''
      ? {
          code: 'partial-thinking-replayed',
          at: pathOf(block, context),
          explain: 'a piece of what was one block comes back as a block of its own',
        }
      : {
          code: 'reasoning-details-not-consolidated',
          at: `${pathOfEntry(context)}.${block.slot}`,
          kind: 'structural',
          explain: 'pieces of a stream stand as entries of their own',
        },
  'words-removed': ({ block }, context) =>
    context.subject.rule.signed === 'always' &&
    isChecked(context) &&
    context.subject.anatomy.container === 'content'
      ? {
          code: 'prefix-mutated',
          at: containerPath(context.subject.anatomy, context.step.entry),
          block,
          kind: 'policy',
          isWhole: true,
          explain: 'words from between two thoughts are gone; the later one was made behind them',
        }
      : undefined,
  unfinished: ({ block }, context) => ({
    code: 'partial-thinking-replayed',
    at: pathOf(block, context),
    kind: 'structural',
    explain: 'the reply was interrupted before this block was finished',
  }),
  'carrier-missing': (_difference, context) => ({
    code: 'signature-carrier-dropped',
    at: containerPath(context.subject.anatomy, context.step.entry),
    explain: 'a part without words carried the signature, and is gone',
  }),
};

/** What a comparison means for the model that the request goes to. */
export function classify(context: Context): readonly Issue[] {
  const { comparison, subject, step } = context;
  const named = [
    ...missing(context),
    ...comparison.differences.flatMap((difference) => {
      if (difference.type === 'missing') return [];
      return namers[difference.type](difference, context) ?? [];
    }),
  ];
  const unique = [
    ...new Map(named.toReversed().map((one) => [`${one.code} ${one.at}`, one])).values(),
  ].toReversed();
  const restored = restoring(context, comparison.restored);
  return unique.map(({ kind = 'exact', isWhole, ...one }): Issue => {
    const edits = isWhole === true ? restoring(context, comparison.whole) : restored;
    const isLeft = leftAlone.has(one.code) && subject.keep !== 'all';
    return {
      ...one,
      evidence: 'request+prior-response',
      entry: step.entry,
      ...(isLeft ? { restoring: edits } : one.refusal === undefined && { fix: { kind, edits } }),
    };
  });
}

/** Legal omissions: putting them back is the user's choice, no repair. */
const leftAlone: ReadonlySet<FindingCode> = new Set([
  'finished-turn-thinking-omitted',
  'finished-turn-signature-missing',
]);

function restoring({ subject, step }: Context, blocks: readonly Block[]): readonly Edit[] {
  return [rebuiltEdit(subject, step, blocks)];
}
