/** Which block of a message is which block of the reply it once was. */
import { areOneCall, isSame } from './match.ts';
import type { Block } from './wires/anatomy.ts';

export type Pair = { readonly sent: Block; readonly back: Block };

export type Alignment = {
  /** Blocks that came back, changed or not; in the order of the message. */
  readonly pairs: readonly Pair[];
  /** Thinking of the reply that did not come back. */
  readonly missing: readonly Block[];
  /** Words and calls of the reply that did not come back: somebody took them out. */
  readonly removed: readonly Block[];
  /** Blocks that were not in the reply, or not so. */
  readonly added: readonly Block[];
};

type Fits = (sent: Block, back: Block) => boolean;

const isThinking = ({ type }: Block): boolean => type === 'thinking';
const words = ({ text }: Block): string => text?.trim() ?? '';
const hasProof = ({ proof }: Block): boolean => proof !== undefined && proof !== '';

/** From the surest sign of sameness to the weakest; each takes what the ones before it left. */
const signs: readonly Fits[] = [
  // Calls that say the same are told apart by nothing but their order, whichever of them is signed.
  (sent, back) => sent.type !== 'call' && isSame(sent, back),
  areOneCall,
  (sent, back) =>
    isThinking(sent) &&
    isThinking(back) &&
    hasProof(sent) &&
    sent.proof === back.proof &&
    sent.text === back.text,
  (sent, back) =>
    isThinking(sent) &&
    isThinking(back) &&
    words(sent) !== '' &&
    words(sent) === words(back) &&
    sent.slot === back.slot,
  (sent, back) =>
    isThinking(sent) &&
    isThinking(back) &&
    hasProof(sent) &&
    sent.proof === back.proof &&
    (back.text === undefined || words(sent) === ''),
  (sent, back) => isThinking(sent) && isThinking(back) && words(sent) !== '' && words(sent) === words(back),
  (sent, back) => sent.type === 'text' && back.type === 'text' && words(sent) === words(back),
  // Two blocks without words, one of which lost its proof, are told apart by nothing but their order.
  (sent, back) =>
    isThinking(sent) &&
    isThinking(back) &&
    sent.name === back.name &&
    words(sent) === '' &&
    words(back) === '',
  (sent, back) => sent.type === back.type && sent.itemId !== undefined && sent.itemId === back.itemId,
  (sent, back) => sent.type === 'media' && back.type === 'media',
  (sent, back) => sent.type === 'other' && back.type === 'other',
];

export function align(sent: readonly Block[], back: readonly Block[]): Alignment {
  const pairOf = new Map<Block, Block>();
  const left = new Set(sent);
  for (const fits of signs) pairUp(fits, back, left, pairOf);
  const rest = [...left];
  return {
    pairs: back.flatMap((block) => {
      const partner = pairOf.get(block);
      return partner === undefined ? [] : [{ sent: partner, back: block }];
    }),
    missing: rest.filter(isThinking),
    removed: rest.filter((block) => !isThinking(block)),
    added: back.filter((block) => !pairOf.has(block)),
  };
}

function pairUp(fits: Fits, back: readonly Block[], left: Set<Block>, pairOf: Map<Block, Block>): void {
  if (left.size === 0) return;
  for (const block of back) {
    if (pairOf.has(block)) continue;
    for (const candidate of left)
      if (fits(candidate, block)) {
        pairOf.set(block, candidate);
        left.delete(candidate);
        break;
      }
  }
}
