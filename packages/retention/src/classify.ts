/** Gives differences between a message and the reply it was their names, places and cures. */
import type { FindingCode, RepairKind, Severity } from './findings.ts';
import type { Comparison, Difference } from './compare.ts';
import { rebuiltEdit } from './rebuild.ts';
import type { Edit, Issue } from './issue.ts';
import type { Origin } from './ledger.ts';
import type { Rule } from './rules/rule.ts';
import { blocksOf, hasProof } from './match.ts';
import { isSentinel } from './sentinels.ts';
import { hasCalls, type Match, type Step, type Subject } from './subject.ts';
import { isInherited } from './checks/forks.ts';
import { isWelcome } from './welcome.ts';
import { blockPath, containerPath, entryPath, type Block } from './wires/anatomy.ts';

type Context = {
  readonly subject: Subject;
  readonly step: Step;
  readonly match: Match;
  readonly comparison: Comparison;
};

type Named = {
  readonly code: FindingCode;
  readonly at: string;
  readonly explain: string;
  readonly severity?: Severity;
  /** Default `exact`. */
  readonly kind?: RepairKind;
  readonly block?: Block;
  /** Words go back as well. */
  readonly isWhole?: true;
};

type Namer = (difference: Difference, context: Context) => Named | undefined;

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
    at: containerPath(context.subject.anatomy, context.step.entry),
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
      ...(isLeft ? { restoring: edits } : { fix: { kind, edits } }),
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

function pathOf(block: Block, { subject, step }: Context): string {
  return blockPath(subject.anatomy, step.entry, block);
}

/** On wires with a key for thinking the message as a whole says it twice. */
function pathOfDuplicate(block: Block, context: Context): string {
  return block.name === 'inline' || block.index === -1 ? pathOfEntry(context) : pathOf(block, context);
}

function pathOfEntry({ subject, step }: Context): string {
  return entryPath(subject.anatomy, step.entry);
}

/** Whether the provider looks at blocks of this turn. */
function isChecked({ subject: { rule }, step }: Context): boolean {
  return step.isOpen || rule.exact === 'any-turn' || rule.bound.includes('prefix');
}

