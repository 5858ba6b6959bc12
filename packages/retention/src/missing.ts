/** Names thinking that is gone, by where it stood and what the model does without it. */
import { isForked, isInherited } from './checks/forks.ts';
import { hasProof } from './block.ts';
import type { Origin } from './ledger.ts';
import { pathOf, pathOfEntry, type Context, type Named } from './naming.ts';
import { hasCalls, type Subject } from './subject.ts';
import { isWelcome } from './welcome.ts';
import { containerPath, type Block } from './wires/anatomy.ts';

/** Thinking that is gone: one finding for a message. */
export function missing(context: Context): readonly Named[] {
  const named = missingIn(context);
  const isInMode = isInherited(context.subject, context.match.remembered);
  return isInMode ? named.map((one) => ({ ...one, refusal: otherInstructions })) : named;
}

const otherInstructions =
  'it was made under other instructions: a fork leaves it out, the same conversation in another mode does not; nobody can tell which this is';

function missingIn(context: Context): readonly Named[] {
  const gone = context.comparison.differences
    .filter(({ type }) => type === 'missing')
    .map(({ block }) => block);
  const carried = carriedOf(context);
  const due = gone.filter((block) => isDue(block, context, carried));
  const { anatomy, rule } = context.subject;
  // Where the same thinking stands under several keys, the one that the server asks for is told, else the one with the proof.
  const first = due.find(({ slot }) => slot === rule.field) ?? due.find(hasProof) ?? due[0];
  if (first === undefined) return [];
  if (anatomy.container === undefined) return missingItems(due, context);
  const named =
    first.slot === anatomy.container && first.name !== 'inline'
      ? missingBlock(first, due, context)
      : missingField(first, context);
  return named === undefined ? [] : [isOfOtherVendor(context) ? { ...named, kind: 'policy' } : named];
}

/** Plain words that another vendor's model thought: this one reads them, and never thought them. */
function isOfOtherVendor({ subject, match: { remembered } }: Context): boolean {
  const { origin } = remembered;
  return origin.issuer !== subject.rule.issuer && isOtherModel(origin, subject);
}

/** Whether the provider refuses a message without its thinking, even when its turn is over. */
function isDemanded({ subject: { rule, entries }, step: { entry, index } }: Context): boolean {
  if (rule.required === 'tool-calls') return hasCalls(entry);
  if (rule.required !== 'tool-turns') return false;
  const from = entries.findLastIndex(({ role }, at) => at < index && role === 'user');
  const to = entries.findIndex(({ role }, at) => at > index && role === 'user');
  return entries.slice(from + 1, to === -1 ? entries.length : to).some(hasCalls);
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
  { subject, step, match }: Context,
  carried: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (!isWelcome(subject, match.remembered.origin, block) || isForked(subject, step)) return false;
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
  const { step } = context;
  const at = `${pathOfEntry(context)}.${block.slot}`;
  if (block.name === 'inline')
    return {
      code: 'inline-think-stripped',
      at,
      explain: 'the content began with thinking between tags, and lost it',
    };
  if ((hasCalls(step.entry) && step.isOpen) || isDemanded(context))
    return {
      code: 'reasoning-missing-on-tool-call-message',
      at,
      block,
      explain: hasCalls(step.entry)
        ? 'the model thought before these calls, and the message lost it'
        : 'the model thought in a turn with tool calls, and the message lost it',
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
  if (step.isOpen || isDemanded(context))
    return {
      code: 'thinking-missing-in-open-tool-loop',
      at: `${content}[${first.index}]`,
      block: first,
      explain: step.isOpen
        ? 'the model thought here before it called the tool'
        : 'the model thought here in a turn with tool calls, and the provider wants it back in every later request',
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
