/** Pieces of content, in messages and in results, as parts; and the texts of a reasoning item. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MediaPart,
  type OpaquePart,
  type RefusalPart,
  type TextPart,
} from '@throughline/core';
import { sourceOfUrl, urlOfSource } from '../data-url.ts';
import { unknownOf } from '../notes.ts';
import { wire } from './format.ts';

/** A part without its notes, and what is to be noted of it. */
export type Piece = {
  readonly part: TextPart | RefusalPart | MediaPart | OpaquePart;
  readonly extra?: JsonObject;
  readonly form?: Record<string, string>;
};

export const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** Audio formats by the media type we say. */
const audioFormats: { readonly [format: string]: string } = { wav: 'audio/wav', mp3: 'audio/mpeg' };

/** The text kind a role's content usually has; another one is noted. */
export type UsualText = 'input_text' | 'output_text';

export function decodeContent(block: JsonValue, usual: UsualText): Piece {
  const type = isJsonObject(block) ? block['type'] : undefined;
  const read = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
  return read?.(block as JsonObject, usual) ?? { part: opaqueContent(block) };
}

/** Content of a kind we do not model. The name tells it from an item of the same kind. */
const contentKind = 'content/';

function opaqueContent(block: JsonValue): OpaquePart {
  const type = isJsonObject(block) && typeof block['type'] === 'string' ? block['type'] : 'unknown';
  return { type: 'opaque', wire, kind: `${contentKind}${type}`, value: block };
}

export function isOpaqueContent(part: { readonly type: string; readonly kind?: string }): boolean {
  return part.type === 'opaque' && part.kind?.startsWith(contentKind) === true;
}

type Read = (block: JsonObject, usual: UsualText) => Piece | undefined;

function piece(
  part: Piece['part'],
  block: JsonObject,
  known: ReadonlySet<string>,
  form: Record<string, string> = {},
): Piece {
  const extra = unknownOf(block, known);
  return { part, ...(extra && { extra }), form };
}

const textKeys = keys('type', 'text');
const refusalKeys = keys('type', 'refusal');
const audioKeys = keys('type', 'input_audio');

const text: Read = (block, usual) => {
  const { type, text: value } = block;
  if (typeof value !== 'string') return undefined;
  return piece(
    { type: 'text', text: value },
    block,
    textKeys,
    type === usual ? {} : { type: type as string },
  );
};

const refusal: Read = (block) => {
  const { refusal: value } = block;
  return typeof value === 'string' ? piece({ type: 'refusal', text: value }, block, refusalKeys) : undefined;
};

const image: Read = (block) => {
  const { image_url: url, file_id: id } = block;
  if (typeof url === 'string' && typeof id !== 'string')
    return piece({ type: 'media', kind: 'image', ...sourceOfUrl(url) }, block, keys('type', 'image_url'));
  if (typeof id === 'string' && typeof url !== 'string')
    return piece(
      { type: 'media', kind: 'image', source: { type: 'file', id } },
      block,
      keys('type', 'file_id'),
    );
  return undefined;
};

const fileFields = ['file_data', 'file_url', 'file_id'] as const;
const base64 = /^[A-Za-z0-9+/=]*$/;

/** A file in exactly one of its three places. */
const file: Read = (block) => {
  const said = fileFields.filter((field) => typeof block[field] === 'string');
  const [field] = said;
  if (field === undefined || said.length !== 1) return undefined;
  const found = fileSource[field](block[field] as string);
  if (found === undefined) return undefined;
  const { filename } = block;
  const isNamed = typeof filename === 'string';
  const { form, ...source } = found;
  return piece(
    { type: 'media', kind: 'file', ...source, ...(isNamed && { name: filename }) },
    block,
    keys('type', field, ...(isNamed ? ['filename'] : [])),
    form,
  );
};

type FileSource = Pick<MediaPart, 'source' | 'mediaType'> & { readonly form?: Record<string, string> };

const fileSource: {
  readonly [field in (typeof fileFields)[number]]: (value: string) => FileSource | undefined;
} = {
  file_data(value) {
    const found = sourceOfUrl(value);
    if (found.source.type === 'data') return found;
    return base64.test(value)
      ? { source: { type: 'data', data: value }, form: { file_data: 'bare' } }
      : undefined;
  },
  file_url: (url) => ({ source: { type: 'url', url } }),
  file_id: (id) => ({ source: { type: 'file', id } }),
};

const audio: Read = (block) => {
  const { input_audio: inner } = block;
  if (!isJsonObject(inner) || Object.keys(inner).length !== 2) return undefined;
  const { data, format } = inner;
  if (typeof data !== 'string' || typeof format !== 'string' || !Object.hasOwn(audioFormats, format))
    return undefined;
  const mediaType = audioFormats[format] as string;
  return piece({ type: 'media', kind: 'audio', source: { type: 'data', data }, mediaType }, block, audioKeys);
};

const readers: { readonly [type: string]: Read } = {
  input_text: text,
  output_text: text,
  text,
  refusal,
  input_image: image,
  input_file: file,
  input_audio: audio,
};

/** The block a media part is, but for what was noted of it; `undefined` where it has no place here. */
export function mediaBlock(part: MediaPart, isBare: boolean): JsonObject | undefined {
  return Object.hasOwn(mediaBlocks, part.kind) ? mediaBlocks[part.kind]?.(part, isBare) : undefined;
}

const mediaBlocks: {
  readonly [kind: string]: (part: MediaPart, isBare: boolean) => JsonObject | undefined;
} = {
  image(part) {
    if (part.source.type === 'file') return { type: 'input_image', file_id: part.source.id };
    return { type: 'input_image', image_url: urlOfSource(part) as string };
  },
  file(part, isBare) {
    const { source } = part;
    if (source.type === 'file') return { type: 'input_file', file_id: source.id };
    if (source.type === 'url') return { type: 'input_file', file_url: source.url };
    return { type: 'input_file', file_data: isBare ? source.data : (urlOfSource(part) as string) };
  },
  audio({ source, mediaType }) {
    const [format] = Object.entries(audioFormats).find(([, type]) => type === mediaType) ?? [];
    if (source.type !== 'data' || format === undefined) return undefined;
    return { type: 'input_audio', input_audio: { data: source.data, format } };
  },
};
