/** Message content, both ways: a string or a list of typed pieces. */
import { isJsonObject, type JsonObject, type MediaPart, type OpaquePart, type Part } from '@throughline/core';
import { sourceOfUrl, urlOfSource } from '../data-url.ts';
import { extraOf, noted, unknownOf, withExtra } from '../notes.ts';
import { isContentList, wire, type Content } from './format.ts';

export { spelled } from '../content-spelling.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const textKeys = keys('type', 'text');
const refusalKeys = keys('type', 'refusal');
const imageKeys = keys('type', 'image_url');
const fileKeys = keys('type', 'file');

export function decodeContent(content: Content): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return isContentList(content) ? content.map(decodePiece) : [];
}

function decodePiece(piece: JsonObject): Part {
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
  image_url: (piece) => {
    const image = piece['image_url'];
    if (!isJsonObject(image) || typeof image['url'] !== 'string') return undefined;
    const { url, ...more } = image;
    const extra = {
      ...unknownOf(piece, imageKeys),
      ...(Object.keys(more).length > 0 && { image_url: more }),
    };
    return { type: 'media', kind: 'image', ...sourceOfUrl(url), ...noted(wire, extra) };
  },
  file: (piece) => {
    const { file } = piece;
    if (!isJsonObject(file) || typeof file['file_id'] !== 'string' || Object.keys(file).length !== 1)
      return undefined;
    return {
      type: 'media',
      kind: 'file',
      source: { type: 'file', id: file['file_id'] },
      ...noted(wire, unknownOf(piece, fileKeys)),
    };
  },
};

/** `undefined` where this wire has no place for it. */
export function encodeMedia(part: MediaPart): JsonObject | undefined {
  const { kind, source } = part;
  const extra = extraOf(part, wire);
  const url = urlOfSource(part);
  if (kind === 'image' && url !== undefined) {
    const { image_url: more, ...rest } = { image_url: undefined, ...extra };
    return withExtra(
      { type: 'image_url', image_url: withExtra({ url }, isJsonObject(more) ? more : undefined) },
      rest,
    );
  }
  if (kind === 'file' && source.type === 'file')
    return withExtra({ type: 'file', file: { file_id: source.id } }, extra);
  return undefined;
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
