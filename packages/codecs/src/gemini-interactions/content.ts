/** What stands inside `content`, both ways: texts and media. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MediaPart,
  type OpaquePart,
  type Part,
  type TextPart,
} from '@throughline/core';
import { extraOf, noted, unknownOf, withExtra } from '../notes.ts';
import { wire } from './format.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** A content of a kind or shape we do not know stays whole, in its place. */
export const opaqueContent = 'content';

export function decodeContent(content: JsonValue): TextPart | MediaPart | OpaquePart {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueContent, value: content };
  if (!isJsonObject(content) || typeof content['type'] !== 'string') return opaque;
  const decode = Object.hasOwn(decoders, content['type']) ? decoders[content['type']] : undefined;
  return decode?.(content) ?? opaque;
}

const textKeys = keys('type', 'text');

function text(content: JsonObject): TextPart | undefined {
  const { text: value } = content;
  if (typeof value !== 'string') return undefined;
  return { type: 'text', text: value, ...noted(wire, unknownOf(content, textKeys)) };
}

const kinds: { readonly [type: string]: MediaPart['kind'] } = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  document: 'file',
};

/** Media by data or by URI; with both or neither, or an odd type, the content is not ours to say. */
function media(content: JsonObject): MediaPart | undefined {
  const { type, data, uri, mime_type: mediaType, name } = content;
  const kind = kinds[type as string] as MediaPart['kind'];
  const isNamed = kind === 'video' && typeof name === 'string';
  const known = keys('type', 'mime_type', data === undefined ? 'uri' : 'data', isNamed ? 'name' : 'type');
  const extra = unknownOf(content, known);
  const source = sourceOf(data, uri);
  if (source === undefined || (mediaType !== undefined && typeof mediaType !== 'string')) return undefined;
  return {
    type: 'media',
    kind,
    source,
    ...(mediaType !== undefined && { mediaType }),
    ...(isNamed && { name }),
    ...noted(wire, extra),
  };
}

function sourceOf(data: JsonValue | undefined, url: JsonValue | undefined): MediaPart['source'] | undefined {
  if (typeof data === 'string' && url === undefined) return { type: 'data', data };
  return typeof url === 'string' && data === undefined ? { type: 'url', url } : undefined;
}

const decoders: { readonly [type: string]: (content: JsonObject) => TextPart | MediaPart | undefined } = {
  text,
  image: media,
  audio: media,
  video: media,
  document: media,
};

/** `undefined` where this wire has no place for it: provider files go by their URI here. */
export function encodeContent(part: TextPart | MediaPart): JsonObject | undefined {
  if (part.type === 'text') return withExtra({ type: 'text', text: part.text }, extraOf(part, wire));
  const { kind, source, mediaType, name } = part;
  if (source.type === 'file') return undefined;
  const ours = {
    type: kind === 'file' ? 'document' : kind,
    ...(source.type === 'data' ? { data: source.data } : { uri: source.url }),
    ...(mediaType !== undefined && { mime_type: mediaType }),
    ...(kind === 'video' && name !== undefined && { name }),
  };
  return withExtra(ours, extraOf(part, wire));
}

export function isContentPart(part: Part | undefined): boolean {
  if (part?.type === 'opaque') return part.wire === wire && part.kind === opaqueContent;
  return part?.type === 'text' || part?.type === 'media';
}
