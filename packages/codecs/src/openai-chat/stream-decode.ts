/** The stream of Chat Completions, chunks to events. */
import { isJsonObject, parseJson, ThroughlineError, type JsonObject, type JsonValue, type Reply, type StreamDecoder, type StreamEvent } from '@throughline/core';
import { check } from '../check.ts';
import { createSseReader } from '../sse.ts';
import { decodeReply } from './decode.ts';
import type { Dialect } from './dialects.ts';
import { chunk, isContentList } from './format.ts';
import { createGrowing, growCall, growDetail, growField, messageOf, setField, type Growing } from './growing.ts';
import { createTeller, type Teller } from './telling.ts';

type State = {
  readonly dialect: Dialect;
  readonly events: StreamEvent[];
  readonly envelope: { [key: string]: JsonValue };
  readonly choices: Map<number, Growing>;
  readonly teller: Teller;
  failure: JsonValue | undefined;
  isBegun: boolean;
  isDone: boolean;
};

export function createDecoder(dialect: Dialect): StreamDecoder {
  const events: StreamEvent[] = [];
  const state: State = { dialect, events, envelope: {}, choices: new Map(), teller: createTeller(dialect, events), failure: undefined, isBegun: false, isDone: false };
  const reader = createSseReader(({ data }) => step(state, data));
  return {
    push(bytes) {
      reader.push(bytes);
      return events.splice(0);
    },
    end() {
      reader.end();
      finish(state);
      return events.splice(0);
    },
    partial: () => replyOf(state),
  };
}

function step(state: State, data: string): void {
  if (data === '[DONE]') {
    state.isDone = true;
    return;
  }
  const value = check(chunk, parseJson(data), 'chunk');
  if (isError(value)) {
    state.failure = value;
    state.events.push({ type: 'error', body: value });
    return;
  }
  const { choices, ...envelope } = value;
  // Random padding against traffic analysis says nothing. (`openai` 7.57.0 types, read 2026-11-23)
  const { obfuscation: _padding, ...said } = envelope;
  for (const [key, inner] of Object.entries(said)) growEnvelope(state, key, inner);
  begin(state);
  for (const choice of isContentList(choices) ? choices : []) growChoice(state, choice);
}

function isError(value: JsonObject): boolean {
  return (isJsonObject(value['error']) || typeof value['error'] === 'string') && !isContentList(value['choices']);
}

/** The last word counts, but a null takes nothing back. */
function growEnvelope({ envelope }: State, key: string, value: JsonValue): void {
  const whole = key === 'object' && value === 'chat.completion.chunk' ? 'chat.completion' : value;
  if (whole === null && Object.hasOwn(envelope, key)) return;
  Object.defineProperty(envelope, key, { value: whole, enumerable: true, configurable: true, writable: true });
}

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  const { usage: _later, ...head } = state.envelope;
  const { message, notes } = decodeReply({ ...head, choices: [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: null }] }, state.dialect);
  state.events.push({ type: 'reply-start', reply: { message, ...(notes && { notes }) } });
}

function growChoice(state: State, { index, delta, finish_reason: reason, ...more }: JsonObject): void {
  const at = typeof index === 'number' ? index : 0;
  const growing = state.choices.get(at) ?? createGrowing();
  state.choices.set(at, growing);
  if (typeof reason === 'string') growing.finish = reason;
  for (const [key, value] of Object.entries(more)) setField(growing.choice, key, value);
  if (!isJsonObject(delta)) return;
  for (const [name, value] of Object.entries(delta)) growDelta(growing, name, value, at === 0 ? state.teller : undefined);
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
    for (const entry of value as readonly JsonValue[]) {
      const before = growing.details.length;
      growDetail(growing, entry);
      teller?.detail(entry, growing.details.length > before);
    }
  } else {
    growField(growing, name, value);
    if (typeof value === 'string') teller?.field(name, value);
  }
}

function finish(state: State): void {
  if (state.failure !== undefined) throw new ThroughlineError('upstream-failed', 'the stream carried an error', { body: state.failure });
  if (!state.isDone) throw new ThroughlineError('stream-broken', 'the stream stopped before [DONE]');
  if (!state.choices.has(0)) throw new ThroughlineError('stream-broken', 'the stream ended without a choice');
  const reply = replyOf(state);
  state.teller.end(reply);
  state.events.push({ type: 'reply-end', reply });
}

function replyOf({ envelope, choices, dialect }: State): Reply {
  const grown = [...choices].toSorted(([a], [b]) => a - b).map(([index, growing]): JsonObject => ({
    ...growing.choice,
    index,
    message: messageOf(growing),
    finish_reason: growing.finish === undefined ? null : growing.finish,
  }));
  const whole = grown.length > 0 ? grown : [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: null }];
  return decodeReply({ ...envelope, choices: whole }, dialect);
}
