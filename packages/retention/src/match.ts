/** Which remembered reply an assistant message once was. */
import { hashJson } from './hash.ts';
import { argumentsKey, proofKey, thoughtKey, type Keys } from './keys.ts';
import type { Remembered } from './ledger.ts';
import type { Match } from './subject.ts';
import type { Block, Entry } from './wires/anatomy.ts';
import { anatomyOf } from './wires/index.ts';

const read = new WeakMap<Remembered, readonly Block[]>();

/** The blocks of a remembered reply. */
export function blocksOf(remembered: Remembered): readonly Block[] {
  const found = read.get(remembered);
  if (found !== undefined) return found;
  const blocks = anatomyOf(remembered.origin.wire)
    .entries(remembered.items)
    .flatMap((entry) => entry.blocks);
  read.set(remembered, blocks);
  return blocks;
}

export function isSame(a: Block, b: Block): boolean {
  return (
    a.type === b.type &&
    a.text === b.text &&
    a.proof === b.proof &&
    a.callId === b.callId &&
    a.slot === b.slot &&
    a.name === b.name &&
    isSameCall(a, b)
  );
}

function isSameCall(a: Block, b: Block): boolean {
  if (a.type !== 'call' || a.args === b.args) return true;
  return a.name === b.name && argumentsKey(a.args) === argumentsKey(b.args);
}

/** Whether an entry is, block for block, what was sent. Ids of items do not count: they may be left out. */
export function isIntact(entry: Entry, sent: readonly Block[]): boolean {
  return (
    entry.blocks.length === sent.length &&
    entry.blocks.every((block, index) => isSame(block, sent[index] as Block))
  );
}

/** Two blocks that are the same call: by id, name and arguments, or by name and arguments where ids are no help. */
export function areOneCall(a: Block, b: Block): boolean {
  if (a.type !== 'call' || b.type !== 'call' || a.name !== b.name) return false;
  if (a.callId !== undefined && b.callId !== undefined && a.callId !== b.callId) return false;
  return isSameCall(a, b);
}

type Ranked = { readonly remembered: Remembered; readonly score: number };

export type Choice = { readonly match?: Match; readonly isAmbiguous: boolean };

const nobody: Choice = { isAmbiguous: false };

/** The reply that fits best; none where two fit equally well and their thinking differs. */
export function choose(
  entry: Entry,
  keys: Keys,
  candidates: Iterable<Remembered>,
  wire: string,
  previous: string | undefined,
  /** Look among replies of other wires instead. */
  isCrossing = false,
): Choice {
  const ranked: Ranked[] = [];
  for (const remembered of candidates) {
    if ((remembered.origin.wire === wire) === isCrossing) continue;
    const score = scoreOf(entry, keys, remembered, previous);
    if (score > 0) ranked.push({ remembered, score });
  }
  const best = ranked.reduce((most, { score }) => Math.max(most, score), 0);
  const [first, ...rest] = ranked.filter(({ score }) => score === best);
  if (first === undefined) return nobody;
  const thinking = thinkingOf(first.remembered);
  if (rest.some(({ remembered }) => thinkingOf(remembered) !== thinking)) return { isAmbiguous: true };
  return { match: { remembered: first.remembered, blocks: blocksOf(first.remembered) }, isAmbiguous: false };
}

function thinkingOf(remembered: Remembered): string {
  return hashJson(
    blocksOf(remembered).flatMap(({ text, proof, type }) =>
      type === 'thinking' ? [text ?? null, proof ?? null] : proof === undefined ? [] : [proof],
    ),
  );
}

/** What speaks for a reply; 0 where nothing but the turn does. */
function scoreOf(entry: Entry, keys: Keys, remembered: Remembered, previous: string | undefined): number {
  const sent = blocksOf(remembered);
  const has = (key: string): boolean => remembered.keys.includes(key);
  const isPlace = has(keys.place);
  const isSaid = isPlace || has(keys.said);
  const calls = entry.blocks.filter(({ type }) => type === 'call');
  const shared = calls.filter((call) => sent.some((one) => areOneCall(call, one))).length;
  const thoughts = countKnown(entry, has);
  const fits =
    isSaid || shared > 0 || thoughts > 0 || isRemnant(entry, sent, remembered, remembered.turn === keys.turn);
  if (!fits || (calls.length > 0 && shared === 0 && thoughts === 0)) return 0;
  return (
    (isIntact(entry, sent) ? 64 : 0) +
    (isPlace ? 16 : 0) +
    (isSaid ? 8 : 0) +
    (previous !== undefined && remembered.previous === previous ? 4 : 0) +
    (remembered.turn === keys.turn ? 2 : 0) +
    (shared > 0 ? 2 : 0) +
    (thoughts > 0 ? 4 : 0) +
    1
  );
}

function countKnown(entry: Entry, has: (key: string) => boolean): number {
  return entry.blocks.filter(({ type, text, proof }) => {
    if (proof !== undefined && proof !== '' && has(proofKey(proof))) return true;
    const words = type === 'thinking' ? text?.trim() : undefined;
    return words !== undefined && words !== '' && has(thoughtKey(words));
  }).length;
}

/** What is left of a reply in the same turn: of one that was cut off, or whose thinking became words. */
function isRemnant(entry: Entry, sent: readonly Block[], { isCut }: Remembered, isTurn: boolean): boolean {
  if (!isTurn || entry.blocks.some(({ type }) => type === 'call')) return false;
  if (isCut) return true;
  const words = textOf(entry.blocks);
  return sent.some(
    ({ type, text }) =>
      type === 'text' && text !== undefined && text.trim() !== '' && words.includes(text.trim()),
  );
}

function textOf(blocks: readonly Block[]): string {
  return blocks.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('\n');
}
