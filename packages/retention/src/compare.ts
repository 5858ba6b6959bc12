/** Compares a message with the reply it once was: what is gone, changed, moved, and what the message should be. */
import { align, type Alignment, type Pair } from './align.ts';
import { isSameProof } from './proof.ts';
import type { Match, Step, Subject } from './subject.ts';
import { objectOf, type Anatomy, type Block } from './wires/anatomy.ts';

export type Difference = {
  readonly type:
    | 'missing'
    | 'text-missing'
    | 'proof-missing'
    | 'proof-changed'
    | 'proof-added'
    | 'text-changed'
    | 'truncated'
    | 'merged'
    | 'moved'
    | 'foreign-words'
    | 'duplicate'
    | 'flattened'
    | 'other-slot'
    | 'pieces'
    | 'carrier-missing'
    | 'unfinished'
    | 'words-removed';
  /** The block it is about, as it came back; for what is gone the block that was sent. */
  readonly block: Block;
  readonly sent?: Block | undefined;
};

export type Comparison = {
  readonly differences: readonly Difference[];
  /** The blocks as they should be: thinking as it was sent, all else as it came back. */
  readonly restored: readonly Block[];
  /** The same with words that were taken out from between two thoughts. */
  readonly whole: readonly Block[];
  readonly alignment: Alignment;
};

const words = (block: Block): string => block.text?.trim() ?? '';
const isThinking = ({ type }: Block): boolean => type === 'thinking';
const isInline = ({ name }: Block): boolean => name === 'inline';
const hasProof = ({ proof }: Block): boolean => proof !== undefined && proof !== '';

export function compare(
  subject: Subject,
  step: Step,
  match: Match,
  elsewhere: readonly Block[] = [],
): Comparison {
  const alignment = align(remaining(match.blocks, elsewhere), step.entry.blocks);
  const explained = explain(subject, alignment, step, match);
  const { covered, extras, flattened, joins, blanks } = explained;
  const accounted = new Set([...covered, ...flattened.map(({ sent }) => sent)]);
  const between = removedBetween(alignment, match.blocks, [...flattened, ...joins]);
  const differences: Difference[] = [
    ...alignment.pairs.flatMap((pair) => changes(pair)),
    ...extras,
    ...flattened.map(({ back, sent }): Difference => ({ type: 'flattened', block: back, sent })),
    ...alignment.missing
      .filter((block) => !accounted.has(block))
      .map((block): Difference => ({ type: 'missing', block, sent: block })),
    ...alignment.removed
      .filter(isCarrier)
      .map((block): Difference => ({ type: 'carrier-missing', block, sent: block })),
    ...moved(subject, alignment.pairs, match.blocks),
    ...between.map((block): Difference => ({ type: 'words-removed', block, sent: block })),
  ];
  const gone = new Set<Block>([
    ...extras.map(({ block }) => block),
    ...flattened.map(({ back }) => back),
    ...joins.map(({ back }) => back),
    ...blanks,
  ]);
  const answers = new Set([
    ...flattened.flatMap(({ text }) => (text === undefined ? [] : [text])),
    ...joins.map(({ sent }) => sent),
  ]);
  const isDue = (block: Block): boolean =>
    isThinking(block) ? !isForPeople(block) || accounted.has(block) : answers.has(block) || isCarrier(block);
  const restored = restore(subject.anatomy, match.blocks, step.entry.blocks, alignment, gone, isDue);
  const isWhole = (block: Block): boolean => isDue(block) || between.includes(block);
  return {
    differences,
    alignment,
    restored,
    whole:
      between.length === 0
        ? restored
        : restore(subject.anatomy, match.blocks, step.entry.blocks, alignment, gone, isWhole),
  };
}

/** Words that are gone from between two thoughts, where thinking came back and nothing else was written. */
function removedBetween(
  { removed, added, pairs }: Alignment,
  sent: readonly Block[],
  explained: readonly { readonly back: Block }[],
): readonly Block[] {
  const taken = new Set(explained.map(({ back }) => back));
  if (removed.length === 0 || added.some((block) => block.type === 'text' && !taken.has(block))) return [];
  if (!pairs.some((pair) => isThinking(pair.sent))) return [];
  const thoughts = sent.flatMap((block, at) => (isThinking(block) ? [at] : []));
  const [first = Infinity] = thoughts;
  const last = thoughts.at(-1) ?? -1;
  return removed.filter((block) => {
    const at = sent.indexOf(block);
    return block.type === 'text' && words(block) !== '' && at > first && at < last;
  });
}

