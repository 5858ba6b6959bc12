/** Which remembered reply an assistant message once was. */
import { isJsonObject, numberOf, type JsonObject } from '@throughline/core';
import { hashJson } from './hash.ts';
import { argumentsOf, proofKey, thoughtKey, type Keys } from './keys.ts';
import type { Remembered } from './ledger.ts';
import { isSameProof, spelled } from './proof.ts';
import type { Match } from './subject.ts';
import type { Block, Entry } from './wires/anatomy.ts';
import { anatomyOf } from './wires/index.ts';

/** What is asked of a remembered reply over and over. */
type Reading = {
  readonly blocks: readonly Block[];
  readonly keys: ReadonlySet<string>;
  /** As they were sent, and spelled alike. */
  readonly proofs: ReadonlySet<string>;
};

const readings = new WeakMap<Remembered, Reading>();

function readingOf(remembered: Remembered): Reading {
  const known = readings.get(remembered);
  if (known !== undefined) return known;
  const blocks = anatomyOf(remembered.origin.wire)
    .entries(remembered.items)
    .flatMap((entry) => entry.blocks);
  const proofs = blocks.flatMap(({ proof }) => (proof === undefined ? [] : [proof, spelled(proof)]));
  const reading = { blocks, keys: new Set(remembered.keys), proofs: new Set(proofs) };
  readings.set(remembered, reading);
  return reading;
}

/** The blocks of a remembered reply. */
export function blocksOf(remembered: Remembered): readonly Block[] {
  return readingOf(remembered).blocks;
}

export function hasProof(remembered: Remembered, proof: string): boolean {
  const { proofs } = readingOf(remembered);
  return proofs.has(proof) || proofs.has(spelled(proof));
}

export function isSame(a: Block, b: Block): boolean {
  return (
    a.type === b.type &&
    a.text === b.text &&
    isSameProof(a.proof, b.proof) &&
    a.callId === b.callId &&
    (a.itemId === b.itemId || a.itemId === undefined || b.itemId === undefined) &&
    a.slot === b.slot &&
    a.name === b.name &&
    isSameCall(a, b)
  );
}

function isSameCall(a: Block, b: Block): boolean {
  if (a.type !== 'call' || a.args === b.args) return true;
  return a.name === b.name && isSameValue(argumentsOf(a.args), argumentsOf(b.args), 0);
}

/** Values nested deeper than this are taken to be equal, as by their names. */
const deepest = 500;

/** Key order does not count, nor does the spelling of numbers. */
function isSameValue(a: unknown, b: unknown, depth: number): boolean {
  if (a === b || depth > deepest) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b, depth + 1);
  if (isJsonObject(a)) return isJsonObject(b) && isSameObject(a, b, depth + 1);
  const number = numberOf(a);
  return number !== undefined && number === numberOf(b);
}

function isSameList(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  return a.length === b.length && a.every((item, at) => isSameValue(item, b[at], depth));
}

function isSameObject(a: JsonObject, b: JsonObject, depth: number): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key], b[key], depth))
  );
}

/** Whether an entry is, block for block, what was sent. Ids of items do not count: they may be left out. */
export function isIntact({ blocks }: Entry, sent: readonly Block[]): boolean {
  if (blocks.length !== sent.length) return false;
  for (let at = 0; at < blocks.length; at += 1)
    if (!isSame(blocks[at] as Block, sent[at] as Block)) return false;
  return true;
}

/** Two blocks that are the same call: by id, name and arguments, or by name and arguments where ids are no help. */
export function areOneCall(a: Block, b: Block): boolean {
  if (a.type !== 'call' || b.type !== 'call' || a.name !== b.name) return false;
  if (a.callId !== undefined && b.callId !== undefined && a.callId !== b.callId) return false;
  return isSameCall(a, b);
}

