/** The stream of Cohere's Chat API, events to frames. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
  type ThinkingPart,
  type ToolCallPart,
} from '@throughline/core';
import type { Telling } from '../encoding.ts';
import { sse } from '../framing.ts';
import { extraOf, formOf, withExtra } from '../notes.ts';
import { encodeReply } from './encode.ts';
import { collect, isPlan } from './encode-parts.ts';
import { errors } from './errors.ts';
import { planField, wire } from './format.ts';

type State = {
  isForeign: boolean;
  /** Content that came as a string goes out whole, in place of a block. */
  isString: boolean;
  blocks: number;
  calls: number;
  hasPlan: boolean;
  /** Where the part under way goes; a call with arguments as an object goes out whole at its end. */
  open: 'block' | 'plan' | 'call' | 'held';
  /** Whether the plan under way said anything. */
  isSaid: boolean;
};

type Frames<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonObject[];
type AnyFrames = (event: StreamEvent, state: State) => readonly JsonObject[];

export function createEncoder(): StreamEncoder {
  const state: State = {
    isForeign: false,
    isString: false,
    blocks: 0,
    calls: 0,
    hasPlan: false,
    open: 'held',
    isSaid: false,
  };
  return {
    push: (event) => (frames[event.type] as AnyFrames)(event, state).map(written).join(''),
  };
}

function written(value: JsonObject): string {
  const { type } = value;
  return sse.write({ ...(typeof type === 'string' && { event: type }), data: stringifyJson(value) });
}

const said = (type: string, message: JsonObject, index?: number): JsonObject => ({
  type,
  ...(index !== undefined && { index }),
  delta: { message },
});

const frames: { readonly [Type in StreamEvent['type']]: Frames<Type> } = {
  'reply-start': ({ reply }, state) => {
    const { origin } = reply.message;
    state.isForeign = origin !== undefined && origin.wire !== wire;
    state.isString = formOf(reply.message, wire, 'content') === 'string';
    const { id } = encodeReply(reply, 'keep-readable').value;
    const isSilent = formOf(reply.message, wire, 'role') === 'absent';
    return [
      {
        ...(typeof id === 'string' && { id }),
        ...said('message-start', isSilent ? {} : { role: 'assistant' }),
      },
    ];
  },
  'text-start': ({ part }, state) =>
    state.isString ? [] : startBlock(state, { type: 'text', text: '' }, extraOf(part, wire)),
  'text-delta': ({ text }, state) => (state.isString ? [] : [growBlock(state, { text })]),
  'text-end': ({ part }, state) => (state.isString ? sayBlock(state, part.text) : [endBlock(state)]),
  'thinking-start': ({ part }, state) => startThinking(state, part),
  'thinking-delta': ({ text }, state) => {
    if (state.open !== 'plan') return [growBlock(state, { thinking: text })];
    state.isSaid = true;
    return [said('tool-plan-delta', { [planField]: text })];
  },
  'thinking-end': (_event, state) => {
    if (state.open !== 'plan') return [endBlock(state)];
    return state.isSaid ? [] : [said('tool-plan-delta', { [planField]: '' })];
  },
  'tool-call-start': ({ part }, state) => startCall(state, part),
  'tool-call-delta': ({ text }, state) =>
    state.open === 'call'
      ? [said('tool-call-delta', { tool_calls: { function: { arguments: text } } }, state.calls)]
      : [],
  'tool-call-end': ({ part }, state) => {
    if (state.open === 'held') return sayPart(state, part);
    state.calls += 1;
    return [{ type: 'tool-call-end', index: state.calls - 1 }];
  },
  part: ({ part }, state) => sayPart(state, part),
  'reply-end': ({ reply }, state) => ended(reply, state),
  error: ({ error }) => [asFrame(errors.encode(error))],
};