/** What is sent in another entry is not missing here. */
function remaining(sent: readonly Block[], elsewhere: readonly Block[]): readonly Block[] {
  if (elsewhere.length === 0) return sent;
  const there = new Set(align(sent, elsewhere).pairs.map((pair) => pair.sent));
  return sent.filter((block) => !there.has(block));
}

/** What differs within blocks that are the same. */
function changes({ sent, back }: Pair): readonly Difference[] {
  const found: Difference[] = [];
  const add = (type: Difference['type']): void => void found.push({ type, block: back, sent });
  if (sent.proof !== undefined && (back.proof === undefined || back.proof === '')) {
    if (sent.proof !== '') add('proof-missing');
  } else if (sent.proof === undefined && back.proof !== undefined && back.proof !== '') add('proof-added');
  else if (!isSameProof(sent.proof, back.proof) && back.proof !== undefined) add('proof-changed');
  if (!isThinking(sent)) return found;
  // Between tags there is no room for anything but words.
  if (isInline(back) && !isInline(sent)) return [{ type: 'other-slot', block: back, sent }];
  if (sent.text !== undefined && back.text === undefined) add('text-missing');
  // Words put into a block whose words were left out are not read. (Anthropic, read 2026-11-23)
  else if (sent.text !== back.text && words(sent) !== '')
    add(words(sent) === words(back) ? 'text-changed' : textChange(sent, back));
  if (sent.slot !== back.slot) add('other-slot');
  return found;
}

function textChange(sent: Block, back: Block): Difference['type'] {
  return words(back) !== '' && words(sent).startsWith(words(back)) ? 'truncated' : 'text-changed';
}

type Flattened = {
  readonly back: Block;
  readonly sent: Block;
  /** The text it was put in front of. */ readonly text?: Block;
};

type Explained = {
  /** Thinking of the reply that an added block accounts for. */
  readonly covered: ReadonlySet<Block>;
  readonly extras: readonly Difference[];
  readonly flattened: readonly Flattened[];
  /** Texts of the reply that came back as one. */
  readonly joins: readonly Pair[];
  /** Empty thinking that stands where words were. */
  readonly blanks: ReadonlySet<Block>;
};

const mostCompared = 1_000_000;

/** What the blocks are that were not in the reply so. */
function explain(
  subject: Subject,
  { missing, added, pairs, removed }: Alignment,
  step: Step,
  match: Match,
): Explained {
  const covered = new Set<Block>();
  const extras: Difference[] = [];
  const flattened: Flattened[] = [];
  const joins: Pair[] = [];
  const blanks = new Set(added.filter((block) => missing.some((one) => isBlankOf(one, block))));
  const thoughts = match.blocks.filter(isThinking);
  // Nobody writes so many blocks that are new; what compares each with each stays out of their way.
  const isVast = added.length * match.blocks.length > mostCompared;
  for (const block of isVast ? [] : added) {
    if (blanks.has(block)) continue;
    if (isThinking(block)) {
      const found = isUnfinished(block, match, subject)
        ? { type: 'unfinished' as const, block }
        : explainThinking(block, thoughts, missing, covered, step);
      if (found !== undefined) extras.push(found);
    } else if (block.type === 'text') {
      const parts = joinedTexts(block, removed);
      if (parts.length > 1) {
        joins.push(...parts.map((sent) => ({ back: block, sent })));
        if (parts.some(({ proof }) => proof !== undefined))
          extras.push({ type: 'merged', block, sent: parts[0] });
        continue;
      }
      const open = missing.filter((one) => !covered.has(one) && !flattened.some(({ sent }) => sent === one));
      flattened.push(...flattenedIn(block, open, removed, pairs));
    }
  }
  return { covered, extras, flattened, joins, blanks };
}

function isBlankOf(one: Block, block: Block): boolean {
  return (
    isThinking(block) && isLike(one, block) && words(block) === '' && words(one) !== '' && !hasProof(block)
  );
}