/** Whether a reply has all these calls, each as often. */
export function holdsCalls(sent: readonly Block[], blocks: readonly Block[]): boolean {
  const left = sent.filter(({ type }) => type === 'call');
  return blocks.every((block) => {
    if (block.type !== 'call') return true;
    const at = left.findIndex((one) => areOneCall(one, block));
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

/** The reply that stands right before, none at the beginning, and what of it came back until here. */
export type Before = { readonly id: string | undefined; readonly blocks: readonly Block[] };

type Ranked = { readonly remembered: Remembered; readonly score: number };

export type Choice = { readonly match?: Match; readonly isAmbiguous: boolean };

const nobody: Choice = { isAmbiguous: false };

/** The reply that fits best; none where two fit equally well and their thinking differs. */
export function choose(
  entry: Entry,
  keys: Keys,
  candidates: Iterable<Remembered>,
  wire: string,
  before: Before | undefined,
  /** Look among replies of other wires instead. */
  isCrossing = false,
): Choice {
  const ranked: Ranked[] = [];
  for (const remembered of candidates) {
    if ((remembered.origin.wire === wire) === isCrossing) continue;
    const score = scoreOf(entry, keys, remembered, before);
    if (score > 0) ranked.push({ remembered, score });
  }
  const best = ranked.reduce((most, { score }) => Math.max(most, score), 0);
  const [first, ...rest] = ranked.filter(({ score }) => score === best);
  if (first === undefined) return nobody;
  if (rest.some(({ remembered }) => thinkingOf(remembered) !== thinkingOf(first.remembered)))
    return { isAmbiguous: true };
  return chosen(first.remembered);
}

function chosen(remembered: Remembered): Choice {
  return { match: { remembered, blocks: blocksOf(remembered) }, isAmbiguous: false };
}

/** The only one at a place, where it came back whole: nothing else can fit better. */
export function soleIntact(
  entry: Entry,
  candidates: readonly Remembered[],
  wire: string,
): Choice | undefined {
  const [sole] = candidates;
  if (sole === undefined || candidates.length > 1 || sole.origin.wire !== wire) return undefined;
  return isIntact(entry, blocksOf(sole)) ? chosen(sole) : undefined;
}

function thinkingOf(remembered: Remembered): string {
  return hashJson(
    blocksOf(remembered).flatMap(({ text, proof, type }) =>
      type === 'thinking' ? [text ?? null, proof ?? null] : proof === undefined ? [] : [proof],
    ),
  );
}

/** What speaks for a reply; 0 where nothing but the turn does. */
function scoreOf(entry: Entry, keys: Keys, remembered: Remembered, before: Before | undefined): number {
  const { blocks: sent, keys: known } = readingOf(remembered);
  const has = (key: string): boolean => known.has(key);
  const isPlace = has(keys.place);
  const isSaid = isPlace || has(keys.said);
  const calls = entry.blocks.filter(({ type }) => type === 'call');
  const shared = calls.filter((call) => sent.some((one) => areOneCall(call, one))).length;
  const thoughts = countKnown(entry, has);
  const fits =
    isSaid || shared > 0 || thoughts > 0 || isRemnant(entry, sent, remembered, remembered.turn === keys.turn);
  if (!fits || (calls.length > 0 && shared === 0 && thoughts === 0)) return 0;
  if (isByChance(entry, sent, remembered, keys, before, thoughts)) return 0;
  return (
    wholeness(entry, sent) +
    (isPlace ? 16 : 0) +
    (thoughts > 0 ? 10 : 0) +
    (isSaid ? 8 : 0) +
    nearness(entry, remembered, before) +
    (remembered.turn === keys.turn ? 2 : 0) +
    (shared > 0 ? 2 : 0) +
    (shared > 0 && shared === calls.length ? 2 : 0) +
    (isWorded(entry, sent) ? 2 : 0) +
    1
  );
}

/** Ids that backends count up from the start in every conversation. */
const counted = /^[a-z_.:-]*\d{0,3}$/i;

const isProven = ({ proof }: Block): boolean => proof !== undefined && proof !== '';

/** Whether nothing speaks for it, and for its thinking, but a call that another conversation may have made just so. */
function isByChance(
  entry: Entry,
  sent: readonly Block[],
  remembered: Remembered,
  keys: Keys,
  before: Before | undefined,
  thoughts: number,
): boolean {
  if (thoughts > 0 || remembered.turn === keys.turn || isWorded(entry, sent)) return false;
  if (before?.id !== undefined && [remembered.previous, remembered.id].includes(before.id)) return false;
  return (
    sent.some((block) => thought(block) !== undefined || isProven(block)) &&
    !isIntact(entry, sent) &&
    entry.blocks.every(({ type, callId }) => type !== 'call' || callId === undefined || counted.test(callId))
  );
}

/** Whether it stands where it stood, or goes on with the reply before. */
function nearness(entry: Entry, remembered: Remembered, before: Before | undefined): number {
  if (before === undefined) return 0;
  if (isContinued(entry, remembered, before)) return 12;
  // What came back already does not come back again.
  if (remembered.id === before.id) return -8;
  return remembered.previous === before.id ? 4 : 0;
}

function isWorded({ blocks }: Entry, sent: readonly Block[]): boolean {
  return blocks.some(
    ({ type, text }) =>
      type === 'text' && text !== '' && sent.some((one) => one.type === 'text' && one.text === text),
  );
}

/** That thinking came back whole says much; that a reply without any did says little. */
function wholeness(entry: Entry, sent: readonly Block[]): number {
  if (!isIntact(entry, sent)) return 0;
  return sent.some((block) => block.proof !== undefined || thought(block) !== undefined) ? 64 : 12;
}

/** Whether it may be another piece of the reply before: its calls are among those that did not come back yet. */
function isContinued({ blocks }: Entry, remembered: Remembered, before: Before): boolean {
  return (
    remembered.id === before.id &&
    blocks.some(({ type }) => type === 'call') &&
    holdsCalls(blocksOf(remembered), [...before.blocks, ...blocks])
  );
}

function thought({ type, text }: Block): string | undefined {
  const words = type === 'thinking' ? text?.trim() : undefined;
  return words === '' ? undefined : words;
}

/** Whether a reply thought this, word for word. */
export function hasThought(remembered: Remembered, words: string): boolean {
  return blocksOf(remembered).some((block) => thought(block) === words);
}

function countKnown(entry: Entry, has: (key: string) => boolean): number {
  return entry.blocks.filter((block) => {
    const { proof } = block;
    if (proof !== undefined && proof !== '' && has(proofKey(proof))) return true;
    const words = thought(block);
    return words !== undefined && has(thoughtKey(words));
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
