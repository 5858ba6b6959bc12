/** The stream of Bedrock Converse, frames to events. */
import {
  isJsonObject,
  numberOf,
  stringifyJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import type { Frame } from '../framing.ts';
import { withNested } from '../nested.ts';
import { decodeBlock } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { exception } from './event-stream.ts';
import { frames, wire, type Block, type FrameData } from './format.ts';
import { anyFraming } from './framings.ts';
import { added, finished, kindOf, type Added, type Growing } from './growing.ts';

type State = {
  readonly dialect: Dialect;
  readonly tell: Tell;
  /** By the number the wire gives them. */
  readonly open: Map<number, Growing>;
  /** By their place in the reply. */
  readonly done: Map<number, { readonly block: Block; readonly part: Part }>;
  /** Frames and deltas of kinds we do not know, kept verbatim. */
  readonly unknown: JsonValue[];
  /** How many blocks began. */
  begun: number;
  message: JsonObject | undefined;
  stop: JsonObject | undefined;
  metadata: JsonObject | undefined;
};

/**
 * The provider always reports tokens behind the last word, so its own framing is whole only with them; a proxy that
 * wrote the stream anew may leave them out. (bodies recorded 2026-08)
 */
export function createDecoder(dialect: Dialect): StreamDecoder {
  let isBinary = false;
  let isCut = false;
  const onCut = (): void => void (isCut = true);
  const isWhole = ({ metadata }: State): boolean => (isBinary ? metadata !== undefined : !isCut);
  return streamDecoder({
    framing: anyFraming({ onBinary: () => void (isBinary = true), onCut }),
    fold: (tell) => foldOf(dialect, tell, isWhole),
    terminator: 'messageStop and metadata',
    onCut,
  });
}

function foldOf(dialect: Dialect, tell: Tell, isWhole: (state: State) => boolean): Fold {
  const state: State = {
    dialect,
    tell,
    open: new Map(),
    done: new Map(),
    unknown: [],
    begun: 0,
    message: undefined,
    stop: undefined,
    metadata: undefined,
  };
  const isComplete = (): boolean => state.stop !== undefined && isWhole(state);
  return {
    take: (value, frame) => step(state, value, frame),
    end() {
      if (isComplete()) tell({ type: 'reply-end', reply: replyOf(state) });
    },
    isComplete,
    partial: () => replyOf(state),
  };
}

function step(state: State, value: JsonValue, frame: Frame): void {
  const error = errorOf(value, frame);
  if (error !== undefined) return state.tell({ type: 'error', error });
  if (!isJsonObject(value)) return void state.unknown.push(value);
  for (const [name, body] of Object.entries(value)) {
    const handle = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (handle === undefined || (state.stop !== undefined && name !== 'metadata'))
      state.unknown.push({ [name]: body });
    else handle(state, name === 'contentBlockDelta' ? (body as FrameData) : checked(name, body));
  }
}

function errorOf(value: JsonValue, { event }: Frame): ReturnType<typeof errors.decode> {
  if (event === exception && isJsonObject(value))
    return errors.decode(value) ?? { kind: 'other', wire, body: value };
  return isJsonObject(value) && Object.keys(value).some((name) => Object.hasOwn(frames, name))
    ? undefined
    : errors.decode(value);
}

function checked(name: string, body: JsonValue): FrameData {
  const schema = frames[name];
  if (schema !== undefined) check(schema, body, name);
  return unpadded(body as FrameData);
}

/** `p` is padding that hides the length of what is said. (bodies recorded 2026-08) */
function unpadded(body: FrameData): FrameData {
  if (typeof body['p'] !== 'string') return body;
  const { p: _padding, ...said } = body;
  return said;
}

type Handle = (state: State, body: FrameData) => void;

const handlers: { readonly [name: string]: Handle } = {
  messageStart(state, body) {
    state.message = body;
    state.tell({ type: 'reply-start', reply: decodeReply(bodyOf(state, []), state.dialect) });
  },
  contentBlockStart(state, { contentBlockIndex, start }) {
    const index = numberOf(contentBlockIndex) as number;
    if (!isJsonObject(start) || Object.keys(start).length === 0) return;
    close(state, index);
    const growing = begin(state, index, start, kindOf(start) ?? 'whole');
    if (growing.kind === 'toolUse') tellStart(state, growing);
  },
  contentBlockDelta(state, body) {
    const index = isJsonObject(body) ? body['contentBlockIndex'] : undefined;
    if (typeof index !== 'number' || !isJsonObject(body['delta']))
      throw new ThroughlineError('format-invalid', 'expected a block’s number and a delta', {
        path: 'contentBlockDelta',
      });
    const change = added(body['delta']);
    if (change === undefined) state.unknown.push({ contentBlockDelta: unpadded(body) });
    else grow(state, index, change);
  },
  contentBlockStop(state, { contentBlockIndex }) {
    close(state, numberOf(contentBlockIndex) as number);
  },
  messageStop(state, body) {
    begunMessage(state);
    for (const index of state.open.keys()) close(state, index);
    state.stop = body;
  },
  metadata(state, body) {
    state.metadata = { ...state.metadata, ...body };
  },
};

function grow(state: State, index: number, { kind, into, value }: Added): void {
  const growing = blockFor(state, index, kind);
  (growing[into] as JsonValue[]).push(value);
  if (!growing.isTold) tellStart(state, growing);
  const event = growing.isTold && into === 'texts' ? deltaEvents[kind] : undefined;
  if (event !== undefined) state.tell({ type: event, index: growing.place, text: value as string });
}

/** A block begins with its first delta; a start comes only where there is more to say. (bodies recorded 2026-08) */
function blockFor(state: State, index: number, kind: Growing['kind']): Growing {
  const open = state.open.get(index);
  if (open?.kind === kind) return open;
  if (open?.kind === 'whole' && kind !== 'toolUse') {
    open.kind = kind;
    return open;
  }
  close(state, index);
  return begin(state, index, {}, kind);
}

function begin(state: State, index: number, start: JsonObject, kind: Growing['kind']): Growing {
  begunMessage(state);
  const growing: Growing = {
    place: state.begun,
    start,
    kind,
    isTold: false,
    texts: [],
    signature: [],
    items: [],
  };
  state.begun += 1;
  state.open.set(index, growing);
  return growing;
}

const startNames = { text: 'text-start', thinking: 'thinking-start', toolCall: 'tool-call-start' } as const;
const endNames = { text: 'text-end', thinking: 'thinking-end', toolCall: 'tool-call-end' } as const;
const deltaEvents: {
  readonly [kind in Growing['kind']]?: 'text-delta' | 'thinking-delta' | 'tool-call-delta';
} = { text: 'text-delta', thinking: 'thinking-delta', toolUse: 'tool-call-delta' };

/** What a block is by its first word; one that holds more than text is told whole. */
function tellStart(state: State, growing: Growing): void {
  if (deltaEvents[growing.kind] === undefined || growing.isTold) return;
  const part = decoded(state, finished({ ...growing, texts: [], signature: [], items: [] }).block);
  const hasText = part.type === 'text' || (part.type === 'thinking' && part.text !== undefined);
  if (!hasText && part.type !== 'toolCall') return;
  growing.isTold = true;
  const begun = part.type === 'toolCall' ? { ...part, arguments: '' } : part;
  state.tell({
    type: startNames[part.type],
    index: growing.place,
    part: begun,
  } as StreamEvent);
}

function decoded({ dialect }: State, block: Block): Part {
  return decodeBlock(block, { dialect, role: 'assistant' });
}

function close(state: State, index: number): void {
  const growing = state.open.get(index);
  if (growing === undefined) return;
  state.open.delete(index);
  const { block, unparsed } = finished(growing);
  const whole = decoded(state, block);
  const part =
    unparsed !== undefined && whole.type === 'toolCall' ? { ...whole, arguments: unparsed } : whole;
  state.done.set(growing.place, { block, part });
  const type = growing.isTold ? endNames[part.type as keyof typeof endNames] : undefined;
  state.tell({ type: type ?? 'part', index: growing.place, part } as StreamEvent);
}

function begunMessage({ message }: State): void {
  if (message === undefined)
    throw new ThroughlineError('format-invalid', 'an event came before messageStart', { path: 'event' });
}

/** What the whole reply would be. */
function bodyOf({ message, stop, metadata }: State, content: readonly Block[]): JsonObject {
  const head = { output: { message: { role: 'assistant', ...message, content } }, ...stop };
  return withNested(head, metadata);
}

function replyOf(state: State): Reply {
  const done = [...state.done].toSorted(([a], [b]) => a - b).map(([, one]) => one);
  const reply = decodeReply(
    bodyOf(
      state,
      done.map(({ block }) => block),
    ),
    state.dialect,
  );
  const message = { ...reply.message, parts: done.map(({ part }) => part) };
  if (state.unknown.length === 0) return { ...reply, message };
  const known = reply.notes?.[wire];
  const form = { ...known?.form, unfolded: stringifyJson(state.unknown) };
  return { message, notes: { ...reply.notes, [wire]: { ...known, form } } };
}
