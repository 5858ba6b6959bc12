/** Names what happened to proofs, to the words they sign, and to the key they stand under. */
import type { Difference } from './difference.ts';
import { blocksOf, hasProof } from './match.ts';
import { pathOf, pathOfEntry, type Context, type Named } from './naming.ts';
import type { Rule } from './rules/rule.ts';
import { isSameProof } from './proof.ts';
import { isSentinel } from './sentinels.ts';
import { hasCalls } from './subject.ts';
import { isWelcome } from './welcome.ts';
import type { Block } from './wires/anatomy.ts';
import { thinkingSlots } from './wires/message-wires.ts';

export function proofMissing({ block, sent }: Difference, context: Context): Named | undefined {
  const { subject, step } = context;
  const { anatomy } = subject;
  if (block.type === 'thinking') {
    if (anatomy.container === undefined && 'encrypted_content' in asObject(sent?.raw))
      return sealedMissing(block, context);
    if (sent !== undefined && sent.slot !== block.slot && hasCalls(step.entry))
      return {
        code: 'reasoning-missing-on-tool-call-message',
        at: `${pathOfEntry(context)}.${sent.slot}`,
        block,
        explain: `its words came back as "${block.slot}"; "${sent.slot}", which holds the proof, did not`,
      };
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

export function proofChanged({ block, sent }: Difference, context: Context): Named | undefined {
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
  const { redacted, proof } = subject.anatomy.fields;
  if (block.name === 'redacted' && redacted !== undefined) return redacted;
  if (block.slot === 'tool_calls') return 'extra_content.google.thought_signature';
  return proof;
}

function alteration(proof: string | undefined, sent: string | undefined, { match }: Context): string {
  if (proof === undefined || sent === undefined) return 'the model sent this part without a signature';
  if (hasProof(match.remembered, proof)) return 'it carries the signature of a neighbour';
  if (proof.includes(sent)) return 'the signature was joined with something else';
  if (sent.includes(proof)) return 'only a piece of the signature is left';
  return 'something else stands where the recorded signature was';
}

export function textChanged({ block, sent }: Difference, context: Context): Named | undefined {
  // Plain thinking may be edited by its owner; and what is sealed is not read by its summary.
  if (sent?.proof === undefined || sent.proof === '' || context.subject.anatomy.container === undefined)
    return undefined;
  if (block.name === 'summary') return undefined;
  if (isSameProof(block.proof, sent.proof))
    return {
      code: 'signature-altered',
      at: `${pathOf(block, context)}.${context.subject.anatomy.fields.text}`,
      block,
      explain: 'the words are not those that were signed',
    };
  return {
    code: 'signature-altered',
    at: `${pathOf(block, context)}.${proofFieldOf(block, context)}`,
    block,
    explain: 'neither the words nor the signature are those that the model sent',
  };
}

/** Keys that the server reads thinking from; the one it answered in is one of them. */
export function readsFrom({ field, alsoReads = [], refuses = [] }: Rule, slot: string): boolean {
  return !refuses.includes(slot) && (field === slot || alsoReads.includes(slot));
}

export function otherSlot({ block, sent }: Difference, context: Context): Named | undefined {
  const { rule } = context.subject;
  const wasChunk = sent?.slot === block.slot && sent.index !== -1;
  if (!wasChunk && readsFrom(rule, block.slot) && !isAnsweredElsewhere(block, sent, context))
    return undefined;
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

/** Where the keys are a guess, or the answer came under one that they do not name, the server reads the one that it answers in. */
function isAnsweredElsewhere(block: Block, sent: Block | undefined, { subject, match }: Context): boolean {
  const { rule, target } = subject;
  const { endpoint, model, asked } = match.remembered.origin;
  const isElsewhere = endpoint !== undefined && target.endpoint !== undefined && endpoint !== target.endpoint;
  if (sent === undefined || isElsewhere || (target.model !== model && target.model !== asked)) return false;
  const areKeys = [block, sent].every(({ slot, index }) => index === -1 && thinkingSlots.has(slot));
  return areKeys && (rule.isFieldGuessed === true || !readsFrom(rule, sent.slot));
}
