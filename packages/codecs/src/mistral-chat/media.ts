/** Images, documents, audio and files, both ways. */
import { isJsonObject, sameJson, type JsonObject, type MediaPart } from '@throughline/core';
import { sourceOfUrl, urlOfSource } from '../data-url.ts';
import { lose, type Telling } from '../encoding.ts';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { wire } from './format.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const imageKeys = keys('type', 'image_url');
const documentKeys = keys('type', 'document_url');
const audioKeys = keys('type', 'input_audio');
const fileKeys = keys('type', 'file_id');
const base64 = /^[A-Za-z0-9+/=_-]*$/;

/** By the chunk's type; `undefined` where its shape is one we do not know. */
export const mediaChunks: { readonly [type: string]: (chunk: JsonObject) => MediaPart | undefined } = {
  image_url(chunk) {
    const image = chunk['image_url'];
    if (typeof image === 'string') {
      const form = { image_url: 'string' };
      return {
        type: 'media',
        kind: 'image',
        ...sourceOfUrl(image),
        ...noted(wire, unknownOf(chunk, imageKeys), form),
      };
    }
    if (!isJsonObject(image) || typeof image['url'] !== 'string') return undefined;
    const { url, ...more } = image;
    const extra = {
      ...unknownOf(chunk, imageKeys),
      ...(Object.keys(more).length > 0 && { image_url: more }),
    };
    return { type: 'media', kind: 'image', ...sourceOfUrl(url), ...noted(wire, extra) };
  },
  document_url(chunk) {
    const { document_url: url, document_name: name } = chunk;
    if (typeof url !== 'string') return undefined;
    const taken = typeof name === 'string' ? keys('document_name', ...documentKeys) : documentKeys;
    return {
      type: 'media',
      kind: 'file',
      ...sourceOfUrl(url),
      ...(typeof name === 'string' && { name }),
      ...noted(wire, unknownOf(chunk, taken)),
    };
  },
  /** A URL, or base64 with or without the head of a data URL. */
  input_audio(chunk) {
    const audio = chunk['input_audio'];
    if (typeof audio !== 'string') return undefined;
    const extra = unknownOf(chunk, audioKeys);
    if (base64.test(audio))
      return { type: 'media', kind: 'audio', source: { type: 'data', data: audio }, ...noted(wire, extra) };
    const { source, mediaType } = sourceOfUrl(audio);
    return {
      type: 'media',
      kind: 'audio',
      source,
      ...(mediaType !== undefined && { mediaType }),
      ...noted(wire, extra, source.type === 'data' ? { input_audio: 'data URL' } : {}),
    };
  },
  file(chunk) {
    const { file_id: id } = chunk;
    if (typeof id !== 'string') return undefined;
    return {
      type: 'media',
      kind: 'file',
      source: { type: 'file', id },
      ...noted(wire, unknownOf(chunk, fileKeys)),
    };
  },
};

type Encode = (part: MediaPart, extra: JsonObject | undefined) => JsonObject | undefined;

const encoders: { readonly [kind in MediaPart['kind']]: Encode } = {
  image(part, extra) {
    const url = urlOfSource(part);
    if (url === undefined) return undefined;
    if (formOf(part, wire, 'image_url') === 'string')
      return withExtra({ type: 'image_url', image_url: url }, extra);
    const { image_url: more, ...rest } = { image_url: undefined, ...extra };
    return withExtra(
      { type: 'image_url', image_url: withExtra({ url }, isJsonObject(more) ? more : undefined) },
      rest,
    );
  },
  file(part, extra) {
    const { source, name } = part;
    if (source.type === 'file') return withExtra({ type: 'file', file_id: source.id }, extra);
    return withExtra(
      {
        type: 'document_url',
        document_url: urlOfSource(part) as string,
        ...(name !== undefined && { document_name: name }),
      },
      extra,
    );
  },
  audio(part, extra) {
    const { source } = part;
    if (source.type === 'file') return undefined;
    const isPlain = source.type === 'data' && formOf(part, wire, 'input_audio') !== 'data URL';
    return withExtra(
      { type: 'input_audio', input_audio: isPlain ? source.data : (urlOfSource(part) as string) },
      extra,
    );
  },
  video: () => undefined,
};

/** `undefined` where this wire has no place for it, which is told. */
export function encodeMedia(part: MediaPart, path: string, telling: Telling): JsonObject | undefined {
  const chunk = encoders[part.kind](part, extraOf(part, wire));
  if (chunk === undefined) {
    lose(telling, path, 'part-unsupported', `${part.kind} by ${part.source.type} has no place here`);
    return undefined;
  }
  const back = mediaChunks[chunk['type'] as string]?.(chunk);
  for (const field of ['source', 'mediaType', 'name'] as const) {
    if (!sameJson(back?.[field], part[field]))
      lose(telling, `${path}.${field}`, 'field-unsupported', `this wire says no ${field} of it`);
  }
  return chunk;
}
