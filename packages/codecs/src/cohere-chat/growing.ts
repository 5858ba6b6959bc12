/** The pieces of a message while their deltas arrive: blocks of content, the plan, calls. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type StreamEvent,
} from '@throughline/core';
import { copyOf, setField, type Draft } from '../drafts.ts';
import type { PartTeller } from '../part-teller.ts';

export type Piece = {
  /** Its place among the parts of the reply. */
  readonly index: number;
  readonly fields: Draft;
  /** The string that grows, and the field it is the value of. */
  readonly pieces: string[];
  readonly key: string;
  /** The object that holds the field, where that is not the piece itself. */
  readonly inner: string | undefined;
  /** What came in place of an object. */
  readonly odd: JsonValue | undefined;
  isTold: boolean;
  isEnded: boolean;
};

export type PieceKind = {
  readonly key: (start: JsonObject) => string;
  readonly inner?: string;
  readonly decode: (whole: JsonValue) => Part;
};

const names = { text: 'text', thinking: 'thinking', toolCall: 'tool-call' } as const;

/** Begins a piece by what is known of it, and tells it where it is of a kind that grows. */
export function startPiece(start: JsonValue, { key, inner, decode }: PieceKind, teller: PartTeller): Piece {
  const fields = isJsonObject(start) ? (copyOf(start) as Draft) : {};
  const piece: Piece = {
    index: teller.next(),
    fields,
    pieces: [],
    key: key(fields),
    inner,
    odd: isJsonObject(start) ? undefined : start,
    isTold: false,
    isEnded: false,
  };
  const holder = holderOf(piece);
  const text = holder?.[piece.key];
  if (holder !== undefined && typeof text === 'string') delete holder[piece.key];
  const part = decode(begunPiece(piece, typeof text === 'string'));
  if (part.type === 'text' || part.type === 'thinking' || part.type === 'toolCall') {
    piece.isTold = true;
    const told = part.type === 'toolCall' ? { ...part, arguments: '' } : part;
    teller.tell({ type: `${names[part.type]}-start`, index: piece.index, part: told } as StreamEvent);
  }
  if (typeof text === 'string') addText(piece, text, teller);
  return piece;
}

/** What holds the field that grows: the piece, or an object in it. */
function holderOf({ fields, inner }: Piece): Draft | undefined {
  if (inner === undefined) return fields;
  const held = fields[inner];
  return isJsonObject(held) ? held : undefined;
}

/** The piece before its text came; a text that was said is an empty one. */
function begunPiece(piece: Piece, isSaid: boolean): JsonValue {
  const { inner, key, fields, odd } = piece;
  if (odd !== undefined) return odd;
  if (inner === undefined) return { ...fields, [key]: '' };
  return isSaid ? { ...fields, [inner]: { ...holderOf(piece), [key]: '' } } : fields;
}

function addText(piece: Piece, text: string, teller: PartTeller): void {
  piece.pieces.push(text);
  if (piece.isTold && text !== '') teller.tell(deltaOf(piece, text));
}

function deltaOf({ index, key }: Piece, text: string): StreamEvent {
  const name = key === 'arguments' ? 'tool-call' : key === 'thinking' || key === 'text' ? key : 'thinking';
  return { type: `${name}-delta`, index, text };
}

export function growPiece(piece: Piece, delta: JsonObject, teller: PartTeller): void {
  const held = piece.inner === undefined ? delta : delta[piece.inner];
  if (piece.inner !== undefined) setAll(piece.fields, delta, piece.inner);
  if (!isJsonObject(held)) return;
  const { [piece.key]: text, ...more } = held;
  if (typeof text === 'string') addText(piece, text, teller);
  const holder = holderOf(piece);
  if (holder !== undefined) setAll(holder, more, piece.key);
  else if (piece.inner !== undefined) piece.fields[piece.inner] = copyOf(more);
}

function setAll(draft: Draft, values: JsonObject, except: string): void {
  for (const [name, value] of Object.entries(values)) if (name !== except) setField(draft, name, value);
}

/** The piece as the whole reply would show it. */
export function wholePiece(piece: Piece): JsonValue {
  const { fields, pieces, inner, key, odd } = piece;
  if (odd !== undefined) return odd;
  const said = pieces.length > 0 ? { [key]: pieces.join('') } : {};
  if (inner === undefined) return { ...(copyOf(fields) as JsonObject), ...said };
  const holder = holderOf(piece);
  const held = holder === undefined && pieces.length === 0 ? {} : { [inner]: { ...holder, ...said } };
  return { ...(copyOf(fields) as JsonObject), ...held };
}

export function endPiece(piece: Piece, decode: PieceKind['decode'], teller: PartTeller): void {
  if (piece.isEnded) return;
  piece.isEnded = true;
  const part = decode(wholePiece(piece));
  const { index } = piece;
  const name = part.type in names ? names[part.type as keyof typeof names] : undefined;
  const type = piece.isTold && name !== undefined ? `${name}-end` : 'part';
  teller.done({ type, index, part } as Parameters<PartTeller['done']>[0]);
}
