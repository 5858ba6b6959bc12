/** `inlineData` and `fileData`, both ways. */
import { isJsonObject, type JsonObject, type MediaPart, type MediaSource } from '@throughline/core';
import { lose, type Telling } from '../encoding.ts';
import { extraOf, formOf, noted } from '../notes.ts';
import { isText, wire } from './format.ts';
import { signatureField, signatureIn } from './signatures.ts';
import { fieldsOf, respelled, spellingOf, withNested, type Fields } from './spelling.ts';

/** `undefined` for media of another shape. */
export function decodeMedia(part: JsonObject): MediaPart | undefined {
  return decodeAs(part, 'inlineData', inlineSource) ?? decodeAs(part, 'fileData', fileSource);
}

type Read = { readonly source: MediaSource; readonly form?: { readonly base64: string } };

function decodeAs(
  part: JsonObject,
  name: 'inlineData' | 'fileData',
  read: (inner: Fields) => Read | undefined,
): MediaPart | undefined {
  const fields = fieldsOf(part);
  const value = fields.take(name, isJsonObject);
  if (value === undefined) return undefined;
  const inner = fieldsOf(value, `${name}.`);
  const found = read(inner);
  if (found === undefined) return undefined;
  const mediaType = inner.take('mimeType', isText);
  const displayName = inner.take('displayName', isText);
  const { form, ...signed } = signatureIn(fields);
  fields.leave(name, inner.rest());
  return {
    type: 'media',
    kind: kindOf(mediaType),
    source: found.source,
    ...(mediaType !== undefined && { mediaType }),
    ...(displayName !== undefined && { name: displayName }),
    ...signed,
    ...noted(wire, fields.rest(), { ...form, ...found.form, ...spellingOf(fields, inner) }),
  };
}

/** Base64 comes in both alphabets, ours is the standard one. */
function inlineSource(inner: Fields): Read | undefined {
  const data = inner.take('data', isText);
  if (data === undefined) return undefined;
  const isUrlSafe = /[-_]/.test(data) && !/[+/]/.test(data);
  if (!isUrlSafe) return { source: { type: 'data', data } };
  const standard = data.replaceAll('-', '+').replaceAll('_', '/');
  return { source: { type: 'data', data: standard }, form: { base64: 'url' } };
}

// Files API of Gemini; what else is referred to lies under a URL of its own (`https:`, `gs:`). (ai.google.dev/api/files, read 2026-11-23)
const ownFile = /^https:\/\/generativelanguage\.googleapis\.com\//;

function fileSource(inner: Fields): Read | undefined {
  const uri = inner.take('fileUri', isText);
  if (uri === undefined) return undefined;
  return { source: ownFile.test(uri) ? { type: 'file', id: uri } : { type: 'url', url: uri } };
}

function kindOf(mediaType: string | undefined): MediaPart['kind'] {
  const kind = mediaType?.split('/', 1)[0];
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}

/** `undefined` where it has no place here, which is said. */
export function encodeMedia(part: MediaPart, path: string, telling: Telling): JsonObject | undefined {
  const { kind, source, mediaType, name } = part;
  if (source.type === 'file' && !ownFile.test(source.id)) {
    lose(telling, path, 'part-unsupported', 'a file of another provider');
    return undefined;
  }
  if (kindOf(mediaType) !== kind)
    lose(telling, `${path}.kind`, 'field-unsupported', 'the kind is that of the media type here');
  const described = {
    ...(mediaType !== undefined && { mimeType: mediaType }),
    ...(name !== undefined && { displayName: name }),
  };
  const ours = {
    ...(source.type === 'data'
      ? { inlineData: { ...described, data: spelledData(source.data, part) } }
      : { fileData: { ...described, fileUri: source.type === 'url' ? source.url : source.id } }),
    ...signatureField(part, path, telling),
  };
  return withNested(respelled(ours, formOf(part, wire, 'snake')), extraOf(part, wire));
}

function spelledData(data: string, part: MediaPart): string {
  return formOf(part, wire, 'base64') === 'url' ? data.replaceAll('+', '-').replaceAll('/', '_') : data;
}
