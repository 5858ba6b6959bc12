/**
 * Thinking chunks, both ways. A chunk holds a list of texts and references: each text is a thinking part, so that none
 * are merged; what belongs to the whole chunk (signature, unknown fields) stands on its last part.
 */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Signature,
  type ThinkingPart,
} from '@throughline/core';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { issuer, wire } from './format.ts';

/** One text of a chunk, with what stood around it. */
export type Segment = {
  /** Items before the first text of the chunk. */
  readonly lead: readonly JsonValue[];
  /** Absent where the chunk holds no text at all. */
  readonly text: string | undefined;
  /** Unknown fields of the text. */
  readonly fields: JsonObject | undefined;
  /** Items after the text that are none. */
  readonly trail: readonly JsonValue[];
};

export type TextItem = JsonObject & { readonly text: string };

export function isTextItem(item: JsonValue | undefined): item is TextItem {
  return isJsonObject(item) && item['type'] === 'text' && typeof item['text'] === 'string';
}

const textKeys: ReadonlySet<string> = new Set(['type', 'text']);
const chunkKeys: ReadonlySet<string> = new Set(['type', 'thinking']);

export function textFields(item: TextItem): JsonObject | undefined {
  return unknownOf(item, textKeys);
}

/** `undefined` where the chunk is of a shape we do not know. */
export function decodeThinking(chunk: JsonObject): readonly ThinkingPart[] | undefined {
  const { thinking } = chunk;
  const rest = unknownOf(chunk, chunkKeys);
  if (typeof thinking === 'string')
    return [partOf({ lead: [], text: thinking, fields: undefined, trail: [] }, { rest, isString: true })];
  if (!Array.isArray(thinking)) return undefined;
  const segments = segmentsOf(thinking as readonly JsonValue[]);
  return segments.map((segment, index) =>
    partOf(segment, index === segments.length - 1 ? { rest } : { isOpen: true }),
  );
}

function segmentsOf(items: readonly JsonValue[]): readonly Segment[] {
  const firstText = items.findIndex(isTextItem);
  if (firstText === -1) return [{ lead: items, text: undefined, fields: undefined, trail: [] }];
  const starts = items.flatMap((item, index) => (isTextItem(item) ? [index] : []));
  return starts.map((start, order): Segment => {
    const item = items[start] as TextItem;
    return {
      lead: order === 0 ? items.slice(0, firstText) : [],
      text: item.text,
      fields: textFields(item),
      trail: items.slice(start + 1, starts[order + 1]),
    };
  });
}

export type Standing = {
  /** Fields of the chunk, on its last part. */
  readonly rest?: JsonObject | undefined;
  /** Whether another text of the same chunk follows. */
  readonly isOpen?: boolean;
  /** Whether the chunk holds a string in place of a list. */
  readonly isString?: boolean;
};

export function partOf(
  { lead, text, fields, trail }: Segment,
  { rest, isOpen = false, isString = false }: Standing,
): ThinkingPart {
  const value = rest?.['signature'];
  const isSigned = typeof value === 'string';
  const around = {
    ...(lead.length > 0 && { lead }),
    ...(fields !== undefined && { fields }),
    ...(trail.length > 0 && { trail }),
  };
  const extra = {
    ...(rest && unknownOf(rest, isSigned ? new Set(['signature']) : new Set())),
    ...(Object.keys(around).length > 0 && { thinking: around }),
  };
  const form = {
    ...(isOpen && { chunk: 'open' }),
    ...(text === undefined && { inner: 'none' }),
    ...(isString && { inner: 'string' }),
  };
  const shown = text === undefined ? '' : text;
  return {
    type: 'thinking',
    text: shown,
    visibility: visibilityOf(shown, isSigned ? value : undefined),
    ...(isSigned && { signatures: [{ issuer, kind: 'thinking', value }] }),
    ...noted(wire, extra, form),
  };
}

/** The signature serves to replay the thinking; where no text came with it, it holds all of it. */
export function visibilityOf(text: string, signature: string | undefined): 'full' | 'omitted' {
  return text === '' && signature !== undefined && signature !== '' ? 'omitted' : 'full';
}

/** What of a part goes out: its text, and the signature this API minted. */
export type Spoken = { readonly part: ThinkingPart; readonly signature: Signature | undefined };

/** What stood around a part's text. */
export function segmentOf(part: ThinkingPart): Segment {
  const around = extraOf(part, wire)?.['thinking'];
  const { lead, fields, trail } = isJsonObject(around) ? around : ({} as JsonObject);
  const isNone = part.text === undefined || (part.text === '' && formOf(part, wire, 'inner') === 'none');
  return {
    lead: Array.isArray(lead) ? (lead as readonly JsonValue[]) : [],
    text: isNone ? undefined : part.text,
    fields: isJsonObject(fields) ? fields : undefined,
    trail: Array.isArray(trail) ? (trail as readonly JsonValue[]) : [],
  };
}

export function textItem(text: string, fields: JsonObject | undefined): JsonObject {
  return withExtra({ type: 'text', text }, fields);
}

/** The fields a part gives to its chunk. */
export function chunkFields({ part, signature }: Spoken): JsonObject {
  const extra = extraOf(part, wire);
  const { thinking: _around, ...rest } = { thinking: undefined, ...extra };
  return withExtra(signature === undefined ? {} : { signature: signature.value }, rest);
}

/** Parts of one chunk as the chunk. */
export function encodeThinking(spoken: readonly Spoken[]): JsonObject {
  const [first] = spoken;
  const isString =
    spoken.length === 1 && first !== undefined && formOf(first.part, wire, 'inner') === 'string';
  const items = spoken.flatMap(({ part }): readonly JsonValue[] => {
    const { lead, text, fields, trail } = segmentOf(part);
    return [...lead, ...(text === undefined ? [] : [textItem(text, fields)]), ...trail];
  });
  const thinking = isString ? (first.part.text as JsonValue) : items;
  return Object.assign({ type: 'thinking', thinking }, ...spoken.map(chunkFields)) as JsonObject;
}

/** Whether the next thinking part belongs to the same chunk. */
export function isOpen(part: ThinkingPart): boolean {
  return formOf(part, wire, 'chunk') === 'open';
}