function proofMissing({ block, sent }: Difference, context: Context): Named | undefined {
  const { subject, step } = context;
  const { anatomy } = subject;
  if (block.type === 'thinking') {
    if (anatomy.container === undefined && 'encrypted_content' in asObject(sent?.raw))
      return sealedMissing(block, context);
    return {
      code: 'signature-missing',
      at: `${pathOf(block, context)}.${anatomy.fields.proof}`,
      block,
      ...(subject.rule.signed === 'optional' && !step.isOpen && { severity: 'warning' as const }),
      explain: 'the words came back, the proof that belongs to them did not',
    };
  }
  if (!step.isOpen)
    return {
      code: 'finished-turn-signature-missing',
      at: pathOf(block, context),
      explain: 'only the current turn is validated; the model thinks without what the signature carried',
    };
  return {
    code: 'thought-signature-missing',
    at: pathOf(block, context),
    block,
    explain:
      block.type === 'call'
        ? 'the call was rebuilt from its name and arguments'
        : 'the part was rebuilt from its words',
  };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** An item that the server has not stored is nothing without what was encrypted. */
function sealedMissing(block: Block, context: Context): Named | undefined {
  if (context.subject.request['store'] !== false) return undefined;
  return {
    code: 'dangling-item-id',
    at: pathOf(block, context),
    block,
    explain: 'nothing is stored on the server, and the encrypted thinking did not come back with the item',
  };
}

function proofChanged({ block, sent }: Difference, context: Context): Named | undefined {
  const { anatomy } = context.subject;
  // A reply tells one ciphertext in its items and another at its end; both are good. (recorded traffic, read 2026-11-25)
  if (
    anatomy.container === undefined &&
    block.type === 'thinking' &&
    block.itemId !== undefined &&
    block.itemId === sent?.itemId &&
    !isPlaceholder(block.proof, sent?.proof) &&
    !isOfOtherItem(block, context)
  )
    return undefined;
  const at = `${pathOf(block, context)}.${proofFieldOf(block, context)}`;
  // Where the real signature is not taken the stand-in is right.
  if (
    isSentinel(block.proof) &&
    sent !== undefined &&
    !isWelcome(context.subject, context.match.remembered.origin, sent)
  )
    return undefined;
  if (isSentinel(block.proof))
    return {
      code: 'sentinel-misuse',
      at,
      block,
      explain:
        sent?.proof === undefined
          ? 'the model sent this part without a signature, and the stand-in makes it think worse'
          : 'the model did sign this part; its own signature belongs here',
    };
  return { code: 'signature-altered', at, block, explain: alteration(block.proof, sent?.proof, context) };
}

function isOfOtherItem({ itemId, proof }: Block, { step, match }: Context): boolean {
  const replies = [match.remembered, ...[...step.known.values()].flat()];
  return replies.some((reply) => blocksOf(reply).some((one) => one.proof === proof && one.itemId !== itemId));
}

function isPlaceholder(proof: string | undefined, sent: string | undefined): boolean {
  return (
    proof !== undefined &&
    sent !== undefined &&
    (proof.length < sent.length / 2 || sent.startsWith(proof) || sent.endsWith(proof) || proof.includes(sent))
  );
}

function proofFieldOf(block: Block, { subject }: Context): string {
  if (block.name === 'redacted' && subject.outgoing.wire === 'anthropic-messages') return 'data';
  if (block.name === 'redacted') return 'reasoningContent.redactedContent';
  if (block.slot === 'tool_calls') return 'extra_content.google.thought_signature';
  return subject.anatomy.fields.proof;
}

function alteration(proof: string | undefined, sent: string | undefined, { match }: Context): string {
  if (proof === undefined || sent === undefined) return 'the model sent this part without a signature';
  if (hasProof(match.remembered, proof)) return 'it carries the signature of a neighbour';
  if (proof.includes(sent)) return 'the signature was joined with something else';
  if (sent.includes(proof)) return 'only a piece of the signature is left';
  return 'something else stands where the recorded signature was';
}

function textChanged({ block, sent }: Difference, context: Context): Named | undefined {
  // Plain thinking may be edited by its owner; and what is sealed is not read by its summary.
  if (sent?.proof === undefined || sent.proof === '' || context.subject.anatomy.container === undefined)
    return undefined;
  if (block.name === 'summary') return undefined;
  return {
    code: 'signature-altered',
    at: `${pathOf(block, context)}.${context.subject.anatomy.fields.text}`,
    block,
    explain: 'the words are not those that were signed',
  };
}

/** Keys that the server reads thinking from; the one it answered in is one of them. */
export function readsFrom({ field, alsoReads = [], refuses = [] }: Rule, slot: string): boolean {
  return !refuses.includes(slot) && (field === slot || alsoReads.includes(slot));
}

function otherSlot({ block, sent }: Difference, context: Context): Named | undefined {
  const { rule } = context.subject;
  const wasChunk = sent?.slot === block.slot && sent.index !== -1;
  if (!wasChunk && readsFrom(rule, block.slot)) return undefined;
  const at = pathOf(block, context);
  if (rule.refuses?.includes(block.slot) === true) return undefined;
  return block.name === 'inline'
    ? {
        code: 'thinking-flattened-to-text',
        at,
        block,
        explain: 'it was sent beside the content, and comes back inside it',
      }
    : {
        code: 'reasoning-in-wrong-field',
        at,
        block,
        kind: 'structural',
        explain: `the server reads "${sent?.slot ?? rule.field}" and ignores this key`,
      };
}

/** Thinking that is gone: one finding for a message. */
function missing(context: Context): readonly Named[] {
  const gone = context.comparison.differences
    .filter(({ type }) => type === 'missing')
    .map(({ block }) => block);
  const carried = carriedOf(context);
  const due = gone.filter((block) => isDue(block, context, carried));
  const [first] = due;
  if (first === undefined) return [];
  const { anatomy } = context.subject;
  if (anatomy.container === undefined) return missingItems(due, context);
  const named =
    first.slot === anatomy.container && first.name !== 'inline'
      ? missingBlock(first, due, context)
      : missingField(first, context);
  return named === undefined ? [] : [named];
}

/** Words of thinking that came back, by the key they stand under. */
function carriedOf({ comparison }: Context): ReadonlyMap<string, readonly string[]> {
  const bySlot = new Map<string, string[]>();
  for (const { back } of comparison.alignment.pairs) {
    if (back.type !== 'thinking') continue;
    const texts = bySlot.get(back.slot);
    if (texts === undefined) bySlot.set(back.slot, [back.text?.trim() ?? '']);
    else texts.push(back.text?.trim() ?? '');
  }
  return bySlot;
}

/** Words without proof that the message carries under another key are not lost; summaries are for people. */
function isDue(
  block: Block,
  { subject, match }: Context,
  carried: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (!isWelcome(subject, match.remembered.origin, block) || isInherited(subject, match.remembered))
    return false;
  if (block.proof !== undefined && block.proof !== '') return true;
  if (block.name === 'summary') return false;
  const text = block.text?.trim() ?? '';
  if (text === '') return true;
  const elsewhere = [...carried].filter(([slot]) => slot !== block.slot).flatMap(([, texts]) => texts);
  return !elsewhere.join('\n').includes(text) && !elsewhere.join('').includes(text);
}

/** Each is told at what the model said or called right behind it. */
function missingItems(due: readonly Block[], context: Context): readonly Named[] {
  const backOf = new Map(context.comparison.alignment.pairs.map((pair) => [pair.sent, pair.back]));
  const followers = new Map<Block, Block | undefined>();
  let follower: Block | undefined;
  for (const block of context.match.blocks.toReversed()) {
    followers.set(block, follower);
    const back = backOf.get(block);
    if (back !== undefined && back.type !== 'thinking') follower = back;
  }
  return due.map((block) => missingItem(followers.get(block), context));
}

function missingItem(follower: Block | undefined, context: Context): Named {
  const { subject, step } = context;
  const at = follower === undefined ? pathOfEntry(context) : pathOf(follower, context);
  const isPaired = follower?.itemId !== undefined && subject.outgoing.wire === 'openai-responses';
  if (isPaired || (step.isOpen && subject.outgoing.wire === 'openai-responses'))
    return {
      code: 'required-reasoning-missing',
      at,
      ...(follower !== undefined && { block: follower }),
      explain: 'the model thought right before this, and that item did not come back',
    };
  return step.isOpen
    ? { code: 'thinking-missing-in-open-tool-loop', at, explain: 'the model thought right before this' }
    : omitted(at);
}

function omitted(at: string): Named {
  return {
    code: 'finished-turn-thinking-omitted',
    at,
    explain: 'its turn is over; the model goes on without what it had thought',
  };
}

/** On wires where thinking has a key of its own. */
function missingField(block: Block, context: Context): Named | undefined {
  const { subject, step } = context;
  const at = `${pathOfEntry(context)}.${block.slot}`;
  if (block.name === 'inline')
    return {
      code: 'inline-think-stripped',
      at,
      explain: 'the content began with thinking between tags, and lost it',
    };
  const turns = subject.rule.required;
  const isDemanded = turns === 'tool-calls' || turns === 'tool-turns';
  if (hasCalls(step.entry) && (step.isOpen || isDemanded))
    return {
      code: 'reasoning-missing-on-tool-call-message',
      at,
      block,
      explain: 'the model thought before these calls, and the message lost it',
    };
  if (step.isOpen)
    return { code: 'thinking-missing-in-open-tool-loop', at, block, explain: 'the turn is still going on' };
  return omitted(at);
}

function isOtherModel({ model, asked }: Origin, { target }: Subject): boolean {
  return target.model !== model && target.model !== asked;
}

/** On wires where thinking is a block among others. */
function missingBlock(first: Block, gone: readonly Block[], context: Context): Named {
  const { subject, step, match, comparison } = context;
  const content = containerPath(subject.anatomy, step.entry);
  const isEmpty = gone.every(
    (block) => (block.text?.trim() ?? '') === '' && block.name !== 'redacted' && block.proof !== undefined,
  );
  const keeps = comparison.alignment.pairs.some(({ back }) => back.type === 'thinking');
  if (match.remembered.isCut)
    return {
      code: 'completed-thinking-overstripped',
      at: content,
      block: first,
      explain: 'the reply was interrupted after this block was finished and signed',
    };
  if (step.isOpen && isEmpty)
    return {
      code: 'signed-empty-thinking-dropped',
      at: content,
      block: first,
      explain: 'a block without words carries its thinking in the signature',
    };
  if (step.isOpen && keeps)
    return {
      code: 'thinking-pruned-from-latest-turn',
      at: content,
      block: first,
      explain: 'the message kept some of its thinking and lost the rest',
    };
  if (step.isOpen)
    return {
      code: 'thinking-missing-in-open-tool-loop',
      at: `${content}[${first.index}]`,
      block: first,
      explain: 'the model thought here before it called the tool',
    };
  if (keeps && isEmpty)
    return {
      code: 'signed-empty-thinking-dropped',
      at: content,
      block: first,
      explain: 'a block without words carries its thinking in the signature',
    };
  if (isOtherModel(match.remembered.origin, subject) && subject.reads(match.remembered.origin))
    return {
      code: 'readable-thinking-overstripped',
      at: content,
      block: first,
      explain: `${subject.target.model ?? 'this model'} reads thinking of ${match.remembered.origin.model ?? 'the model before'}`,
    };
  return omitted(content);
}
