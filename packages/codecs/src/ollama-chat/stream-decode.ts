/** Lines to events. Thinking and content grow; calls come whole, and are told once all else is known. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { lines } from '../framing.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { isList, line } from './format.ts';

type Kind = 'thinking' | 'text';

type State = {
  readonly tell: Tell;
  readonly envelope: Map<string, JsonValue>;
  readonly message: Map<string, JsonValue>;
  readonly pieces: { readonly thinking: string[]; readonly text: string[] };
  readonly opened: Map<Kind, number>;
  calls: JsonValue[] | undefined;
  isBegun: boolean;
  isDone: boolean;
};

export function createDecoder(): StreamDecoder {
  return streamDecoder({ framing: lines, fold: foldOf, terminator: 'the line that is done' });
}

function foldOf(tell: Tell): Fold {
  const state: State = {
    tell,
    envelope: new Map(),
    message: new Map(),
    pieces: { thinking: [], text: [] },
    opened: new Map(),
    calls: undefined,
    isBegun: false,
    isDone: false,
  };
  return {
    take: (value) => step(state, value),
    isComplete: () => state.isDone,
    partial: () => partOf(state),
  };
}

function step(state: State, value: JsonValue): void {
  // Nothing belongs after the line that is done.
  if (state.isDone) return;
  const error = errors.decode(value);
  if (error !== undefined) return state.tell({ type: 'error', error });
  const { message, ...envelope } = check(line, value, 'line');
  for (const [key, said] of Object.entries(envelope)) grow(state.envelope, key, said);
  begin(state);
  if (isJsonObject(message)) for (const [key, said] of Object.entries(message)) growMessage(state, key, said);
  if (envelope['done'] === true) finish(state);
}

/** The last word counts, but the time is that of the first line: the ids of calls are told with it. */
function grow(envelope: Map<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === 'created_at' && envelope.has(key)) return;
  envelope.set(key, value);
}

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  const { model, created_at: time } = Object.fromEntries(state.envelope);
  const head = { ...(model !== undefined && { model }), ...(time !== undefined && { created_at: time }) };
  state.tell({ type: 'reply-start', reply: decodeReply({ ...head, message: { role: 'assistant' } }) });
}

const kinds: { readonly [field: string]: Kind } = { thinking: 'thinking', content: 'text' };

function growMessage(state: State, key: string, value: JsonValue): void {
  const kind = Object.hasOwn(kinds, key) && typeof value === 'string' ? kinds[key] : undefined;
  if (kind !== undefined) growText(state, kind, value as string);
  else if (key === 'tool_calls' && isList(value)) state.calls = [...(state.calls ?? []), ...value];
  else state.message.set(key, value);
  if (kind === 'text') state.message.set('content', '');
}

/** An empty content says nothing; an empty thinking is a part. */
function growText(state: State, kind: Kind, text: string): void {
  if (kind === 'text' && text === '') return;
  const known = state.opened.get(kind);
  const index = known ?? state.opened.size;
  if (known === undefined) {
    state.opened.set(kind, index);
    const part =
      kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', text: '', visibility: 'full' };
    state.tell({ type: `${kind}-start`, index, part } as StreamEvent);
  }
  state.pieces[kind].push(text);
  if (text !== '') state.tell({ type: `${kind}-delta`, index, text });
}

function finish(state: State): void {
  state.isDone = true;
  const reply = replyOf(state);
  for (const [place, part] of reply.message.parts.entries()) {
    const opened = part.type === 'text' || part.type === 'thinking' ? state.opened.get(part.type) : undefined;
    if (opened !== undefined) {
      state.tell({ type: `${part.type}-end`, index: opened, part } as StreamEvent);
    } else if (part.type === 'toolCall') {
      state.tell({ type: 'tool-call-start', index: place, part: { ...part, arguments: '' } });
      if (part.arguments !== '') state.tell({ type: 'tool-call-delta', index: place, text: part.arguments });
      state.tell({ type: 'tool-call-end', index: place, part });
    } else state.tell({ type: 'part', index: place, part });
  }
  state.tell({ type: 'reply-end', reply });
}

function replyOf(state: State): Reply {
  return decodeReply({ ...Object.fromEntries(state.envelope), message: messageOf(state) });
}

function messageOf({ message, pieces, opened, calls }: State): JsonObject {
  return {
    ...Object.fromEntries(message),
    ...(opened.has('thinking') && { thinking: pieces.thinking.join('') }),
    ...(opened.has('text') && { content: pieces.text.join('') }),
    ...(calls !== undefined && { tool_calls: calls }),
  };
}

/** Thinking is finished once content or calls follow; content is once it is done; calls come whole. */
function partOf(state: State): Reply {
  const reply = replyOf(state);
  if (state.isDone) return reply;
  const isPast = state.opened.has('text') || state.calls !== undefined;
  const parts = reply.message.parts.filter(({ type }) => type !== 'text' && (type !== 'thinking' || isPast));
  return { ...reply, message: { ...reply.message, parts } };
}
