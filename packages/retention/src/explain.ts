/** What the blocks of a message are that its reply did not have so. */
import type { Alignment, Pair } from './align.ts';
import { hasProof, isThinking, words } from './block.ts';
import type { Difference } from './difference.ts';
import { isSameProof } from './proof.ts';
import { isStandInText } from './sentinels.ts';
import type { Match, Step, Subject } from './subject.ts';
import type { Block } from './wires/anatomy.ts';

type Flattened = {
  readonly back: Block;
  readonly sent: Block;
  /** The text it was put in front of. */
  readonly text?: Block;
};

export type Explained = {
  /** Thinking of the reply that an added block accounts for. */
  readonly covered: ReadonlySet<Block>;
  readonly extras: readonly Difference[];
  readonly flattened: readonly Flattened[];
  /** Texts of the reply that came back as one. */
  readonly joins: readonly Pair[];
  /** Thinking without words, or with words of nobody’s, that stands where words were. */
  readonly blanks: ReadonlySet<Block>;
};

const mostCompared = 1_000_000;

/** What the blocks are that were not in the reply so. */
export function explain(
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
      const isCut = isUnfinished(match, subject);
      const found =
        isCut && !hasProof(block) ? undefined : explainThinking(block, thoughts, missing, covered, step);
      if (found !== undefined) extras.push(found);
      else if (isCut) extras.push({ type: 'unfinished', block });
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
    isThinking(block) &&
    isLike(one, block) &&
    (words(block) === '' || isStandInText(words(block))) &&
    words(one) !== '' &&
    !hasProof(block)
  );
}

/** Where thinking is signed at its end, what is unsigned never came to it; nor did what is signed, and not among what was finished. */
function isUnfinished({ remembered }: Match, { rule }: Subject): boolean {
  return remembered.isCut && rule.signed === 'always';
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
  const isPiece = words(block) !== '' && !isStandInText(words(block));
  const whole = open.find((one) => isPiece && words(one).startsWith(words(block)));
  if (whole !== undefined) {
    covered.add(whole);
    return { type: 'truncated', block, sent: whole };
  }
  const pieceOf = thoughts.find(
    (one) => isPiece && one.slot === block.slot && words(one).includes(words(block)),
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
