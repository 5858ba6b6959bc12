/** A block while it arrives: strings and lists collected in pieces, joined once. */
import {
  isJsonObject,
  parseJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { withNested } from '../nested.ts';
import type { Block } from './format.ts';

/** What a block grows to. A delta of another kind under the same number belongs to another block. */
type Kind = 'text' | 'thinking' | 'sealed' | 'toolUse' | 'toolResult' | 'image' | 'whole';

export type Growing = {
  readonly place: number;
  readonly start: JsonObject;
  kind: Kind;
  /** Whether its start was an event; other blocks are told whole. */
  isTold: boolean;
  readonly texts: string[];
  readonly signature: string[];
  readonly items: JsonValue[];
};

export type Added = {
  readonly kind: Kind;
  readonly into: 'texts' | 'signature' | 'items';
  readonly value: JsonValue;
};

/** Notes what a value adds; false where some of it is unknown to us. */
type Read = (value: JsonValue, changes: Added[]) => boolean;

const grows =
  (kind: Kind, into: Added['into'], accepts: (value: JsonValue) => boolean): Read =>
  (value, changes) => {
    if (!accepts(value)) return false;
    changes.push({ kind, into, value });
    return true;
  };

const within =
  (fields: { readonly [field: string]: Read }): Read =>
  (value, changes) => {
    if (!isJsonObject(value)) return false;
    let isKnown = true;
    for (const [field, inner] of Object.entries(value)) {
      const read = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (read?.(inner, changes) !== true) isKnown = false;
    }
    return isKnown;
  };

const isText = (value: JsonValue): boolean => typeof value === 'string';

export const readDelta: Read = within({
  text: grows('text', 'texts', isText),
  citation: grows('text', 'items', isJsonObject),
  reasoningContent: within({
    text: grows('thinking', 'texts', isText),
    signature: grows('thinking', 'signature', isText),
    redactedContent: grows('sealed', 'texts', isText),
  }),
  toolUse: within({ input: grows('toolUse', 'texts', isText) }),
  toolResult: grows('toolResult', 'items', Array.isArray),
  image: grows('image', 'items', isJsonObject),
});

/** The kind a block has from its start on. */
export function kindOf(start: JsonObject): Kind | undefined {
  const field = Object.keys(start).find((name) => Object.hasOwn(kindOfStart, name));
  return field === undefined ? undefined : kindOfStart[field];
}

const kindOfStart: { readonly [field: string]: Kind } = {
  toolUse: 'toolUse',
  toolResult: 'toolResult',
  image: 'image',
};

export type Finished = { readonly block: Block; readonly unparsed?: string };

/** The block as a whole reply would hold it. */
export function finished({ kind, start, texts, signature, items: list }: Growing): Finished {
  const text = texts.join('');
  if (kind === 'toolUse') return withInput(start, text);
  const grown: { readonly [kind in Exclude<Kind, 'toolUse'>]: () => JsonObject } = {
    whole: () => ({}),
    text: () => textBlock(start, text, texts.length > 0, list),
    thinking: () => ({
      reasoningContent: {
        reasoningText: { text, ...(signature.length > 0 && { signature: signature.join('') }) },
      },
    }),
    sealed: () => ({ reasoningContent: { redactedContent: joinedBase64(texts) } }),
    toolResult: () => ({ toolResult: { content: (list as JsonValue[][]).flat() } }),
    image: () => ({ image: imageOf(list as JsonObject[]) }),
  };
  return { block: withNested(grown[kind](), start) };
}

/** Text that is cited is a block of another kind. */
function textBlock(
  start: JsonObject,
  text: string,
  hasText: boolean,
  citations: readonly JsonValue[],
): JsonObject {
  const isCited = citations.length > 0 || Object.hasOwn(start, 'citationsContent');
  if (!isCited) return { text };
  return {
    citationsContent: {
      ...(hasText && { content: [{ text }] }),
      ...(citations.length > 0 && { citations }),
    },
  };
}

/** No text at all is no arguments; text that is not JSON (a reply cut by its token limit) is given beside the block. */
function withInput(start: JsonObject, text: string): Finished {
  const block = (input: JsonValue): Block => withNested({ toolUse: { input } }, start);
  try {
    return { block: block(text === '' ? {} : parseJson(text)) };
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return { block: block({}), unparsed: text };
  }
}

/** Bytes that came in pieces, each encoded on its own. */
function joinedBase64(pieces: readonly string[]): string {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString('base64');
}

function imageOf(deltas: readonly JsonObject[]): JsonObject {
  const bytes = deltas.map(({ source }) => (isJsonObject(source) ? source['bytes'] : undefined));
  const merged = deltas.reduce<JsonObject>((whole, delta) => ({ ...whole, ...delta }), {});
  const pieces = bytes.filter((piece) => typeof piece === 'string');
  return pieces.length > 1 ? { ...merged, source: { bytes: joinedBase64(pieces) } } : merged;
}
