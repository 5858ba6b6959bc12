/** The stream of Chat Completions, chunks to events. */
import {
  isJsonObject,
  parseJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { check } from '../check.ts';
import { createSseReader } from '../sse.ts';
import { decodeReply } from './decode.ts';
import type { Dialect } from './dialects.ts';
import { chunk, isContentList, type Chunk } from './format.ts';
import {
  copyOf,
  createGrowing,
  growCall,
  growDetail,
  growField,
  messageOf,
  setField,
  type Growing,
} from './growing.ts';
import { createTeller, type Teller } from './telling.ts';
import { opaqueCall } from './tools.ts';

type State = {
  readonly dialect: Dialect;
  readonly events: StreamEvent[];
  readonly envelope: { [key: string]: JsonValue };
  readonly choices: Map<number, Growing>;
  readonly teller: Teller;
  failure: JsonValue | undefined;
  isBegun: boolean;
  isDone: boolean;
  isTold: boolean;
  /** The last bytes so far. */
  tail: string;
};

export function createDecoder(dialect: Dialect): StreamDecoder {
  const events: StreamEvent[] = [];
  const state: State = {
    dialect,
    events,
    envelope: {},
    choices: new Map(),
    teller: createTeller(dialect, events),
    failure: undefined,
    isBegun: false,
    isDone: false,
    isTold: false,
    tail: '',
  };
  const reader = createSseReader(({ event, data }) => step(state, data, event));
  return {
    push(bytes) {
      state.tail = (state.tail + Buffer.from(bytes.subarray(-tailLength)).toString('latin1')).slice(
        -tailLength,
      );
      reader.push(bytes);
      return events.splice(0);
    },
    end() {
      reader.end();
      if (lastWord.test(state.tail)) state.isDone = true;
      finish(state);
      return events.splice(0);
    },
    partial: () => (state.isTold ? replyOf(state) : unfinished(state)),
  };
}

/** Some servers close the connection right behind the last word, without its empty line. */
const lastWord = /\ndata: ?\[DONE\]\r?\n?$/;
const tailLength = 20;

function step(state: State, data: string, event: string | undefined): void {
  // Clients of this wire read no further than [DONE].
  if (state.isDone) return;
  if (data === '[DONE]') {
    state.isDone = true;
    return;
  }
  const parsed = parseJson(data);
  const value = isPlainChunk(parsed) ? parsed : check(chunk, parsed, 'chunk');
  if (event === 'error' || isError(value)) {
    state.failure = value;
    state.events.push({ type: 'error', body: value });
    return;
  }
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

/** The last word counts, but a null takes nothing back. */
function growEnvelope({ envelope }: State, key: string, value: JsonValue): void {
  const whole = key === 'object' && value === 'chat.completion.chunk' ? 'chat.completion' : value;
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
  state.events.push({ type: 'reply-start', reply: { message, ...(notes && { notes }) } });
}

function growChoice(state: State, { index, delta, finish_reason: reason, ...more }: JsonObject): void {
  const at = typeof index === 'number' ? index : 0;
  const growing = state.choices.get(at) ?? createGrowing();
  state.choices.set(at, growing);
  if (typeof reason === 'string') growing.finish = reason;
  for (const [key, value] of Object.entries(more)) setField(growing.choice, key, value);
  if (!isJsonObject(delta)) return;
  for (const [name, value] of Object.entries(delta))
    growDelta(growing, name, value, at === 0 ? state.teller : undefined);
}

function growDelta(growing: Growing, name: string, value: JsonValue, teller: Teller | undefined): void {
  if (name === 'tool_calls' && isContentList(value)) {
    growing.hasCalls = true;
    for (const call of value) {
      const { at, isNew, added } = growCall(growing, call);
      teller?.call(at, isNew, growing.calls[at], added);
    }
  } else if (name === 'reasoning_details' && Array.isArray(value)) {
    growing.hasDetails = true;
    for (const [order, entry] of (value as readonly JsonValue[]).entries()) {
      const before = growing.details.length;
      growDetail(growing, entry, order === 0);
      teller?.detail(entry, growing.details.length > before);
    }
  } else {
    growField(growing, name, value);
    if (typeof value === 'string') teller?.field(name, value);
  }
}

function finish(state: State): void {
  if (state.failure !== undefined)
    throw new ThroughlineError('upstream-failed', 'the stream carried an error', { body: state.failure });
  if (!state.isDone) throw new ThroughlineError('stream-broken', 'the stream stopped before [DONE]');
  if (!state.choices.has(0)) throw new ThroughlineError('stream-broken', 'the stream ended without a choice');
  const reply = replyOf(state);
  state.teller.end(reply);
  state.isTold = true;
  state.events.push({ type: 'reply-end', reply });
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
