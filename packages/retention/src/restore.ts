/** A message as it should be: thinking as it was sent, all else as it came back. */
import type { Alignment } from './align.ts';
import { isThinking, words } from './block.ts';
import { isSameProof } from './proof.ts';
import { objectOf, type Anatomy, type Block } from './wires/anatomy.ts';

/** A part without words that is there for its signature alone. */
export function isCarrier(block: Block): boolean {
  return block.type === 'text' && words(block) === '' && block.proof !== undefined;
}

/** A summary that carries no proof is for people; models do not need it again. */
export function isForPeople({ name, proof }: Block): boolean {
  return name === 'summary' && proof === undefined;
}

/** The reply’s blocks that are due, those that came back, and behind them what somebody added. */
export function restore(
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
