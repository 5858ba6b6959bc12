/** Which block of a message is which block of the reply it once was. */
import { hasProof, isThinking, words } from './block.ts';
import { areOneCall, isSame } from './match.ts';
import { spelled } from './proof.ts';
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

/** Blocks with one key are candidates for each other, in order; a key keeps long messages from being compared each with each. */
type Sign = {
  readonly key: (block: Block) => string | undefined;
  readonly fits?: (sent: Block, back: Block) => boolean;
};

/** Calls, and thoughts without a proof, that say the same are told apart by nothing but their order, whichever of them was signed. */
function sureOf(block: Block): string | undefined {
  if (block.type === 'call' || (isThinking(block) && !hasProof(block))) return undefined;
  return `${block.type} ${spelled(block.proof ?? '')} ${block.text ?? ''}`;
}

function itemOf({ type, itemId }: Block): string | undefined {
  return itemId === undefined ? undefined : `${type} ${itemId}`;
}

function proofOf(block: Block): string | undefined {
  return !isThinking(block) || block.proof === undefined || block.proof === ''
    ? undefined
    : spelled(block.proof);
}

function thoughtOf(block: Block): string | undefined {
  return isThinking(block) && words(block) !== '' ? words(block) : undefined;
}

function onType(...types: readonly Block['type'][]): Sign['key'] {
  return ({ type }) => (types.includes(type) ? type : undefined);
}

/** From the surest sign of sameness to the weakest; each takes what the ones before it left. */
const signs: readonly Sign[] = [
  // Items that say the same are told apart by their ids.
  { key: itemOf, fits: isSame },
  { key: sureOf, fits: isSame },
  { key: ({ type, callId }) => (type === 'call' ? callId : undefined), fits: areOneCall },
  { key: ({ type, name }) => (type === 'call' ? (name ?? '') : undefined), fits: areOneCall },
  { key: proofOf, fits: (sent, back) => sent.text === back.text },
  { key: thoughtOf, fits: (sent, back) => sent.slot === back.slot },
  { key: proofOf, fits: (sent, back) => back.text === undefined || words(sent) === '' },
  { key: thoughtOf },
  { key: (block) => (block.type === 'text' ? words(block) : undefined) },
  // Two blocks without words, one of which lost its proof, are told apart by nothing but their order.
  { key: (block) => (isThinking(block) && words(block) === '' ? (block.name ?? '') : undefined) },
  { key: itemOf },
  { key: onType('media', 'other') },
];

export function align(sent: readonly Block[], back: readonly Block[]): Alignment {
  const pairOf = new Map<Block, Block>();
  const left = new Set(sent);
  for (const sign of signs) pairUp(sign, back, left, pairOf);
  straighten(sent, back, left, pairOf);
  const rest = sent.filter((block) => left.has(block));
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

function pairUp(
  { key, fits }: Sign,
  back: readonly Block[],
  left: Set<Block>,
  pairOf: Map<Block, Block>,
): void {
  if (left.size === 0 || pairOf.size === back.length) return;
  const candidates = new Map<string, Block[]>();
  for (const block of left) {
    const name = key(block);
    if (name === undefined) continue;
    const held = candidates.get(name);
    if (held === undefined) candidates.set(name, [block]);
    else held.push(block);
  }
  if (candidates.size === 0) return;
  for (const block of back) {
    const name = pairOf.has(block) ? undefined : key(block);
    const held = name === undefined ? undefined : candidates.get(name);
    const at = held?.findIndex((candidate) => fits === undefined || fits(candidate, block)) ?? -1;
    if (held === undefined || at === -1) continue;
    const [candidate] = held.splice(at, 1) as [Block];
    pairOf.set(block, candidate);
    left.delete(candidate);
  }
}

/** Of several thoughts that say the same, and did not all come back, those came back that stand where these stand. */
function straighten(
  sent: readonly Block[],
  back: readonly Block[],
  left: Set<Block>,
  pairOf: Map<Block, Block>,
): void {
  if (left.size === 0) return;
  const place = new Map(sent.map((block, index) => [block, index]));
  const placeOf = (block: Block): number => place.get(block) ?? -1;
  let last = -1;
  for (const block of back) {
    const partner = pairOf.get(block);
    if (partner === undefined) continue;
    const isBehind = isThinking(block) && !hasProof(partner) && placeOf(partner) < last;
    const twin = isBehind ? twinBehind(partner, left, (one) => placeOf(one) > last) : undefined;
    if (twin !== undefined) {
      pairOf.set(block, twin);
      left.delete(twin);
      left.add(partner);
    }
    last = Math.max(last, placeOf(twin ?? partner));
  }
}

function twinBehind(
  partner: Block,
  left: ReadonlySet<Block>,
  isBehind: (block: Block) => boolean,
): Block | undefined {
  for (const one of left)
    if (isThinking(one) && !hasProof(one) && words(one) === words(partner) && isBehind(one)) return one;
  return undefined;
}
