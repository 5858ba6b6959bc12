/** A reply while it arrives: its pieces, and what stands around them. */
import { stringifyJson, type JsonObject, type JsonValue, type Reply } from '@throughline/core';
import type { Tell } from '../decoder.ts';
import { copyOf, type Draft } from '../drafts.ts';
import { inOrderOfArrival, partTeller, type PartTeller } from '../part-teller.ts';
import { decodeAssistantBlock } from './content.ts';
import { decodeReply, planOf } from './decode.ts';
import { planField, wire } from './format.ts';
import { wholePiece, type Piece, type PieceKind } from './growing.ts';
import { decodeCall } from './tools.ts';

/** Pieces in the order in which they began, and which of them an `index` of the stream is at now. */
export type Pieces = { readonly all: Piece[]; readonly at: Map<JsonValue | undefined, Piece> };
type Content = Pieces & { string?: { readonly text: string; readonly index: number } };

export type State = {
  readonly tell: Tell;
  readonly teller: PartTeller;
  readonly envelope: Draft;
  /** Fields of the message that no event of their own says. */
  readonly fields: Draft;
  readonly content: Content;
  readonly calls: Pieces;
  plan: Piece | undefined;
  readonly citations: JsonValue[];
  /** Frames of kinds we do not know, kept verbatim. */
  readonly unknown: JsonValue[];
  isBegun: boolean;
  isComplete: boolean;
  /** How many unknown frames the reply that was told already has. */
  counted: number;
};

export function createState(tell: Tell): State {
  return {
    tell,
    teller: partTeller(tell),
    envelope: {},
    fields: {},
    content: { all: [], at: new Map() },
    calls: { all: [], at: new Map() },
    plan: undefined,
    citations: [],
    unknown: [],
    isBegun: false,
    isComplete: false,
    counted: 0,
  };
}

export const textKeys: ReadonlySet<string> = new Set(['text', 'thinking']);
export const block: PieceKind = {
  key: ({ type }) => (typeof type === 'string' && textKeys.has(type) ? type : 'text'),
  decode: decodeAssistantBlock,
};
export const call: PieceKind = { key: () => 'arguments', inner: 'function', decode: decodeCall };
export const plan: PieceKind = {
  key: () => planField,
  decode: (whole) => planOf((whole as { readonly [planField]: string })[planField]),
};

/** The whole reply, its parts in the order in which they began. */
export function replyOf(state: State): Reply {
  const { envelope, fields, plan: planned, citations, unknown } = state;
  const [content, calls] = [state.content.all, state.calls.all];
  const { string } = state.content;
  const plans = planned === undefined ? [] : [planned];
  const message = {
    ...(copyOf(fields) as JsonObject),
    ...(content.length > 0 && { content: content.map(wholePiece) }),
    ...(string !== undefined && content.length === 0 && { content: string.text }),
    ...(planned !== undefined && { [planField]: planned.pieces.join('') }),
    ...(calls.length > 0 && { tool_calls: calls.map(wholePiece) }),
    ...(citations.length > 0 && { citations: [...citations] }),
  };
  const reply = decodeReply({ ...(copyOf(envelope) as JsonObject), message });
  const strings = string === undefined ? [] : [string];
  const places = [...strings, ...content, ...plans, ...calls].map(({ index }) => index);
  const parts = inOrderOfArrival(reply.message.parts, places);
  const whole = { ...reply, message: { ...reply.message, parts } };
  if (unknown.length === 0) return whole;
  const known = reply.notes?.[wire];
  const form = { ...known?.form, unfolded: stringifyJson(unknown) };
  return { ...whole, notes: { ...reply.notes, [wire]: { ...known, form } } };
}

/** Finished parts only. */
export function partialOf(state: State): Reply {
  const reply = replyOf(state);
  if (state.isComplete) return reply;
  const parts = [...state.teller.finished].toSorted(([a], [b]) => a - b).map(([, part]) => part);
  return { ...reply, message: { ...reply.message, parts } };
}
