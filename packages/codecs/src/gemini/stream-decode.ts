/** The stream of generateContent, chunks to events. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { decodeReply, replyScope } from './decode.ts';
import { errors } from './errors.ts';
import { isList, response, type Response } from './format.ts';
import { framing } from './framing.ts';
import { growing, setLast, type Growing, type Listener } from './growing.ts';
import { decodePart, type Scope } from './parts.ts';

type State = {
  readonly tell: Tell;
  readonly envelope: Map<string, JsonValue>;
  /** By their index, the one that is told first. */
  readonly candidates: Map<number, Growing>;
  readonly parts: Part[];
  scope: Scope | undefined;
  hasCandidates: boolean;
  isComplete: boolean;
};

export function createDecoder(): StreamDecoder {
  return streamDecoder({ framing, fold: foldOf, terminator: 'a reason to stop was said' });
}

function foldOf(tell: Tell): Fold {
  const state: State = {
    tell,
    envelope: new Map(),
    candidates: new Map(),
    parts: [],
    scope: undefined,
    hasCandidates: false,
    isComplete: false,
  };
  return {
    take: (value) => step(state, value),
    end() {
      if (!state.isComplete) return;
      for (const candidate of state.candidates.values()) candidate.end();
      tell({ type: 'reply-end', reply: replyOf(state) });
    },
    isComplete: () => state.isComplete,
    partial: () => replyOf(state),
  };
}

function step(state: State, parsed: JsonValue): void {
  const chunk = isPlainChunk(parsed) ? parsed : check(response, parsed, 'chunk');
  const error = chunk['error'] === undefined ? undefined : errors.decode(chunk);
  if (error !== undefined) return state.tell({ type: 'error', error });
  for (const key of Object.keys(chunk))
    if (key !== 'candidates' || chunk.candidates === null)
      setLast(state.envelope, key, chunk[key] as JsonValue);
  begin(state, chunk);
  // Our own streams end with an empty chunk where a reply said no reason to stop.
  if (isBlocked(chunk) || Object.keys(chunk).length === 0) state.isComplete = true;
  const { candidates } = chunk;
  if (!isList(candidates)) return;
  state.hasCandidates = true;
  for (let at = 0; at < candidates.length; at += 1) takeCandidate(state, candidates[at] as JsonObject, at);
}

/** The common shape, seen at a glance; anything else is checked in full, which finds the place of the fault. */
function isPlainChunk(value: JsonValue): value is Response {
  if (!isJsonObject(value)) return false;
  const { candidates } = value;
  return candidates === undefined || (isList(candidates) && candidates.every((one) => isJsonObject(one)));
}

function isBlocked({ promptFeedback: feedback }: JsonObject): boolean {
  return isJsonObject(feedback) && typeof feedback['blockReason'] === 'string';
}

function takeCandidate(state: State, candidate: JsonObject, at: number): void {
  const { index, finishReason } = candidate;
  const key = typeof index === 'number' ? index : at;
  const known =
    state.candidates.get(key) ?? growing(state.candidates.size === 0 ? tellerOf(state) : undefined);
  state.candidates.set(key, known);
  known.take(candidate);
  if (typeof finishReason === 'string') state.isComplete = true;
}

/** Tells the start of the reply with what the first chunk says of it. */
function begin(state: State, chunk: Response): void {
  if (state.scope !== undefined) return;
  state.scope = replyScope(chunk['responseId']);
  const [candidate] = isList(chunk.candidates) ? chunk.candidates : [];
  const {
    finishReason: _later,
    content,
    ...head
  } = { finishReason: undefined, content: undefined, ...candidate };
  const role = isJsonObject(content) ? content['role'] : undefined;
  const { candidates: _told, ...envelope } = chunk;
  const begun = { ...head, content: { parts: [], ...(role !== undefined && { role }) } };
  state.tell({ type: 'reply-start', reply: decodeReply({ ...envelope, candidates: [begun] }) });
}

/** Tells the parts of the candidate that is the reply. */
function tellerOf(state: State): Listener {
  const { tell, parts } = state;
  const scope = state.scope as Scope;
  let begun: Part | undefined;
  const start = (part: Part): void => {
    const event = startOf(part, parts.length);
    if (event !== undefined) tell(event);
  };
  return {
    begin(part) {
      begun = decodePart(part, scope);
      start(begun);
    },
    grow(text) {
      if (text === '' || begun === undefined) return;
      const type = begun.type === 'thinking' ? 'thinking-delta' : 'text-delta';
      tell({ type, index: parts.length, text });
    },
    finish(raw) {
      const callId = begun?.type === 'toolCall' ? begun.callId : undefined;
      const part = decodePart(raw, callId === undefined ? scope : continuing(scope, callId));
      if (begun === undefined) start(part);
      const rest = begun === undefined || begun.type === 'toolCall' ? textOf(part) : '';
      begun = undefined;
      for (const event of endOf(part, parts.length, rest)) tell(event);
      parts.push(part);
    },
  };
}

/** A call keeps the id it was begun with. */
function continuing(scope: Scope, callId: string): Scope {
  return { ...scope, ids: { ...scope.ids, call: (_name, said) => said ?? callId } };
}

const names = { text: 'text', thinking: 'thinking', toolCall: 'tool-call' } as const;

type Told = Part & { readonly type: keyof typeof names };

function isTold(part: Part): part is Told {
  return Object.hasOwn(names, part.type) && (part.type !== 'thinking' || part.text !== undefined);
}

function textOf(part: Part): string {
  if (part.type === 'toolCall') return part.arguments;
  return part.type === 'text' || (part.type === 'thinking' && part.text !== undefined)
    ? String(part.text)
    : '';
}

function startOf(part: Part, index: number): StreamEvent | undefined {
  if (!isTold(part)) return undefined;
  const begun = part.type === 'toolCall' ? { ...part, arguments: '' } : { ...part, text: '' };
  return { type: `${names[part.type]}-start`, index, part: begun } as StreamEvent;
}

/** `rest` is the text that no delta has told yet. */
function endOf(part: Part, index: number, rest: string): readonly StreamEvent[] {
  if (!isTold(part)) return [{ type: 'part', index, part }];
  const name = names[part.type];
  const end = { type: `${name}-end`, index, part } as StreamEvent;
  return rest === '' ? [end] : [{ type: `${name}-delta`, index, text: rest }, end];
}

function replyOf({ envelope, candidates, parts, hasCandidates }: State): Reply {
  const reply = decodeReply({
    ...Object.fromEntries(envelope),
    ...(hasCandidates && { candidates: [...candidates.values()].map((one) => one.whole()) }),
  });
  return { ...reply, message: { ...reply.message, parts: [...parts] } };
}