/** Where thinking is signed at its end, what is unsigned never came to it. */
function isUnfinished({ proof }: Block, { remembered }: Match, { rule }: Subject): boolean {
  return remembered.isCut && rule.signed === 'always' && (proof === undefined || proof === '');
}

function explainThinking(
  block: Block,
  thoughts: readonly Block[],
  missing: readonly Block[],
  covered: Set<Block>,
  { known }: Step,
): Difference | undefined {
  const twin = thoughts.find((one) => isAgain(one, block) && !missing.includes(one));
  if (twin !== undefined) return { type: 'duplicate', block, sent: twin };
  if (isOfAnother(block, thoughts, known)) {
    const replaced = missing.find((one) => !covered.has(one) && isLike(one, block));
    if (replaced !== undefined) covered.add(replaced);
    return { type: 'foreign-words', block, sent: replaced };
  }
  const parts = thoughts.filter((one) => words(one) !== '' && words(block).includes(words(one)));
  const isJoin =
    parts.length > 1 && words(block).length <= parts.reduce((sum, one) => sum + words(one).length + 4, 0);
  if (isJoin) {
    for (const part of parts) covered.add(part);
    return { type: 'merged', block, sent: parts[0] };
  }
  const open = missing.filter((one) => !covered.has(one));
  const whole = open.find((one) => words(block) !== '' && words(one).startsWith(words(block)));
  if (whole !== undefined) {
    covered.add(whole);
    return { type: 'truncated', block, sent: whole };
  }
  const pieceOf = thoughts.find(
    (one) => words(block) !== '' && one.slot === block.slot && words(one).includes(words(block)),
  );
  if (pieceOf !== undefined) {
    covered.add(pieceOf);
    return { type: 'pieces', block, sent: pieceOf };
  }
  const here = open.find((one) => isLike(one, block));
  if (here === undefined) return undefined;
  // The same block with other words: without a proof that is somebody's edit, with one it is a block nobody signed.
  covered.add(here);
  return here.proof === undefined || here.proof === ''
    ? undefined
    : { type: 'text-changed', block, sent: here };
}

/** The same thought: by its words, or by its proof where it has none. */
function isAgain(one: Block, block: Block): boolean {
  if (words(one) !== words(block)) return false;
  return hasProof(block) && one.proof !== undefined ? isSameProof(one.proof, block.proof) : words(one) !== '';
}

/** Whether other replies had this thought, and this one did not. */
function isOfAnother(block: Block, thoughts: readonly Block[], known: Step['known']): boolean {
  return known.has(block) && !thoughts.some((one) => hasProof(one) && isSameProof(one.proof, block.proof));
}

function isLike(one: Block, block: Block): boolean {
  return one.slot === block.slot && one.name === block.name;
}

const tags = /<\/?(?:think|thinking|thought|reasoning|mm:think)[^>]*>/g;

const dense = (block: Block): string => (block.text ?? '').replaceAll(/\s+/g, '');

/** Neighbouring texts of a reply, put together. */
function joinedTexts(block: Block, removed: readonly Block[]): readonly Block[] {
  const texts = removed.filter((one) => one.type === 'text' && words(one) !== '');
  if (texts.length < 2) return [];
  const whole = dense(block);
  for (let from = 0; from < texts.length - 1; from += 1) {
    let joined = '';
    for (let to = from; to < texts.length && whole.startsWith(joined); to += 1) {
      joined += dense(texts[to] as Block);
      if (to > from && joined === whole) return texts.slice(from, to + 1);
    }
  }
  return [];
}

/** Thinking that comes back as words: alone, between tags, or in front of an answer. */
function flattenedIn(
  block: Block,
  open: readonly Block[],
  removed: readonly Block[],
  pairs: readonly Pair[],
): readonly Flattened[] {
  const bare = words(block).replaceAll(tags, '').trim();
  const answer = removed.find((one) => one.type === 'text' && words(one) !== '' && bare.endsWith(words(one)));
  const rest = withoutAnswer(bare, answer, removed);
  const readable = open.filter(
    (one) => words(one) !== '' && (rest.includes(words(one)) || (rest !== '' && words(one).includes(rest))),
  );
  if (readable.length > 0)
    return readable.map((sent) => ({ back: block, sent, ...(answer !== undefined && { text: answer }) }));
  // Where thinking is sealed nobody can compare words; but the model said no words here.
  const sealed = open.find((one) => words(one) === '');
  const isSilent = removed.every(({ type }) => type !== 'text');
  const precedes = pairs.some(({ back }) => back.type === 'call');
  return sealed !== undefined && isSilent && precedes && bare !== '' ? [{ back: block, sent: sealed }] : [];
}

