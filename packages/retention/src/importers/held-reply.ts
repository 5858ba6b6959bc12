/** A reply of which only the words were logged, in the parts that the framework made of it. */
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Anatomy, Block } from '../wires/anatomy.ts';

/** What a log tells of a reply: all thinking as one text, all text as one, and the calls. */
export type Told = {
  readonly thoughts: string;
  readonly text: string;
  /** As parts of a message. */
  readonly calls: readonly JsonValue[];
};

export type Spelling = {
  readonly anatomy: Anatomy;
  readonly thought: (text: string) => JsonObject;
  readonly text: (text: string) => JsonObject;
};

/**
 * Order, boundaries and signatures are those of the first later message that brings the reply back with its thinking. Thinking
 * that was told and is not in that message stands in the reply as bare words; what nobody told is not there.
 */
export function heldReply(
  told: Told,
  place: number,
  later: Iterable<readonly JsonValue[]>,
  spelling: Spelling,
): readonly JsonValue[] {
  const held = bestHeld(told, place, later, spelling.anatomy);
  if (held !== undefined) return compose(told.thoughts, held, spelling);
  return [
    ...(told.thoughts.trim() === '' ? [] : [spelling.thought(told.thoughts)]),
    ...(told.text === '' ? [] : [spelling.text(told.text)]),
    ...told.calls,
  ];
}

function bestHeld(
  told: Told,
  place: number,
  later: Iterable<readonly JsonValue[]>,
  anatomy: Anatomy,
): readonly Block[] | undefined {
  let best: { readonly blocks: readonly Block[]; readonly kept: number } | undefined;
  const calls = idsOf(blocksIn(told.calls, anatomy));
  for (const items of later) {
    const blocks = heldIn(items, place, told.text, calls, anatomy);
    if (blocks === undefined) continue;
    const kept = blocks.filter((block) => isToldIn(told.thoughts, block)).length;
    if (best === undefined || kept > best.kept) best = { blocks, kept };
    if (leftOf(told.thoughts, blocks).rest.trim() === '') break;
  }
  return best?.blocks;
}

/** The message at its place; else, since messages may have been cut away, wherever the same calls are. */
function heldIn(
  items: readonly JsonValue[],
  place: number,
  text: string,
  calls: string,
  anatomy: Anatomy,
): readonly Block[] | undefined {
  const isIt = (blocks: readonly Block[]): boolean =>
    idsOf(blocks) === calls && textOf(blocks) === text.trim();
  const at = items[place];
  const here = at === undefined ? undefined : anatomy.entries([at])[0];
  if (here?.role === 'assistant' && isIt(here.blocks)) return here.blocks;
  if (calls === none) return undefined;
  return anatomy.entries(items).find(({ role, blocks }) => role === 'assistant' && isIt(blocks))?.blocks;
}

function blocksIn(parts: readonly JsonValue[], anatomy: Anatomy): readonly Block[] {
  const message = { role: 'assistant', [anatomy.container ?? 'content']: parts };
  return anatomy.entries([message]).flatMap(({ blocks }) => blocks);
}

const none = '[]';

function idsOf(blocks: readonly Block[]): string {
  return JSON.stringify(blocks.flatMap(({ type, callId }) => (type === 'call' ? [callId ?? null] : [])));
}

function textOf(blocks: readonly Block[]): string {
  return blocks
    .map(({ type, text }) => (type === 'text' ? (text ?? '') : ''))
    .join('')
    .trim();
}

const words = ({ text }: Block): string => text ?? '';

function isToldIn(thoughts: string, block: Block): boolean {
  return block.type === 'thinking' && words(block).trim() !== '' && thoughts.includes(words(block));
}

type Left = {
  /** Words that stood in front of a block, and are in no block. */
  readonly before: ReadonlyMap<Block, string>;
  /** Words in no block, behind all of them. */
  readonly behind: string;
  /** Blocks whose words were not told. */
  readonly foreign: ReadonlySet<Block>;
  readonly rest: string;
};

/** Takes the words of blocks out of the whole, one after the other. */
function leftOf(thoughts: string, blocks: readonly Block[]): Left {
  const before = new Map<Block, string>();
  const foreign = new Set<Block>();
  let behind = thoughts;
  for (const block of blocks) {
    if (block.type !== 'thinking' || words(block).trim() === '') continue;
    const at = behind.indexOf(words(block));
    if (at === -1) foreign.add(block);
    else {
      before.set(block, behind.slice(0, at));
      behind = behind.slice(at + words(block).length);
    }
  }
  return { before, behind, foreign, rest: [...before.values(), behind].join('') };
}

function compose(thoughts: string, blocks: readonly Block[], { thought }: Spelling): readonly JsonValue[] {
  const { before, behind, foreign } = leftOf(thoughts, blocks);
  const bare = (text: string | undefined): readonly JsonValue[] =>
    text === undefined || text.trim() === '' ? [] : [thought(text.trim())];
  const last = blocks.findLastIndex((block) => before.has(block));
  return [
    ...(last === -1 ? bare(behind) : []),
    ...blocks.flatMap((block, index) => [
      ...bare(before.get(block)),
      ...(foreign.has(block) ? [] : [block.raw]),
      ...(index === last ? bare(behind) : []),
    ]),
  ];
}
