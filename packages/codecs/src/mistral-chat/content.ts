/** Message content, both ways: a string or a list of chunks. */
import { isJsonObject, type JsonObject, type JsonValue, type OpaquePart, type Part } from '@throughline/core';
import { lose, signaturesLost, type Telling } from '../encoding.ts';
import { extraOf, noted, unknownOf, withExtra } from '../notes.ts';
import { wire } from './format.ts';
import { encodeMedia, mediaChunks } from './media.ts';
import { decodeThinking } from './thinking.ts';

/** A chunk of a kind or shape we do not know stays whole, in its place. */
export const opaqueChunk = 'content';

export type Content = string | readonly JsonValue[] | null | undefined;

export function isContent(value: JsonValue | undefined): value is Content {
  return value === undefined || value === null || typeof value === 'string' || Array.isArray(value);
}

/** Thinking chunks are parts of assistants only; elsewhere they are carried. */
export function decodeContent(content: Content, role: string): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return (content as readonly JsonValue[]).flatMap((chunk) => decodeChunk(chunk, role));
}

export function decodeChunk(chunk: JsonValue, role: string): readonly Part[] {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueChunk, value: chunk };
  if (!isJsonObject(chunk) || typeof chunk['type'] !== 'string') return [opaque];
  const { type } = chunk;
  if (type === 'thinking') return (role === 'assistant' ? decodeThinking(chunk) : undefined) ?? [opaque];
  if (type === 'text') return [decodeText(chunk) ?? opaque];
  const media = Object.hasOwn(mediaChunks, type) ? mediaChunks[type] : undefined;
  return [media?.(chunk) ?? opaque];
}

const textKeys: ReadonlySet<string> = new Set(['type', 'text']);

function decodeText(chunk: JsonObject): Part | undefined {
  const { text } = chunk;
  return typeof text === 'string'
    ? { type: 'text', text, ...noted(wire, unknownOf(chunk, textKeys)) }
    : undefined;
}

/** A part that is neither thinking nor call, as chunks. */
export function encodeChunk(part: Part, path: string, telling: Telling): readonly JsonValue[] {
  if (part.type === 'text') {
    signaturesLost(telling, path, part.signatures);
    return [withExtra({ type: 'text', text: part.text }, extraOf(part, wire))];
  }
  if (part.type === 'media') {
    const chunk = encodeMedia(part, path, telling);
    return chunk === undefined ? [] : [chunk];
  }
  if (part.type === 'opaque' && part.wire === wire && part.kind === opaqueChunk) return [part.value];
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  if (part.type === 'toolset') return [];
  if (part.type === 'refusal') {
    lose(telling, path, 'part-unsupported', 'a refusal travels as text');
    return [{ type: 'text', text: part.text }];
  }
  lose(telling, path, 'part-unsupported', `${part.type} has no place here`);
  return [];
}