/** What is left of a text when the answer is taken out of it: an edited answer is no thinking, even where both say the same. */
function withoutAnswer(bare: string, answer: Block | undefined, removed: readonly Block[]): string {
  if (answer !== undefined) return bare.slice(0, bare.length - words(answer).length).trim();
  return removed
    .reduce((rest, one) => (one.type === 'text' ? rest.replace(words(one), '') : rest), bare)
    .trim();
}

/** Thinking that stands elsewhere among the blocks beside it. */
function moved({ anatomy }: Subject, pairs: readonly Pair[], sent: readonly Block[]): readonly Difference[] {
  const place = new Map(sent.map((block, index) => [block, index]));
  const lists = new Map<string, Pair[]>();
  // Where thinking has a key of its own, its order relative to the content is not on the wire.
  for (const pair of pairs) {
    const slot = anatomy.container === undefined ? '' : pair.back.slot;
    if (pair.back.slot !== pair.sent.slot && anatomy.container !== undefined) continue;
    lists.set(slot, [...(lists.get(slot) ?? []), pair]);
  }
  return [...lists.values()].flatMap((list) => displaced(list, place));
}

function displaced(list: readonly Pair[], place: ReadonlyMap<Block, number>): readonly Difference[] {
  let last = -1;
  for (const { sent, back } of list) {
    const at = place.get(sent) ?? -1;
    if (at < last && list.some((one) => isThinking(one.sent))) return [{ type: 'moved', block: back, sent }];
    last = Math.max(last, at);
  }
  return [];
}

/** A part without words that is there for its signature alone. */
function isCarrier(block: Block): boolean {
  return block.type === 'text' && words(block) === '' && block.proof !== undefined;
}

/** A summary that carries no proof is for people; models do not need it again. */
function isForPeople({ name, proof }: Block): boolean {
  return name === 'summary' && proof === undefined;
}

function restore(
  anatomy: Anatomy,
  sent: readonly Block[],
  back: readonly Block[],
  { pairs, added }: Alignment,
  gone: ReadonlySet<Block>,
  isDue: (sent: Block) => boolean,
): readonly Block[] {
  const backOf = new Map(pairs.map((pair) => [pair.sent, pair.back]));
  const restored: { readonly block: Block; readonly came?: Block | undefined }[] = [];
  for (const block of sent) {
    const came = backOf.get(block);
    if (isDue(block)) restored.push({ block, came });
    else if (came !== undefined) restored.push({ block: joined(anatomy, block, came), came });
  }
  const own = new Set(added);
  // Somebody's own addition stays behind the block it followed.
  for (const [at, block] of back.entries()) {
    if (!own.has(block) || gone.has(block) || (isThinking(block) && block.proof !== undefined)) continue;
    const before = back[at - 1];
    const place = before === undefined ? headOf(restored) : restored.findIndex(({ came }) => came === before);
    restored.splice(place + 1, 0, { block, came: block });
  }
  return restored.map(({ block }) => block);
}

/** The last block of thinking that was lost at the beginning: what came first without it comes behind it. */
function headOf(restored: readonly { readonly block: Block; readonly came?: Block | undefined }[]): number {
  const end = restored.findIndex(({ block, came }) => came !== undefined || !isThinking(block));
  return (end === -1 ? restored.length : end) - 1;
}

/** What came back, with the proof and the id it was sent with. */
function joined(anatomy: Anatomy, sent: Block, back: Block): Block {
  const proofed = isSameProof(sent.proof, back.proof) ? back : anatomy.withProof(back, sent.proof);
  if (back.slot !== '' || sent.itemId === undefined || back.itemId !== undefined) return proofed;
  return { ...proofed, itemId: sent.itemId, raw: { id: sent.itemId, ...objectOf(proofed.raw) } };
}