function startBlock(state: State, content: JsonObject, extra: JsonObject | undefined): readonly JsonObject[] {
  state.open = 'block';
  return [said('content-start', { content: withExtra(content, extra) }, state.blocks)];
}

function growBlock(state: State, content: JsonObject): JsonObject {
  return said('content-delta', { content }, state.blocks);
}

function endBlock(state: State): JsonObject {
  state.blocks += 1;
  return { type: 'content-end', index: state.blocks - 1 };
}

function startThinking(state: State, part: ThinkingPart): readonly JsonObject[] {
  if (!isPlan(part) || state.hasPlan)
    return startBlock(state, { type: 'thinking', thinking: '' }, extraOf(part, wire));
  [state.open, state.hasPlan, state.isSaid] = ['plan', true, false];
  return [];
}

function startCall(state: State, part: ToolCallPart): readonly JsonObject[] {
  const isHeld = formOf(part, wire, 'arguments') === 'object';
  state.open = isHeld ? 'held' : 'call';
  if (isHeld) return [];
  const { calls } = collect({ role: 'assistant', parts: [part] }, tellingOf(state));
  return calls.map((call) => said('tool-call-start', { tool_calls: call }, state.calls));
}

function tellingOf({ isForeign }: State): Telling {
  return { policy: 'keep-readable', isForeign, losses: [], delivery: [] };
}

function sayBlock(state: State, content: JsonValue): readonly JsonObject[] {
  return [said('content-start', { content }, state.blocks), endBlock(state)];
}

/** A part that goes out whole; what is no object goes in a list of its own. */
function sayPart(state: State, part: Part): readonly JsonObject[] {
  const { content, calls } = collect({ role: 'assistant', parts: [part] }, tellingOf(state));
  return [
    ...content.flatMap((block) => [said('content-start', { content: block }, state.blocks), endBlock(state)]),
    ...calls.flatMap((call) => {
      state.calls += 1;
      const index = state.calls - 1;
      return [said('tool-call-start', { tool_calls: call }, index), { type: 'tool-call-end', index }];
    }),
  ];
}

/** Citations, and everything that no frame said yet. */
function ended(reply: Reply, state: State): readonly JsonObject[] {
  const {
    message,
    id: _id,
    finish_reason: reason,
    usage,
    ...rest
  } = encodeReply(reply, 'keep-readable').value;
  const { citations, ...fields } = message as JsonObject;
  const cited = citationsIn(citations);
  const left = Object.entries({
    ...fields,
    ...(citations !== undefined && cited.length === 0 && { citations }),
  }).filter(([name, value]) => isUnsaid(name, value, state));
  const delta = {
    ...(left.length > 0 && { message: Object.fromEntries<JsonValue>(left) }),
    ...(reason !== undefined && { finish_reason: reason }),
    ...(usage !== undefined && { usage }),
  };
  return [
    ...cited.flatMap((citation, index) => [
      said('citation-start', { citations: citation }, index),
      { type: 'citation-end', index },
    ]),
    { ...lateFields(reply, rest), type: 'message-end', delta },
  ];
}

/** An id that is no text, and the unknown fields of the envelope. */
function lateFields({ message: { origin } }: Reply, rest: JsonObject): JsonObject {
  return origin?.responseId === undefined ? rest : { ...rest, id: origin.responseId };
}

/** Each is told by a frame of its own, if all are objects. */
function citationsIn(citations: JsonValue | undefined): readonly JsonObject[] {
  const list = Array.isArray(citations) ? (citations as readonly JsonValue[]) : [];
  const objects = list.filter(isJsonObject);
  return objects.length === list.length ? objects : [];
}

function isUnsaid(name: string, value: JsonValue, { blocks, calls, hasPlan }: State): boolean {
  if (name === 'role') return value !== 'assistant';
  if (name === 'content') return blocks === 0;
  if (name === planField) return !hasPlan;
  return name !== 'tool_calls' || calls === 0;
}

function asFrame(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { message: stringifyJson(body) };
}
