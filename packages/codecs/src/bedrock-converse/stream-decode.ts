/** The stream of Bedrock Converse, frames to events. */
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
import type { Frame } from '../framing.ts';
import { withNested } from '../nested.ts';
import type { Dialect } from './capabilities.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { exception } from './event-stream.ts';
import { frames, wire, type Block, type FrameData } from './format.ts';
import { anyFraming } from './framings.ts';
import { kindOf, readDelta, type Added } from './growing.ts';
import { begin, begunMessage, close, grow, tellStart, type State } from './stream-blocks.ts';

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

/** `p` is padding that hides the length of what is said. (aws-sdk-js-v3 issue 6919, read 2026-11-25) */
function unpadded(body: FrameData): FrameData {
  if (typeof body['p'] !== 'string') return body;
  const { p: _padding, ...said } = body;
  return said;
}

/** Whether an event says more than its block's number and the field it is made of. */
function says(body: FrameData, own?: string): boolean {
  return Object.keys(body).some((field) => field !== 'contentBlockIndex' && field !== own && field !== 'p');
}

type Handle = (state: State, body: FrameData) => void;

const handlers: { readonly [name: string]: Handle } = {
  messageStart(state, body) {
    state.message = body;
    state.tell({ type: 'reply-start', reply: decodeReply(bodyOf(state, []), state.dialect) });
  },
  contentBlockStart(state, body) {
    const { contentBlockIndex, start } = body;
    const index = contentBlockIndex as number;
    if (says(body, 'start')) state.unknown.push({ contentBlockStart: body });
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
    const changes: Added[] = [];
    const isKnown = readDelta(body['delta'], changes);
    for (const change of changes) grow(state, index, change);
    if (!isKnown || says(body, 'delta')) state.unknown.push({ contentBlockDelta: unpadded(body) });
  },
  contentBlockStop(state, body) {
    if (says(body)) state.unknown.push({ contentBlockStop: body });
    close(state, body['contentBlockIndex'] as number);
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
