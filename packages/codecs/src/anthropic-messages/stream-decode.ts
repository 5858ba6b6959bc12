/** The stream of Anthropic Messages, frames to events. */
import {
  isJsonObject,
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
import { sse } from '../framing.ts';
import { decodeBlock } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import {
  beyond,
  createGrowing,
  deltas,
  finished,
  grown,
  merged,
  mergedUsage,
  type Growing,
} from './growing.ts';
import { frame, frames, wire, type Block, type FrameData } from './format.ts';

type State = {
  readonly dialect: Dialect;
  readonly tell: Tell;
  readonly open: Map<number, Growing>;
  readonly done: Map<number, { readonly block: Block; readonly part: Part }>;
  /** Frames and deltas of kinds we do not know, kept verbatim. */
  readonly unknown: JsonValue[];
  envelope: JsonObject | undefined;
  isComplete: boolean;
  /** How many unknown frames the reply that was told already has. */
  counted: number;
};

export function createDecoder(dialect: Dialect): StreamDecoder {
  return streamDecoder({ framing: sse, fold: (tell) => foldOf(dialect, tell), terminator: 'message_stop' });
}

function foldOf(dialect: Dialect, tell: Tell): Fold {
  const state: State = {
    dialect,
    tell,
    open: new Map(),
    done: new Map(),
    unknown: [],
    envelope: undefined,
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
    partial: () => replyOf(state),
  };
}

function step(state: State, parsed: JsonValue): void {
  const value = isPlainDelta(parsed) ? parsed : checked(parsed);
  const handle = Object.hasOwn(handlers, value.type) ? handlers[value.type] : undefined;
  // Nothing belongs after message_stop; what comes all the same is kept verbatim.
  if (handle === undefined || (state.isComplete && value.type !== 'ping' && value.type !== 'error'))
    state.unknown.push(value);
  else handle(state, value);
}

/** Most frames are deltas of the common shape; all others are checked in full, which finds the place of a fault. */
function isPlainDelta(value: JsonValue): value is FrameData {
  if (!isJsonObject(value) || value['type'] !== 'content_block_delta' || typeof value['index'] !== 'number')
    return false;
  return isJsonObject(value['delta']) && typeof value['delta']['type'] === 'string';
}

function checked(parsed: JsonValue): FrameData {
  const value = check(frame, parsed, 'event');
  const schema = Object.hasOwn(frames, value.type) ? frames[value.type] : undefined;
  if (schema !== undefined) check(schema, value, value.type);
  return value;
}

function isStray(value: FrameData): boolean {
  for (const key in value) if (key !== 'type' && key !== 'index' && key !== 'delta') return true;
  return false;
}

/** What a delta said that we do not know: all of it, or the rest of it beside its kind. */
function strayOf(
  { type: _type, index, delta, ...rest }: FrameData,
  left: JsonObject | undefined,
): JsonObject {
  const { type } = delta as JsonObject;
  return { ...rest, index: index as JsonValue, delta: { type: type as JsonValue, ...left } };
}

type Handle = (state: State, value: FrameData) => void;

const handlers: { readonly [type: string]: Handle } = {
  ping: () => {},
  error(state, value) {
    const error = errors.decode(value);
    if (error !== undefined) state.tell({ type: 'error', error });
  },
  message_start(state, { message }) {
    state.envelope = message as JsonObject;
    const { content: _none, ...head } = state.envelope;
    state.tell({ type: 'reply-start', reply: decodeReply({ ...head, content: [] }, state.dialect) });
  },
  content_block_start(state, { index, content_block: start }) {
    const at = index as number;
    if (state.open.has(at) || state.done.has(at))
      throw new ThroughlineError('format-invalid', `block ${at} starts twice`, {
        path: 'content_block_start.index',
      });
    const event = startOf(decodeBlock(start as Block, `content[${at}]`, state.dialect), at);
    state.open.set(at, createGrowing(start as Block, event !== undefined));
    if (event !== undefined) state.tell(event);
    relabel(state, start as Block);
  },
  content_block_delta(state, value) {
    const at = value['index'] as number;
    const fields = value['delta'] as JsonObject & { readonly type: string };
    const target = Object.hasOwn(deltas, fields.type) ? deltas[fields.type] : undefined;
    const growing = openBlock(state, at);
    const added = grown(growing, target, fields);
    const left = added === undefined ? fields : beyond(growing, target, fields);
    if (left !== undefined || isStray(value)) state.unknown.push(strayOf(value, left));
    if (added !== undefined && growing.isTold && target?.event !== undefined)
      state.tell({ type: target.event, index: at, text: added });
  },
  content_block_stop(state, { index }) {
    const at = index as number;
    const growing = openBlock(state, at);
    const { block, unparsed } = finished(growing);
    state.open.delete(at);
    const decoded = decodeBlock(block, `content[${at}]`, state.dialect);
    const part =
      unparsed !== undefined && decoded.type === 'toolCall'
        ? { ...decoded, arguments: unparsed }
        : estimated(decoded, growing);
    state.done.set(at, { block, part });
    state.tell(endOf(part, at));
  },
  message_delta(state, { type: _type, delta, usage, ...rest }) {
    const before = begun(state);
    state.envelope = {
      ...merged(merged(before, delta as JsonObject), rest),
      ...mergedUsage(before['usage'], usage),
    };
  },
  message_stop(state) {
    begun(state);
    if (state.open.size > 0)
      throw new ThroughlineError(
        'stream-broken',
        `message_stop while block ${[...state.open.keys()].join(', ')} is open`,
      );
    state.isComplete = true;
    state.counted = state.unknown.length;
    state.tell({ type: 'reply-end', reply: replyOf(state) });
  },
};

/** The last fallback names the model that answered, as the whole reply would. (`@anthropic-ai/sdk` 1.13.0 folds the same way, read 2026-11-23) */
function relabel(state: State, { type, to }: Block): void {
  if (type !== 'fallback' || !isJsonObject(to) || typeof to['model'] !== 'string') return;
  state.envelope = { ...begun(state), model: to['model'] };
}

/** The sum of the estimates is kept beside the part, and never sent. */
function estimated(part: Part, { estimate }: Growing): Part {
  if (estimate === undefined || part.type !== 'thinking') return part;
  const known = part.notes?.[wire];
  const form = { ...known?.form, estimated_tokens: String(estimate) };
  return { ...part, notes: { ...part.notes, [wire]: { ...known, form } } };
}

function begun({ envelope }: State): JsonObject {
  if (envelope === undefined)
    throw new ThroughlineError('format-invalid', 'an event came before message_start', { path: 'event' });
  return envelope;
}

function openBlock(state: State, index: number): Growing {
  const growing = state.open.get(index);
  if (growing === undefined)
    throw new ThroughlineError('format-invalid', `block ${index} was not started`, { path: 'index' });
  return growing;
}

function replyOf(state: State): Reply {
  const done = [...state.done].toSorted(([a], [b]) => a - b);
  const reply = decodeReply(
    { role: 'assistant', ...state.envelope, content: done.map(([, { block }]) => block) },
    state.dialect,
  );
  const message = { ...reply.message, parts: done.map(([, { part }]) => part) };
  if (state.unknown.length === 0) return { ...reply, message };
  const known = reply.notes?.[wire];
  const form = { ...known?.form, unfolded: stringifyJson(state.unknown) };
  return { message, notes: { ...reply.notes, [wire]: { ...known, form } } };
}

const names = { text: 'text', thinking: 'thinking', toolCall: 'tool-call' } as const;

function startOf(part: Part, index: number): StreamEvent | undefined {
  if (part.type === 'thinking' && part.text === undefined) return undefined;
  if (part.type !== 'text' && part.type !== 'thinking' && part.type !== 'toolCall') return undefined;
  const begun = part.type === 'toolCall' ? { ...part, arguments: '' } : part;
  return { type: `${names[part.type]}-start`, index, part: begun } as StreamEvent;
}

function endOf(part: Part, index: number): StreamEvent {
  if (startOf(part, index) === undefined) return { type: 'part', index, part };
  return { type: `${names[part.type as keyof typeof names]}-end`, index, part } as StreamEvent;
}
