/** Message content, both ways: a string or a list of typed pieces. */
import { isJsonObject, type JsonObject, type MediaPart, type OpaquePart, type Part } from '@throughline/core';
import { sourceOfUrl, urlOfSource } from '../data-url.ts';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { isContentList, wire, type Content } from './format.ts';

export { spelled } from '../content-spelling.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const textKeys = keys('type', 'text');
const refusalKeys = keys('type', 'refusal');
export function decodeContent(content: Content): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return isContentList(content) ? content.map(decodePiece) : [];
}

export function decodePiece(piece: JsonObject): Part {
  const { type } = piece;
  const decode = typeof type === 'string' && Object.hasOwn(pieces, type) ? pieces[type] : undefined;
  return decode?.(piece) ?? opaque(piece);
}

/** A piece of a kind or shape we do not know stays whole, in its place. */
export const opaquePiece = 'content';

function opaque(piece: JsonObject): OpaquePart {
  return { type: 'opaque', wire, kind: opaquePiece, value: piece };
}

const pieces: { readonly [type: string]: (piece: JsonObject) => Part | undefined } = {
  text: (piece) =>
    typeof piece['text'] === 'string'
      ? { type: 'text', text: piece['text'], ...noted(wire, unknownOf(piece, textKeys)) }
      : undefined,
  refusal: (piece) =>
    typeof piece['refusal'] === 'string'
      ? {
          type: 'refusal',
          text: piece['refusal'],
          ...noted(wire, unknownOf(piece, refusalKeys), { place: 'content' }),
        }
      : undefined,
  image_url: url('image', 'image_url'),
  // (openrouter.ai/docs multimodal videos, read 2026-11-23)
  video_url: url('video', 'video_url'),
  input_audio: (piece) =>
    inside(piece, 'input_audio', ({ data, format, ...more }) => {
      const mediaType =
        typeof format === 'string' && Object.hasOwn(audioTypes, format) ? audioTypes[format] : undefined;
      if (typeof data !== 'string' || mediaType === undefined) return undefined;
      return { part: { type: 'media', kind: 'audio', source: { type: 'data', data }, mediaType }, more };
    }),
  file: (piece) =>
    inside(piece, 'file', ({ file_id: id, file_data: data, filename: name, ...more }) => {
      if (name !== undefined && typeof name !== 'string') return undefined;
      const named = name === undefined ? {} : { name };
      if (typeof id === 'string' && data === undefined)
        return { part: { type: 'media', kind: 'file', source: { type: 'file', id }, ...named }, more };
      if (typeof data !== 'string' || id !== undefined || !isUrl(data)) return undefined;
      const found = sourceOfUrl(data);
      const form = found.source.type === 'url' ? { place: 'file_data' } : undefined;
      return { part: { type: 'media', kind: 'file', ...found, ...named }, more, ...(form && { form }) };
    }),
};

/** What the vendors call the types of audio. (`openai` 7.57.0 and openrouter.ai/docs, read 2026-11-23) */
const audioTypes: { readonly [format: string]: string } = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  aac: 'audio/aac',
};

function isUrl(text: string): boolean {
  return /^(?:data|https?):/.test(text);
}

type Read = { readonly part: MediaPart; readonly more: JsonObject; readonly form?: Record<string, string> };

/** Media whose fields lie in an object inside the piece; what either says beyond the part is noted. */
function inside(
  piece: JsonObject,
  field: string,
  read: (inner: JsonObject) => Read | undefined,
): MediaPart | undefined {
  const inner = piece[field];
  const found = isJsonObject(inner) ? read(inner) : undefined;
  if (found === undefined) return undefined;
  const { part, more, form } = found;
  const extra = {
    ...unknownOf(piece, keys('type', field)),
    ...(Object.keys(more).length > 0 && { [field]: more }),
  };
  return { ...part, ...noted(wire, extra, form) };
}

function url(kind: 'image' | 'video', field: string): (piece: JsonObject) => Part | undefined {
  return (piece) =>
    inside(piece, field, ({ url: address, ...more }) => {
      if (typeof address !== 'string') return undefined;
      const form = kind === 'video' ? { place: field } : undefined;
      return { part: { type: 'media', kind, ...sourceOfUrl(address) }, more, ...(form && { form }) };
    });
}

/** `undefined` where this wire has no place for it. */
export function encodeMedia(part: MediaPart): JsonObject | undefined {
  const said = fieldsOf(part);
  if (said === undefined) return undefined;
  const [field, inner] = said;
  const { [field]: more, ...rest } = { [field]: undefined, ...extraOf(part, wire) };
  return withExtra(
    { type: field, [field]: withExtra(inner, isJsonObject(more) ? more : undefined) },
    rest as JsonObject,
  );
}

/** The piece's type, which is also its field, and what is inside. */
function fieldsOf(part: MediaPart): readonly [string, JsonObject] | undefined {
  const { kind, source, mediaType, name } = part;
  const address = urlOfSource(part);
  const named = name === undefined ? {} : { filename: name };
  if (kind === 'image') return address === undefined ? undefined : ['image_url', { url: address }];
  if (kind === 'audio') {
    const [format] = Object.entries(audioTypes).find(([, type]) => type === mediaType) ?? [];
    return source.type === 'data' && format !== undefined
      ? ['input_audio', { data: source.data, format }]
      : undefined;
  }
  const place = formOf(part, wire, 'place');
  if (kind === 'video')
    return place === 'video_url' && address !== undefined ? ['video_url', { url: address }] : undefined;
  if (source.type === 'file') return ['file', { ...named, file_id: source.id }];
  return source.type === 'data' || place === 'file_data'
    ? ['file', { ...named, ...(address !== undefined && { file_data: address }) }]
    : undefined;
}

export function textPiece(part: Part & { readonly type: 'text' }): JsonObject {
  return withExtra({ type: 'text', text: part.text }, extraOf(part, wire));
}

/** Notes a spelling only where it is not the one `spelled` would choose. */
export function contentForm(content: Content, empty: 'null' | 'array'): Record<string, string> {
  if (content === undefined) return { content: 'absent' };
  if (content === null) return empty === 'null' ? {} : { content: 'null' };
  if (typeof content === 'string') return {};
  const [only] = content;
  const isPlain =
    content.length === 1 &&
    only?.['type'] === 'text' &&
    typeof only['text'] === 'string' &&
    Object.keys(only).length === 2;
  return isPlain || empty === 'null' ? { content: 'array' } : {};
}
