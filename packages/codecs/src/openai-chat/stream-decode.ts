/** The stream of Chat Completions, chunks to events. */
import {
  isJsonObject,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { sse } from '../framing.ts';
import { decodeReply } from './decode.ts';
import type { Dialect } from './dialects.ts';
import { entryLists } from './entries.ts';
import { errors } from './errors.ts';
import { chunk, isContentList, type Chunk } from './format.ts';
import {
  copyOf,
  createGrowing,
  entriesOf,
  growCall,
  growEntry,
  growField,
  messageOf,
  setField,
  type Growing,
} from './growing.ts';
import { createTeller, type Teller } from './telling.ts';
import { opaqueCall } from './tools.ts';

type State = {
  readonly dialect: Dialect;
  readonly tell: Tell;
  readonly envelope: { [key: string]: JsonValue };
  readonly choices: Map<number, Growing>;
  readonly teller: Teller;
  isBegun: boolean;
  isDone: boolean;
  told: Reply | undefined;
};

export function createDecoder(dialect: Dialect): StreamDecoder {
  let fold: ChatFold | undefined;
  return streamDecoder({
    framing: sse,
    fold: (tell) => (fold = foldOf(dialect, tell)),
    terminator: '[DONE]',
    isMark: (data) => data === '[DONE]',
    onMark: () => fold?.done(),
  });
}

type ChatFold = Fold & { done(): void };

function foldOf(dialect: Dialect, tell: Tell): ChatFold {
  const state: State = {
    dialect,
    tell,
    envelope: {},
    choices: new Map(),
    teller: createTeller(dialect, tell),
    isBegun: false,
    isDone: false,
    told: undefined,
  };
  return {
    take: (value, { event }) => step(state, value, event),
    done() {
      state.isDone = true;
    },
    end: () => finish(state),
    isComplete: () => state.isDone,
    partial: () => state.told ?? unfinished(state),
  };
}

function step(state: State, parsed: JsonValue, event: string | undefined): void {
  // Clients of this wire read no further than [DONE].
  if (state.isDone) return;
  const value = isPlainChunk(parsed) ? parsed : check(chunk, parsed, 'chunk');
  const error = event === 'error' || isError(value) ? errors.decode(value) : undefined;
  if (error !== undefined) return state.tell({ type: 'error', error });
  const { choices } = value;
  for (const key of Object.keys(value)) growEnvelope(state, key, value[key] as JsonValue);
  begin(state);
  for (const choice of isContentList(choices) ? choices : []) growChoice(state, choice);
}

/** OpenRouter puts the error beside choices, vLLM in an object of its own. (recorded streams and vLLM's protocol, read 2026-11-23) */
function isError({ error, object }: JsonObject): boolean {
  return isJsonObject(error) || typeof error === 'string' || object === 'error';
}

/** The common shape, seen at a glance; anything else is checked in full, which finds the place of the fault. */
function isPlainChunk(value: JsonValue): value is Chunk {
  if (!isJsonObject(value) || !isContentList(value['choices'])) return false;
  return value['choices'].every((choice) => {
    const delta = isJsonObject(choice) ? choice['delta'] : null;
    return isJsonObject(delta) && (delta['tool_calls'] === undefined || isCallList(delta['tool_calls']));
  });
}

function isCallList(value: JsonValue): boolean {
  return isContentList(value) && value.every((call) => isJsonObject(call));
}

/** Said elsewhere; and random padding against traffic analysis, which says nothing. (`openai` 7.57.0 types, read 2026-11-23) */
const notEnvelope: ReadonlySet<string> = new Set(['choices', 'obfuscation']);

/** What the chunks of a completion call themselves; Perplexity's last one says that it is. (public recordings of 2026-08-22) */
const chunkObjects: ReadonlySet<JsonValue> = new Set(['chat.completion.chunk', 'chat.completion.done']);

/** The last word counts, but a null takes nothing back. */
function growEnvelope({ envelope }: State, key: string, value: JsonValue): void {
  const whole = key === 'object' && chunkObjects.has(value) ? 'chat.completion' : value;
  const isKnown = Object.hasOwn(envelope, key);
  if (notEnvelope.has(key) || (isKnown && (whole === null || envelope[key] === whole))) return;
  Object.defineProperty(envelope, key, {
    value: whole,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  const { usage: _later, ...head } = state.envelope;
  const { message, notes } = decodeReply(
    { ...head, choices: [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: null }] },
    state.dialect,
  );
  state.tell({ type: 'reply-start', reply: { message, ...(notes && { notes }) } });
}

function growChoice(state: State, { index, delta, finish_reason: reason, ...more }: JsonObject): void {
  const at = typeof index === 'number' ? index : 0;
  const growing = state.choices.get(at) ?? createGrowing();
  state.choices.set(at, growing);
  if (typeof reason === 'string') growing.finish = reason;
  for (const [key, value] of Object.entries(more)) setField(growing.choice, key, value);
  if (!isJsonObject(delta)) return;
  for (const name of Object.keys(delta)) growDelta(growing, delta, name, at === 0 ? state.teller : undefined);
}

function growDelta(growing: Growing, delta: JsonObject, name: string, teller: Teller | undefined): void {
  const value = delta[name] as JsonValue;
  if (typeof value === 'string') {
    growField(growing, name, value);
    teller?.field(name, value, delta);
    return;
  }
  if (name === 'tool_calls' && isContentList(value)) {
    growing.hasCalls = true;
    for (const call of value) {
      const { at, isNew, added } = growCall(growing, call);
      teller?.call(at, isNew, growing.calls[at], added);
    }
    return;
  }
  const list = Array.isArray(value) ? entryLists.find(({ field }) => field === name) : undefined;
  if (list === undefined) {
    growField(growing, name, value);
    if (name === 'content' && isContentList(value)) teller?.pieces(value);
    return;
  }
  entriesOf(growing, list);
  for (const [order, entry] of (value as readonly JsonValue[]).entries()) {
    const { at, isNew } = growEntry(growing, list, entry, order === 0);
    teller?.entry(list, at, isNew, entry);
  }
}

function finish(state: State): void {
  if (!state.isDone) return;
  if (!state.choices.has(0)) throw new ThroughlineError('stream-broken', 'the stream ended without a choice');
  const reply = state.teller.end(replyOf(state));
  state.told = reply;
  state.tell({ type: 'reply-end', reply });
}

/** Without what may still grow: calls until the reason to stop is known, and the last of the other parts. */
function unfinished(state: State): Reply {
  const reply = replyOf(state);
  if (state.choices.get(0)?.finish !== undefined) return reply;
  const { parts } = reply.message;
  const firstCall = parts.findIndex(
    (part) => part.type === 'toolCall' || (part.type === 'opaque' && part.kind === opaqueCall),
  );
  const spoken = parts.filter((part) => part.type !== 'text' || part.text !== '');
  return {
    ...reply,
    message: { ...reply.message, parts: firstCall === -1 ? spoken.slice(0, -1) : parts.slice(0, firstCall) },
  };
}

function replyOf({ envelope, choices, dialect }: State): Reply {
  const grown = [...choices]
    .toSorted(([a], [b]) => a - b)
    .map(([index, growing]): JsonObject => ({
      ...(copyOf(growing.choice) as JsonObject),
      index,
      message: messageOf(growing),
      finish_reason: growing.finish === undefined ? null : growing.finish,
    }));
  const whole =
    grown.length > 0
      ? grown
      : [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: null }];
  return decodeReply({ ...envelope, choices: whole }, dialect);
}
