/** Images, documents, videos and sounds, both ways. */
import { isJsonObject, type JsonObject, type MediaPart } from '@throughline/core';
import { lose, type Telling } from '../encoding.ts';
import { unknownWithin, withNested, type Known } from '../nested.ts';
import { extraOf, formOf, noted } from '../notes.ts';
import { nameRule, wire, type Block } from './format.ts';

type Kind = MediaPart['kind'];

const kinds: { readonly [field: string]: Kind } = {
  image: 'image',
  document: 'file',
  video: 'video',
  audio: 'audio',
};
const fields: { readonly [kind in Kind]: string } = {
  image: 'image',
  file: 'document',
  video: 'video',
  audio: 'audio',
};

/** Media types of the wire's formats; the first format of a type is the one that is written. (IANA media types, read 2026-11-25) */
const formats: { readonly [kind in Kind]: { readonly [format: string]: string } } = {
  image: { jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp' },
  file: {
    pdf: 'application/pdf',
    csv: 'text/csv',
    doc: 'application/msword',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xls: 'application/vnd.ms-excel',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    html: 'text/html',
    txt: 'text/plain',
    md: 'text/markdown',
  },
  video: {
    mp4: 'video/mp4',
    mov: 'video/quicktime',
    mkv: 'video/x-matroska',
    webm: 'video/webm',
    flv: 'video/x-flv',
    mpeg: 'video/mpeg',
    mpg: 'video/mpeg',
    wmv: 'video/x-ms-wmv',
    three_gp: 'video/3gpp',
  },
  audio: {
    mp3: 'audio/mpeg',
    wav: 'audio/wav',
    aac: 'audio/aac',
    'x-aac': 'audio/aac',
    flac: 'audio/flac',
    m4a: 'audio/mp4',
    mp4: 'audio/mp4',
    ogg: 'audio/ogg',
    opus: 'audio/opus',
    mka: 'audio/x-matroska',
    mkv: 'audio/x-matroska',
    mpeg: 'audio/mpeg',
    mpga: 'audio/mpeg',
    pcm: 'audio/pcm',
    webm: 'audio/webm',
  },
};

function typeOf(kind: Kind, format: string): string | undefined {
  const types = formats[kind];
  return Object.hasOwn(types, format) ? types[format] : undefined;
}

function formatOf(kind: Kind, mediaType: string | undefined): string | undefined {
  return Object.entries(formats[kind]).find(([, type]) => type === mediaType)?.[0];
}

const knownSource: Known = { bytes: true, s3Location: { uri: true } };

function knownOf(field: string, hasFormat: boolean): Known {
  const own = { source: knownSource, ...(hasFormat && { format: true as const }) };
  return { [field]: field === 'document' ? { ...own, name: true } : own };
}

/** `undefined` where the block is of a shape we cannot say. */
export function mediaOf(block: Block, field: string): MediaPart | undefined {
  const kind = kinds[field];
  const body = block[field];
  if (kind === undefined || !isJsonObject(body)) return undefined;
  const source = sourceOf(body['source']);
  const { format } = body;
  const name = field === 'document' ? body['name'] : undefined;
  if (source === undefined || (name !== undefined && typeof name !== 'string')) return undefined;
  if (format !== undefined && typeof format !== 'string') return undefined;
  const mediaType = format === undefined ? undefined : typeOf(kind, format);
  return {
    type: 'media',
    kind,
    source,
    ...(mediaType !== undefined && { mediaType }),
    ...(name !== undefined && { name }),
    ...noted(wire, unknownWithin(block, knownOf(field, format !== undefined)), {
      ...(format === undefined
        ? { format: 'absent' }
        : formatOf(kind, mediaType) !== format && { format: `is ${format}` }),
      ...nameForm(field, name),
    }),
  };
}

function nameForm(field: string, name: string | undefined): Record<string, string> {
  if (field !== 'document' || (name !== undefined && nameRule.test(name))) return {};
  return { name: name === undefined ? 'absent' : 'as it came' };
}

function sourceOf(source: unknown): MediaPart['source'] | undefined {
  if (!isJsonObject(source)) return undefined;
  const { bytes, s3Location: place } = source;
  const uri = isJsonObject(place) ? place['uri'] : undefined;
  if (typeof bytes === 'string' && place === undefined) return { type: 'data', data: bytes };
  return typeof uri === 'string' && bytes === undefined ? { type: 'url', url: uri } : undefined;
}

/** `place` is what tells this part from all others of the session, for documents without a name. */
export function mediaBlock(
  part: MediaPart,
  path: string,
  place: string,
  telling: Telling,
): Block | undefined {
  const { kind } = part;
  const source = wireSource(part, path, telling);
  const format = wireFormat(part);
  if (source === undefined) return undefined;
  if (format === undefined) {
    lose(
      telling,
      path,
      'part-unsupported',
      `no format here means ${part.mediaType ?? 'media of an unknown type'}`,
    );
    return undefined;
  }
  if (kind !== 'file' && part.name !== undefined)
    lose(telling, `${path}.name`, 'field-unsupported', 'only documents have a name here');
  const name = kind === 'file' ? nameOf(part, path, place, telling) : undefined;
  const body = {
    ...(name !== undefined && { name }),
    ...(format !== 'absent' && { format: format.value }),
    source,
  };
  return withNested({ [fields[kind]]: body }, extraOf(part, wire));
}

function wireFormat(part: MediaPart): { readonly value: string } | 'absent' | undefined {
  const form = formOf(part, wire, 'format');
  if (form === 'absent' && part.mediaType === undefined) return 'absent';
  const noted = form?.startsWith('is ') === true ? form.slice('is '.length) : undefined;
  if (noted !== undefined && typeOf(part.kind, noted) === part.mediaType) return { value: noted };
  const value = formatOf(part.kind, part.mediaType);
  return value === undefined ? undefined : { value };
}

function wireSource({ source }: MediaPart, path: string, telling: Telling): JsonObject | undefined {
  if (source.type === 'data') return { bytes: source.data };
  if (source.type === 'url' && source.url.startsWith('s3://')) return { s3Location: { uri: source.url } };
  lose(telling, path, 'part-unsupported', 'media come as data or from s3:// here');
  return undefined;
}

/** A document needs a name that says nothing to the model; one from elsewhere is made to fit. */
function nameOf(part: MediaPart, path: string, place: string, telling: Telling): string | undefined {
  const { name } = part;
  const form = formOf(part, wire, 'name');
  if (name === undefined && form === 'absent') return undefined;
  if (name !== undefined && (form === 'as it came' || nameRule.test(name))) return name;
  const given = `Document ${place}`;
  const fitting = name === undefined ? given : fitted(name, given);
  lose(telling, `${path}.name`, 'field-unsupported', `the document goes out as ${fitting}`);
  return fitting;
}

function fitted(name: string, otherwise: string): string {
  const readable = name
    .replaceAll(/[^a-zA-Z0-9\s()[\]-]+/g, '-')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);
  return nameRule.test(readable) ? readable : otherwise;
}
