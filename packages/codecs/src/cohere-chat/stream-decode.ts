/** The stream of Cohere's Chat API, frames to events. */
import {
  isJsonObject,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type StreamDecoder,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { setField, type Draft } from '../drafts.ts';
import { sse } from '../framing.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { frame, planField, type FrameData } from './format.ts';
import {
  block,
  call,
  createState,
  partialOf,
  plan,
  replyOf,
  textKeys,
  type Pieces,
  type State,
} from './growing-reply.ts';
import { endPiece, growPiece, startPiece, type Piece } from './growing.ts';

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
  const state = createState(tell);
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
    oneWay(state.content, typeof content === 'string');
    if (typeof content === 'string') addString(state, content);
    else addPiece(state.content, index, startPiece(blockIn(content), block, state.teller));
  },
  'content-delta'(state, { index, delta, logprobs }) {
    begin(state);
    const { content } = messageIn(delta);
    if (isJsonObject(content)) growBlock(state, index, content);
    if (logprobs !== undefined && logprobs !== null) setField(state.envelope, 'logprobs', [logprobs]);
  },
  'content-end'(state, { index }) {
    if (state.content.string === undefined)
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

/** What is no object comes in a list of its own. */
function blockIn(content: JsonValue | undefined): JsonValue {
  const [first] = Array.isArray(content) ? (content as readonly JsonValue[]) : [content];
  return first === undefined ? {} : first;
}

/** Content that is no list of blocks but a string. */
function addString({ content, teller }: State, text: string): void {
  content.string = { text, index: teller.next() };
  teller.done({ type: 'part', index: content.string.index, part: { type: 'text', text } });
}

/** A message holds one string or a list of blocks. */
function oneWay({ all, string }: State['content'], isString: boolean): void {
  if (string === undefined && (!isString || all.length === 0)) return;
  throw new ThroughlineError('format-invalid', 'the content comes as a string and as more', {
    path: 'content-start.delta.message.content',
  });
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
