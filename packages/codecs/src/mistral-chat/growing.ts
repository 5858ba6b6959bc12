/** One choice while its deltas arrive. */
import { isJsonObject, type JsonObject, type JsonValue, type ToolCallPart } from '@throughline/core';
import { copyOf, setField, type Draft } from '../drafts.ts';
import { callOf, growCall, type GrowingCall, type GrowingCalls } from '../growing-calls.ts';
import { noId } from './format.ts';
import {
  createContent,
  growContent,
  placesOf,
  settleContent,
  wholeContent,
  type GrowingContent,
} from './growing-content.ts';
import type { PartTeller } from '../part-teller.ts';

type PlacedCall = { readonly index: number; isStarted: boolean };

export type Growing = GrowingCalls & {
  readonly content: GrowingContent;
  readonly placed: PlacedCall[];
  hasCalls: boolean;
  /** Other fields of the message, and of the choice. */
  readonly fields: Draft;
  readonly choice: Draft;
  finish: JsonValue | undefined;
};

export function createGrowing(teller: PartTeller): Growing {
  return {
    content: createContent(teller),
    calls: [],
    callAt: new Map(),
    placed: [],
    hasCalls: false,
    fields: {},
    choice: {},
    finish: undefined,
  };
}

export function growChoice(
  growing: Growing,
  { index, delta, finish_reason: reason, ...more }: JsonObject,
): void {
  if (typeof reason === 'string') growing.finish = reason;
  for (const [key, value] of Object.entries(more)) setField(growing.choice, key, value);
  if (isJsonObject(delta)) growMessage(growing, delta, index);
}

/** Content is read before calls: it stands before them in a whole reply. */
function growMessage(growing: Growing, delta: JsonObject, index: JsonValue | undefined): void {
  const { content, tool_calls: calls, ...more } = delta;
  // An empty text beside or behind calls says nothing.
  if (content !== undefined && !(content === '' && growing.calls.length > 0))
    growContent(growing.content, content);
  if (calls !== undefined) growCalls(growing, calls);
  for (const [name, value] of Object.entries(more)) {
    // The place of the choice, once more. (recorded streams, read 2026-11-23)
    if (name !== 'index' || value !== index) setField(growing.fields, name, value);
  }
}

function growCalls(growing: Growing, calls: JsonValue): void {
  if (!Array.isArray(calls)) return setField(growing.fields, 'tool_calls', calls);
  growing.hasCalls = true;
  if (calls.length > 0) settleContent(growing.content);
  for (const call of calls as readonly JsonObject[]) addCall(growing, call);
}

function addCall(growing: Growing, delta: JsonObject): void {
  const { teller } = growing.content;
  const { id, ...unnamed } = delta;
  const { at, isNew, added } = growCall(growing, id === noId && growing.calls.length > 0 ? unnamed : delta);
  const call = growing.calls[at] as GrowingCall;
  if (isNew) {
    growing.placed.push({ index: teller.next(), isStarted: false });
    if (delta['index'] !== undefined) setField(call.fields, 'index', delta['index']);
  }
  const placed = growing.placed[at] as PlacedCall;
  const start = placed.isStarted ? undefined : startOf(call);
  if (start !== undefined) {
    placed.isStarted = true;
    teller.tell({ type: 'tool-call-start', index: placed.index, part: start });
  }
  const text = start === undefined ? added : call.written.join('');
  if (placed.isStarted && text !== undefined && text !== '')
    teller.tell({ type: 'tool-call-delta', index: placed.index, text });
}

/** A call starts once its id and name are known. */
function startOf({ id, name }: GrowingCall): ToolCallPart | undefined {
  if (id === undefined || name === undefined || name === '') return undefined;
  return { type: 'toolCall', callId: id, name, arguments: '' };
}

/** The message as the whole reply would show it. */
export function messageOf({ content, calls, hasCalls, fields }: Growing): JsonObject {
  const said = wholeContent(content);
  return {
    ...(copyOf(fields) as JsonObject),
    ...(said !== undefined && { content: said }),
    ...(hasCalls && { tool_calls: calls.map(callOf) }),
  };
}

/** The places of its parts, in the order of the whole message. */
export function partPlaces({ content, placed }: Growing): readonly number[] {
  return [...placesOf(content), ...placed.map(({ index }) => index)];
}
