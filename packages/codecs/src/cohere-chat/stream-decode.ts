/** The stream of Cohere's Chat API, frames to events. */
import {
  isJsonObject,
  stringifyJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { copyOf, setField, type Draft } from '../drafts.ts';
import { sse } from '../framing.ts';
import { inOrderOfArrival, partTeller, type PartTeller } from '../part-teller.ts';
import { decodeAssistantBlock } from './content.ts';
import { decodeReply, planOf } from './decode.ts';
import { errors } from './errors.ts';
import { frame, planField, wire, type FrameData } from './format.ts';
import { endPiece, growPiece, startPiece, wholePiece, type Piece, type PieceKind } from './growing.ts';
import { decodeCall } from './tools.ts';

/** Pieces in the order in which they began, and which of them an `index` of the stream is at now. */
type Pieces = { readonly all: Piece[]; readonly at: Map<JsonValue | undefined, Piece> };

type State = {
  readonly tell: Tell;
  readonly teller: PartTeller;
  readonly envelope: Draft;
  /** Fields of the message that no event of their own says. */
  readonly fields: Draft;
  readonly content: Pieces;
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

export function createDecoder(): StreamDecoder {
  return streamDecoder({
    framing: sse,
    fold: foldOf,
    terminator: 'message-end',
    // Said by proxies that make a stream look like others.
    isMark: (data) => data === '[DONE]',
  });
}

function foldOf(tell: Tell): Fold {
  const state: State = {
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
  return {
    take: (value) => step(state, value),
    end() {
      // What came behind the reply is told with it once more.
      if (state.isComplete && state.unknown.length > state.counted)
        tell({ type: 'reply-end', reply: replyOf(state) });
    },
    isComplete: () => state.isComplete,
    partial: () => partialOf(state),
  };
}

function step(state: State, parsed: JsonValue): void {
  const error = isJsonObject(parsed) ? errors.decode(parsed) : undefined;
  if (error !== undefined) return state.tell({ type: 'error', error });
  const value = isPlainFrame(parsed) ? parsed : check(frame, parsed, 'event');
  const handle = Object.hasOwn(handlers, value.type) ? handlers[value.type] : undefined;
  if (handle === undefined || state.isComplete) state.unknown.push(value);
  else handle(state, value);
}

function isPlainFrame(value: JsonValue): value is FrameData {
  return isJsonObject(value) && typeof value['type'] === 'string';
}

type Handle = (state: State, value: FrameData) => void;

const textKeys: ReadonlySet<string> = new Set(['text', 'thinking']);
const block: PieceKind = {
  key: ({ type }) => (typeof type === 'string' && textKeys.has(type) ? type : 'text'),
  decode: decodeAssistantBlock,
};
const call: PieceKind = { key: () => 'arguments', inner: 'function', decode: decodeCall };
const plan: PieceKind = {
  key: () => planField,
  decode: (whole) => planOf((whole as { readonly [planField]: string })[planField]),
};

const handlers: { readonly [type: string]: Handle } = {
  'message-start'(state, { type: _type, delta, ...rest }) {
    setAll(state.envelope, rest);
    for (const [name, value] of Object.entries(messageIn(delta)))
      if (!isPlaceholder(name, value)) setField(state.fields, name, value);
    begin(state);
  },
  'content-start'(state, { index, delta }) {
    begin(state);
    const { content } = messageIn(delta);
    addPiece(state.content, index, startPiece(content === undefined ? {} : content, block, state.teller));
  },
  'content-delta'(state, { index, delta, logprobs }) {
    begin(state);
    const { content } = messageIn(delta);
    if (isJsonObject(content)) growBlock(state, index, content);
    if (logprobs !== undefined && logprobs !== null) setField(state.envelope, 'logprobs', [logprobs]);
  },
  'content-end'(state, { index }) {
    endPiece(openPiece(state.content, index, 'content'), block.decode, state.teller);
  },
  'tool-plan-delta'(state, { delta }) {
    begin(state);
    const text = messageIn(delta)[planField];
    if (typeof text !== 'string') return;
    if (state.plan === undefined) state.plan = startPiece({ [planField]: text }, plan, state.teller);
    else growPiece(state.plan, { [planField]: text }, state.teller);
  },
  'tool-call-start'(state, { index, delta }) {
    begin(state);
    endPlan(state);
    addPiece(state.calls, index, startPiece(callIn(delta), call, state.teller));
  },
  'tool-call-delta'(state, { index, delta }) {
    growPiece(openPiece(state.calls, index, 'tool call'), callIn(delta), state.teller);
  },
  'tool-call-end'(state, { index }) {
    endPiece(openPiece(state.calls, index, 'tool call'), call.decode, state.teller);
  },
  'citation-start'(state, { delta }) {
    const { citations } = messageIn(delta);
    if (Array.isArray(citations)) state.citations.push(...(citations as readonly JsonValue[]));
    else if (citations !== undefined) state.citations.push(citations);
  },
  'citation-end'() {},
  'message-end'(state, { type: _type, delta, ...rest }) {
    begin(state);
    setAll(state.envelope, rest);
    if (isJsonObject(delta)) {
      const { message, ...more } = delta;
      setAll(state.envelope, more);
      if (isJsonObject(message)) setAll(state.fields, message);
    }
    finish(state);
  },
};

function messageIn(delta: JsonValue | undefined): JsonObject {
  const message = isJsonObject(delta) ? delta['message'] : undefined;
  return isJsonObject(message) ? message : {};
}

/** One call an event, in an object or in a list of its own. */
function callIn(delta: JsonValue | undefined): JsonObject {
  const { tool_calls: said } = messageIn(delta);
  const [first] = Array.isArray(said) ? (said as readonly JsonValue[]) : [said];
  return isJsonObject(first) ? first : {};
}

/** Some servers start no block, or give the next one the number of the last. (clients' stream tests, read 2026-11-25) */
function growBlock(state: State, index: JsonValue | undefined, content: JsonObject): void {
  const known = state.content.at.get(index);
  const key = [...textKeys].find((name) => typeof content[name] === 'string');
  const isOther = known === undefined || known.isEnded || (key !== undefined && key !== known.key);
  if (!isOther) return growPiece(known, content, state.teller);
  const start = key === undefined ? content : { type: key, ...content };
  addPiece(state.content, index, startPiece(start, block, state.teller));
}

function addPiece({ all, at }: Pieces, index: JsonValue | undefined, piece: Piece): void {
  all.push(piece);
  at.set(index, piece);
}

function openPiece({ at }: Pieces, index: JsonValue | undefined, what: string): Piece {
  const piece = at.get(index);
  if (piece === undefined)
    throw new ThroughlineError('format-invalid', `this ${what} was not started`, { path: 'index' });
  return piece;
}

/** The start of a message shows what it may come to hold. (recorded streams, read 2026-11-23) */
function isPlaceholder(name: string, value: JsonValue): boolean {
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
  return isEmpty && ['content', planField, 'tool_calls', 'citations'].includes(name);
}

function setAll(draft: Draft, values: JsonObject): void {
  for (const [name, value] of Object.entries(values)) setField(draft, name, value);
}

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  state.tell({ type: 'reply-start', reply: decodeReply({ ...state.envelope, message: state.fields }) });
}

function endPlan({ plan: piece, teller }: State): void {
  if (piece !== undefined) endPiece(piece, plan.decode, teller);
}

function finish(state: State): void {
  for (const piece of state.content.all) endPiece(piece, block.decode, state.teller);
  endPlan(state);
  for (const piece of state.calls.all) endPiece(piece, call.decode, state.teller);
  state.isComplete = true;
  state.counted = state.unknown.length;
  const reply = replyOf(state);
  for (const [index, part] of reply.message.parts.entries())
    if (!state.teller.finished.has(index)) state.teller.done({ type: 'part', index, part });
  state.tell({ type: 'reply-end', reply });
}

/** The whole reply, its parts in the order in which they began. */
function replyOf(state: State): Reply {
  const { envelope, fields, plan: planned, citations, unknown } = state;
  const [content, calls] = [state.content.all, state.calls.all];
  const plans = planned === undefined ? [] : [planned];
  const message = {
    ...(copyOf(fields) as JsonObject),
    ...(content.length > 0 && { content: content.map(wholePiece) }),
    ...(planned !== undefined && { [planField]: planned.pieces.join('') }),
    ...(calls.length > 0 && { tool_calls: calls.map(wholePiece) }),
    ...(citations.length > 0 && { citations: [...citations] }),
  };
  const reply = decodeReply({ ...(copyOf(envelope) as JsonObject), message });
  const places = [...content, ...plans, ...calls].map(({ index }) => index);
  const parts = inOrderOfArrival(reply.message.parts, places);
  const whole = { ...reply, message: { ...reply.message, parts } };
  if (unknown.length === 0) return whole;
  const known = reply.notes?.[wire];
  const form = { ...known?.form, unfolded: stringifyJson(unknown) };
  return { ...whole, notes: { ...reply.notes, [wire]: { ...known, form } } };
}

/** Finished parts only. */
function partialOf(state: State): Reply {
  const reply = replyOf(state);
  if (state.isComplete) return reply;
  const parts = [...state.teller.finished].toSorted(([a], [b]) => a - b).map(([, part]) => part);
  return { ...reply, message: { ...reply.message, parts } };
}
