/** Compares a message with the reply it once was: what is gone, changed, moved, and what the message should be. */
import { align, type Alignment, type Pair } from './align.ts';
import { hasProof, isInline, isThinking, words } from './block.ts';
import type { Difference } from './difference.ts';
import { explain } from './explain.ts';
import { isSameProof } from './proof.ts';
import { isCarrier, isForPeople, restore } from './restore.ts';
import type { Match, Step, Subject } from './subject.ts';
import { objectOf, type Block } from './wires/anatomy.ts';

export type Comparison = {
  readonly differences: readonly Difference[];
  /** The blocks as they should be: thinking as it was sent, all else as it came back. */
  readonly restored: readonly Block[];
  /** The same with words that were taken out from between two thoughts. */
  readonly whole: readonly Block[];
  readonly alignment: Alignment;
};

export function compare(
  subject: Subject,
  step: Step,
  match: Match,
  elsewhere: readonly Block[] = [],
): Comparison {
  const referred = referredIn(match.blocks, [...step.entry.blocks, ...elsewhere]);
  const sent = match.blocks.filter((block) => !referred.has(block));
  const alignment = align(remaining(sent, elsewhere), step.entry.blocks);
  const explained = explain(subject, alignment, step, match);
  const { covered, extras, flattened, joins, blanks } = explained;
  const accounted = new Set([...covered, ...flattened.map(({ sent }) => sent)]);
  const carried = carriedBy(alignment);
  const between = removedBetween(alignment, sent, [...flattened, ...joins]);
  const differences: Difference[] = [
    ...alignment.pairs.flatMap((pair): readonly Difference[] =>
      carried.has(pair.back) ? [{ type: 'merged', block: pair.back, sent: pair.sent }] : changes(pair),
    ),
    ...extras,
    ...flattened.map(({ back, sent }): Difference => ({ type: 'flattened', block: back, sent })),
    ...alignment.missing
      .filter((block) => !accounted.has(block))
      .map((block): Difference => ({ type: 'missing', block, sent: block })),
    ...alignment.removed
      .filter((block) => isCarrier(block) && ![...carried.values()].includes(block))
      .map((block): Difference => ({ type: 'carrier-missing', block, sent: block })),
    ...moved(subject, alignment.pairs, sent),
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
  const restored = restore(subject.anatomy, sent, step.entry.blocks, alignment, gone, isDue);
  const isWhole = (block: Block): boolean => isDue(block) || between.includes(block);
  return {
    differences,
    alignment,
    restored,
    whole:
      between.length === 0
        ? restored
        : restore(subject.anatomy, sent, step.entry.blocks, alignment, gone, isWhole),
  };
}

/** Texts that came back with the signature of the empty part behind them, which is gone. */
function carriedBy({ pairs, removed }: Alignment): ReadonlyMap<Block, Block> {
  const carriers = removed.filter(isCarrier);
  return new Map(
    pairs.flatMap(({ sent, back }) => {
      const isBare = back.type === 'text' && !hasProof(sent) && hasProof(back);
      const carrier = isBare ? carriers.find(({ proof }) => isSameProof(proof, back.proof)) : undefined;
      return carrier === undefined ? [] : [[back, carrier] as const];
    }),
  );
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

/** What is sent by its id is not missing: the server holds it, or a check of its own says that it does not. */
function referredIn(sent: readonly Block[], back: readonly Block[]): ReadonlySet<Block> {
  const ids = new Set(
    back.flatMap(({ raw, itemId }) => (objectOf(raw)['type'] === 'item_reference' ? [itemId] : [])),
  );
  return new Set(sent.filter(({ itemId }) => itemId !== undefined && ids.has(itemId)));
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
  else if (hasProof(back) && !isSameProof(sent.proof, back.proof)) add('proof-changed');
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
