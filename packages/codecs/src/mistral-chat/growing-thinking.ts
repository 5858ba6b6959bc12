/** A thinking chunk while its deltas arrive: each text of it is a part that starts, grows and ends. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import { copyOf, setField, type Draft } from '../drafts.ts';
import type { PartTeller } from '../part-teller.ts';
import { isTextItem, partOf, textFields, textItem, type Segment, type Standing } from './thinking.ts';

type GrowingSegment = {
  readonly index: number;
  readonly lead: JsonValue[];
  readonly pieces: string[];
  hasText: boolean;
  readonly fields: Draft;
  readonly trail: JsonValue[];
};

export type GrowingThinking = {
  readonly kind: 'thinking';
  readonly segments: GrowingSegment[];
  readonly rest: Draft;
  /** Whether it holds a string; `undefined` until something was said. */
  isString: boolean | undefined;
};

export function startThinking(chunk: JsonObject, teller: PartTeller): GrowingThinking {
  const growing: GrowingThinking = { kind: 'thinking', segments: [], rest: {}, isString: undefined };
  openSegment(growing, teller);
  growThinking(growing, chunk, teller);
  return growing;
}

function openSegment({ segments }: GrowingThinking, teller: PartTeller): GrowingSegment {
  const index = teller.next();
  const segment: GrowingSegment = { index, lead: [], pieces: [], hasText: false, fields: {}, trail: [] };
  segments.push(segment);
  return segment;
}

/** Whether it grows by this chunk: text behind a signature, or another signature, is a chunk of its own. */
export function continuesThinking({ rest }: GrowingThinking, chunk: JsonObject): boolean {
  const { signature } = rest;
  if (typeof signature !== 'string' || signature === '') return true;
  const next = chunk['signature'];
  return !hasText(chunk) && (typeof next !== 'string' || next === '' || next === signature);
}

function hasText({ thinking }: JsonObject): boolean {
  if (!Array.isArray(thinking)) return thinking !== '';
  return (thinking as readonly JsonValue[]).some((item) => !isTextItem(item) || item.text !== '');
}

export function growThinking(growing: GrowingThinking, chunk: JsonObject, teller: PartTeller): void {
  const { type: _type, thinking, ...rest } = chunk;
  for (const [name, value] of Object.entries(rest))
    if (value !== '' || !Object.hasOwn(growing.rest, name)) setField(growing.rest, name, value);
  if (typeof thinking === 'string') {
    growing.isString ??= true;
    addText(growing, { type: 'text', text: thinking }, true, teller);
  } else if (Array.isArray(thinking)) {
    if (thinking.length > 0) growing.isString = false;
    for (const [order, item] of (thinking as readonly JsonValue[]).entries())
      addItem(growing, item, order === 0, teller);
  }
}

function addItem(growing: GrowingThinking, item: JsonValue, isFirst: boolean, teller: PartTeller): void {
  if (isTextItem(item)) return addText(growing, item, isFirst, teller);
  const last = growing.segments.at(-1) as GrowingSegment;
  (last.hasText ? last.trail : last.lead).push(copyOf(item));
}

/** The first item of a delta goes on with the text before it; further ones are texts of their own. */
function addText(
  growing: GrowingThinking,
  item: JsonObject & { readonly text: string },
  isFirst: boolean,
  teller: PartTeller,
): void {
  let last = growing.segments.at(-1) as GrowingSegment;
  if (last.hasText && (!isFirst || last.trail.length > 0)) {
    end(last, { isOpen: true }, teller);
    last = openSegment(growing, teller);
  }
  if (!last.hasText) start(last, teller);
  for (const [name, value] of Object.entries({ ...textFields(item) })) setField(last.fields, name, value);
  if (item.text === '') return;
  last.pieces.push(item.text);
  teller.tell({ type: 'thinking-delta', index: last.index, text: item.text });
}

function start(segment: GrowingSegment, teller: PartTeller): void {
  segment.hasText = true;
  const part = partOf({ lead: [...segment.lead], text: '', fields: undefined, trail: [] }, {});
  teller.tell({ type: 'thinking-start', index: segment.index, part });
}

function end(segment: GrowingSegment, standing: Standing, teller: PartTeller): void {
  const part = partOf(finished(segment), standing);
  if (!segment.hasText) teller.tell({ type: 'thinking-start', index: segment.index, part });
  teller.done({ type: 'thinking-end', index: segment.index, part });
}

function finished({ lead, pieces, hasText, fields, trail }: GrowingSegment): Segment {
  return {
    lead,
    text: hasText ? pieces.join('') : undefined,
    fields: Object.keys(fields).length > 0 ? fields : undefined,
    trail,
  };
}

export function endThinking({ segments, rest, isString }: GrowingThinking, teller: PartTeller): void {
  const last = segments.at(-1) as GrowingSegment;
  const known = Object.keys(rest).length > 0 ? { rest: copyOf(rest) as JsonObject } : {};
  end(last, { ...known, isString: isString === true }, teller);
}

/** The chunk as the whole reply would show it. */
export function thinkingChunk({ segments, rest, isString }: GrowingThinking): JsonObject {
  if (isString === true)
    return { type: 'thinking', thinking: segments.flatMap(({ pieces }) => pieces).join(''), ...rest };
  const items = segments.flatMap((segment): JsonValue[] => {
    const { lead, text, fields, trail } = finished(segment);
    return [...lead, ...(text === undefined ? [] : [textItem(text, fields)]), ...trail];
  });
  return { type: 'thinking', thinking: items, ...rest };
}

/** A chunk that can grow; `thinking` of another shape is carried whole. */
export function isThinkingChunk(chunk: JsonValue): chunk is JsonObject {
  return (
    isJsonObject(chunk) &&
    chunk['type'] === 'thinking' &&
    (typeof chunk['thinking'] === 'string' || Array.isArray(chunk['thinking']))
  );
}
