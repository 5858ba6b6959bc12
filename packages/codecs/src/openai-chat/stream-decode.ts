/** The stream of Chat Completions, chunks to events. */
import {
  isJsonObject,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
} from '@throughline/core';
import { growEnvelope, isErrorChunk, readChunk } from '../chunks.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { copyOf, setField } from '../drafts.ts';
import { sse } from '../framing.ts';
import { growCall } from '../growing-calls.ts';
import { decodeReply, idsOf } from './decode.ts';
import type { Dialect } from './dialects.ts';
import { entryLists } from './entries.ts';
import { errors } from './errors.ts';
import { isContentList } from './format.ts';
import {
  createGrowing,
  entriesOf,
  entryAt,
  growEntry,
  growField,
  messageOf,
  type Growing,
} from './growing.ts';
import { createTeller, type Teller } from './telling.ts';
import { opaqueCall } from './tools.ts';

type State = {
  readonly dialect: Dialect;
  readonly tell: Tell;
  readonly envelope: { [key: string]: JsonValue };
  readonly choices: Map<number, Growing>;
  /** From the first chunk on, which names the reply. */
  teller: Teller | undefined;
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
    teller: undefined,
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
  const value = readChunk(parsed);
  const error = event === 'error' || isErrorChunk(value) ? errors.decode(value) : undefined;
  if (error !== undefined) return state.tell({ type: 'error', error });
  const { choices } = value;
  for (const key of Object.keys(value)) growEnvelope(state.envelope, key, value[key] as JsonValue);
  begin(state);
  for (const choice of isContentList(choices) ? choices : []) growChoice(state, choice);
}

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  state.teller = createTeller({ dialect: state.dialect, ids: idsOf(state.envelope) }, state.tell);
  const { usage: _later, ...head } = state.envelope;
  const { message, notes } = decodeReply(
    { ...head, choices: [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: null }] },
    state.dialect,
  );
  state.tell({ type: 'reply-start', reply: { message, ...(notes && { notes }) } });
}

const choiceKeys: ReadonlySet<string> = new Set(['index', 'delta', 'finish_reason']);

function growChoice(state: State, choice: JsonObject): void {
  const { index, delta, finish_reason: reason } = choice;
  const at = typeof index === 'number' ? index : 0;
  const growing = state.choices.get(at) ?? beginChoice(state, at);
  if (typeof reason === 'string') growing.finish = reason;
  for (const key of Object.keys(choice))
    if (!choiceKeys.has(key)) setField(growing.choice, key, choice[key] as JsonValue);
  if (!isJsonObject(delta)) return;
  for (const name of Object.keys(delta)) growDelta(growing, delta, name, at === 0 ? state.teller : undefined);
}

function beginChoice({ choices }: State, at: number): Growing {
  const growing = createGrowing();
  choices.set(at, growing);
  return growing;
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
    // Only the last entry grows.
    if (isNew && at > 0) teller?.entryEnd(list, at - 1, entryAt(growing, list, at - 1));
    teller?.entry(list, at, isNew, entry);
  }
}

function finish(state: State): void {
  if (!state.isDone) return;
  if (!state.choices.has(0)) throw new ThroughlineError('stream-broken', 'the stream ended without a choice');
  const whole = replyOf(state);
  const reply = state.teller === undefined ? whole : state.teller.end(whole);
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
