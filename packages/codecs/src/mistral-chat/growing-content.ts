/** Content while its deltas arrive: it becomes the very string or list of chunks that the whole reply would hold. */
import { isJsonObject, type JsonObject, type JsonValue, type Part } from '@throughline/core';
import { isPlainText } from '../content-spelling.ts';
import { copyOf, setField, type Draft } from '../drafts.ts';
import { decodeChunk } from './content.ts';
import {
  continuesThinking,
  endThinking,
  growThinking,
  isThinkingChunk,
  startThinking,
  thinkingChunk,
  type GrowingThinking,
} from './growing-thinking.ts';
import type { PartTeller } from '../part-teller.ts';
import { isTextItem, textFields, textItem } from './thinking.ts';

type GrowingText = {
  readonly kind: 'text';
  readonly index: number;
  readonly pieces: string[];
  readonly fields: Draft;
};
type Whole = { readonly kind: 'whole'; readonly index: number; readonly value: JsonValue };
type GrowingChunk = GrowingText | GrowingThinking | Whole;

export type GrowingContent = {
  readonly chunks: GrowingChunk[];
  readonly teller: PartTeller;
  isNull: boolean;
  isList: boolean;
  /** An empty text was said, which is a part only if it is all there is. */
  isOwed: boolean;
  isEnded: boolean;
};

export function createContent(teller: PartTeller): GrowingContent {
  return { chunks: [], teller, isNull: false, isList: false, isOwed: false, isEnded: false };
}

export function growContent(content: GrowingContent, value: JsonValue): void {
  if (typeof value === 'string') addText(content, { type: 'text', text: value });
  else if (Array.isArray(value)) {
    content.isList = true;
    for (const [order, chunk] of (value as readonly JsonValue[]).entries())
      addChunk(content, chunk, order === 0);
  } else if (value === null) content.isNull = true;
}

/** The first chunk of a delta goes on with the one before it, if it can; further ones are chunks of their own. */
function addChunk(content: GrowingContent, chunk: JsonValue, isFirst: boolean): void {
  const last = content.chunks.at(-1);
  if (isTextItem(chunk)) return isFirst ? addText(content, chunk) : openText(content, chunk);
  if (!isThinkingChunk(chunk)) {
    const whole: Whole = { kind: 'whole', index: content.teller.next(), value: copyOf(chunk) };
    return open(content, whole);
  }
  const isContinued = isFirst && last?.kind === 'thinking' && continuesThinking(last, chunk);
  if (isContinued) return growThinking(last, chunk, content.teller);
  if (isFirst && isEmptyThinking(chunk)) return;
  closeLast(content);
  content.chunks.push(startThinking(chunk, content.teller));
}

/** A chunk that only says that the one before it is over. */
function isEmptyThinking({ type: _type, thinking, ...rest }: JsonObject): boolean {
  return Array.isArray(thinking) && thinking.length === 0 && Object.keys(rest).length === 0;
}

/** Empty texts come between the deltas of one thinking chunk, and behind it; they split nothing. (recorded streams and `pi-ai` 1.5.2, read 2026-11-23) */
function addText(content: GrowingContent, chunk: JsonObject & { readonly text: string }): void {
  const last = content.chunks.at(-1);
  const fields = textFields(chunk);
  if (last?.kind === 'text') growText(content, last, chunk.text, fields);
  else if (chunk.text === '' && fields === undefined) content.isOwed ||= content.chunks.length === 0;
  else openText(content, chunk);
}

function openText(content: GrowingContent, chunk: JsonObject & { readonly text: string }): void {
  const text: GrowingText = { kind: 'text', index: content.teller.next(), pieces: [], fields: {} };
  open(content, text);
  content.teller.tell({ type: 'text-start', index: text.index, part: { type: 'text', text: '' } });
  growText(content, text, chunk.text, textFields(chunk));
}

function growText(
  { teller }: GrowingContent,
  { index, pieces, fields }: GrowingText,
  text: string,
  more: JsonObject | undefined,
): void {
  if (more !== undefined) for (const [name, value] of Object.entries(more)) setField(fields, name, value);
  if (text === '') return;
  pieces.push(text);
  teller.tell({ type: 'text-delta', index, text });
}

function open(content: GrowingContent, chunk: GrowingChunk): void {
  closeLast(content);
  content.chunks.push(chunk);
}

/** A chunk is finished once another one begins, or the reply ends. */
function closeLast({ chunks, teller }: GrowingContent): void {
  const last = chunks.at(-1);
  if (last?.kind === 'thinking') endThinking(last, teller);
  else if (last !== undefined) {
    const [part] = decodeChunk(wholeChunk(last), 'assistant') as readonly [Part];
    const type = last.kind === 'text' ? 'text-end' : 'part';
    teller.done({ type, index: last.index, part } as Parameters<PartTeller['done']>[0]);
  }
}

function wholeChunk(chunk: GrowingChunk): JsonValue {
  if (chunk.kind === 'thinking') return thinkingChunk(chunk);
  return chunk.kind === 'whole' ? chunk.value : textItem(chunk.pieces.join(''), chunk.fields);
}

/** An empty text that is all of the content so far becomes its part. */
export function settleContent(content: GrowingContent): void {
  if (content.isOwed && content.chunks.length === 0) openText(content, { type: 'text', text: '' });
}

export function endContent(content: GrowingContent): void {
  if (content.isEnded) return;
  content.isEnded = true;
  settleContent(content);
  closeLast(content);
}

/** `undefined` where no content was said. */
export function wholeContent({ chunks, isList, isNull }: GrowingContent): JsonValue | undefined {
  const list = chunks.map(wholeChunk);
  if (isList || list.length > 1 || (list.length === 1 && !isPlainText(list))) return list;
  const [only] = list;
  if (isJsonObject(only)) return only['text'];
  return isNull ? null : undefined;
}

/** The places of its parts, in the order of the content. */
export function placesOf({ chunks }: GrowingContent): readonly number[] {
  return chunks.flatMap((chunk) =>
    chunk.kind === 'thinking' ? chunk.segments.map(({ index }) => index) : [chunk.index],
  );
}
