/** The stream of Mistral's Chat Completions, chunks to events. */
import {
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
} from '@throughline/core';
import { growEnvelope, isErrorChunk, readChunk } from '../chunks.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { copyOf, type Draft } from '../drafts.ts';
import { sse } from '../framing.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { endContent } from './growing-content.ts';
import { createGrowing, growChoice, messageOf, partPlaces, type Growing } from './growing.ts';
import { inOrderOfArrival, partTeller, type PartTeller } from '../part-teller.ts';

type State = {
  readonly tell: Tell;
  readonly teller: PartTeller;
  readonly envelope: Draft;
  readonly choices: Map<number, Growing>;
  isBegun: boolean;
  isDone: boolean;
};

export function createDecoder(): StreamDecoder {
  let fold: ChatFold | undefined;
  return streamDecoder({
    framing: sse,
    fold: (tell) => (fold = foldOf(tell)),
    terminator: '[DONE]',
    isMark: (data) => data === '[DONE]',
    onMark: () => fold?.done(),
  });
}

type ChatFold = Fold & { done(): void };

function foldOf(tell: Tell): ChatFold {
  const state: State = {
    tell,
    teller: partTeller(tell),
    envelope: {},
    choices: new Map(),
    isBegun: false,
    isDone: false,
  };
  return {
    take: (value, { event }) => step(state, value, event),
    done() {
      state.isDone = true;
    },
    end: () => finish(state),
    isComplete: () => state.isDone,
    partial: () => partialOf(state),
  };
}

/** Letters of a random number against traffic analysis, which say nothing. (streams in tests of Mistral's own client, read 2026-11-25) */
const padding = 'p';

function step(state: State, parsed: JsonValue, event: string | undefined): void {
  // Clients of this wire read no further than [DONE].
  if (state.isDone) return;
  const value = readChunk(parsed);
  const isError = event === 'error' || isErrorChunk(value) || !Object.hasOwn(value, 'choices');
  const error = isError ? errors.decode(withoutChoices(value)) : undefined;
  if (error !== undefined) return state.tell({ type: 'error', error: { ...error, body: value } });
  for (const [key, said] of Object.entries(value))
    if (key !== padding) growEnvelope(state.envelope, key, said);
  begin(state);
  for (const choice of Array.isArray(value.choices) ? (value.choices as readonly JsonObject[]) : [])
    growChoice(choiceAt(state, choice), choice);
}

/** An error beside choices is one all the same. */
function withoutChoices({ choices: _choices, ...rest }: JsonObject): JsonObject {
  return rest;
}

function choiceAt({ choices, teller }: State, { index }: JsonObject): Growing {
  const at = typeof index === 'number' ? index : 0;
  const known = choices.get(at);
  if (known !== undefined) return known;
  const growing = createGrowing(at === 0 ? teller : partTeller(() => {}));
  choices.set(at, growing);
  return growing;
}

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  const { usage: _later, ...head } = state.envelope;
  state.tell({ type: 'reply-start', reply: decodeReply({ ...head, choices: [nothingYet] }) });
}

const nothingYet = { index: 0, message: { role: 'assistant', content: null }, finish_reason: null };

function finish(state: State): void {
  if (!state.isDone) return;
  const first = state.choices.get(0);
  if (first === undefined) throw new ThroughlineError('stream-broken', 'the stream ended without a choice');
  endContent(first.content);
  const reply = replyOf(state);
  const started = new Set(first.placed.flatMap(({ index, isStarted }) => (isStarted ? [index] : [])));
  for (const [index, part] of reply.message.parts.entries()) {
    if (state.teller.finished.has(index)) continue;
    const type = started.has(index) && part.type === 'toolCall' ? 'tool-call-end' : 'part';
    state.teller.done({ type, index, part } as Parameters<PartTeller['done']>[0]);
  }
  state.tell({ type: 'reply-end', reply });
}

/** The whole reply, its parts in the order in which they began. */
function replyOf({ envelope, choices }: State): Reply {
  const grown = [...choices]
    .toSorted(([a], [b]) => a - b)
    .map(([index, growing]): JsonObject => ({
      ...(copyOf(growing.choice) as JsonObject),
      index,
      ...messageIn(growing),
      finish_reason: growing.finish === undefined ? null : growing.finish,
    }));
  const reply = decodeReply({ ...envelope, choices: grown.length > 0 ? grown : [nothingYet] });
  const first = choices.get(0);
  if (first === undefined) return reply;
  const parts = inOrderOfArrival(reply.message.parts, partPlaces(first));
  return { ...reply, message: { ...reply.message, parts } };
}

/** Where tools of the provider ran, several messages stand in place of the one. */
function messageIn(growing: Growing): JsonObject {
  const message = messageOf(growing);
  const isOther = Object.keys(message).length === 0 && Array.isArray(growing.choice['messages']);
  return isOther ? {} : { message };
}

/** Finished parts; all of them once the reason to stop is known. */
function partialOf(state: State): Reply {
  const reply = replyOf(state);
  const first = state.choices.get(0);
  if (first?.finish !== undefined) return reply;
  const finished = [...state.teller.finished].toSorted(([a], [b]) => a - b).map(([, part]) => part);
  return { ...reply, message: { ...reply.message, parts: finished } };
}
