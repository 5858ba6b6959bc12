/** Message content, both ways: a string or a list of blocks. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonPart,
  type JsonValue,
  type MediaPart,
  type OpaquePart,
  type Part,
  type ResultContent,
} from '@throughline/core';
import { isPlainText } from '../content-spelling.ts';
import { sourceOfUrl, urlOfSource } from '../data-url.ts';
import { lose, signaturesLost, type Telling } from '../encoding.ts';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { wire } from './format.ts';

export type Content = string | readonly JsonValue[] | null | undefined;

export function isContent(value: JsonValue | undefined): value is Content {
  return value === undefined || value === null || typeof value === 'string' || Array.isArray(value);
}

/** A block of a kind or shape we do not know stays whole, in its place. */
const opaqueBlock = 'content';

type Decode<Out> = (block: JsonObject) => Out | undefined;

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const textKeys = keys('type', 'text');
const thinkingKeys = keys('type', 'thinking');
const imageKeys = keys('type', 'image_url');
const documentKeys = keys('type', 'document');

const text: Decode<ResultContent> = (block) =>
  typeof block['text'] === 'string'
    ? { type: 'text', text: block['text'], ...noted(wire, unknownOf(block, textKeys)) }
    : undefined;

const thinking: Decode<Part> = (block) =>
  typeof block['thinking'] === 'string'
    ? {
        type: 'thinking',
        text: block['thinking'],
        visibility: 'full',
        ...noted(wire, unknownOf(block, thinkingKeys)),
      }
    : undefined;

const image: Decode<Part> = (block) => {
  const { image_url: said } = block;
  if (!isJsonObject(said) || typeof said['url'] !== 'string') return undefined;
  const { url, ...more } = said;
  const extra = { ...unknownOf(block, imageKeys), ...(Object.keys(more).length > 0 && { image_url: more }) };
  return { type: 'media', kind: 'image', ...sourceOfUrl(url), ...noted(wire, extra) };
};

const document: Decode<ResultContent> = (block) => {
  const said = block['document'];
  if (!isJsonObject(said) || said['data'] === undefined) return undefined;
  const { data, ...more } = said;
  const extra = {
    ...unknownOf(block, documentKeys),
    ...(Object.keys(more).length > 0 && { document: more }),
  };
  return {
    type: 'json',
    value: data,
    ...noted(wire, extra, isJsonObject(data) ? {} : { document: 'no object' }),
  };
};

const ofAssistant = { text, thinking };
const ofOthers = { text, image_url: image };
const ofResults = { text, document };

type Table<Out> = { readonly [type: string]: Decode<Out> };

function decodeWith<Out>(
  content: Content,
  table: Table<Out>,
): (Out | OpaquePart | (Part & { readonly type: 'text' }))[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return (content as readonly JsonValue[]).map((block) => decodeOne(block, table));
}

function decodeOne<Out>(block: JsonValue, table: Table<Out>): Out | OpaquePart {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueBlock, value: block };
  if (!isJsonObject(block)) return opaque;
  const { type } = block;
  const decode = typeof type === 'string' && Object.hasOwn(table, type) ? table[type] : undefined;
  return decode?.(block) ?? opaque;
}

export function decodeAssistantBlock(block: JsonValue): Part {
  return decodeOne<Part>(block, ofAssistant as Table<Part>);
}

export function decodeAssistantContent(content: Content): Part[] {
  return decodeWith<Part>(content, ofAssistant as Table<Part>);
}

export function decodeContent(content: Content): Part[] {
  return decodeWith<Part>(content, ofOthers as Table<Part>);
}

export function decodeResultContent(content: Content): ResultContent[] {
  return decodeWith<ResultContent>(content, ofResults);
}

/** Assistants answer in blocks, and say nothing where there is nothing to say; other spellings are noted. */
export function assistantForm(content: Content): Record<string, string> {
  if (content === undefined) return {};
  if (content === null) return { content: 'null' };
  if (typeof content === 'string') return { content: 'string' };
  return content.length === 0 ? { content: 'array' } : {};
}

/** `undefined` where nothing is said. */
export function spelledByAssistant(
  blocks: readonly JsonValue[],
  form: string | undefined,
): JsonValue | undefined {
  if (blocks.length === 0) return form === 'null' ? null : form === 'array' ? [] : undefined;
  return form === 'string' && isPlainText(blocks) ? (blocks[0] as { readonly text: string }).text : blocks;
}

/** Where a block stands decides what it may hold. */
export type Place = 'assistant' | 'result' | 'other';

/** A part that is neither thinking nor call, as blocks. */
export function encodeBlock(
  part: Part | JsonPart,
  path: string,
  place: Place,
  telling: Telling,
): readonly JsonValue[] {
  if (part.type === 'text') {
    signaturesLost(telling, path, part.signatures);
    return [withExtra({ type: 'text', text: part.text }, extraOf(part, wire))];
  }
  if (part.type === 'json') return [encodeJson(part, path, telling)];
  if (part.type === 'media' && part.kind === 'image' && place === 'other')
    return encodeImage(part, path, telling);
  if (part.type === 'opaque' && part.wire === wire && part.kind === opaqueBlock) return [part.value];
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  if (part.type === 'toolset') return [];
  if (part.type === 'refusal') {
    lose(telling, path, 'part-unsupported', 'a refusal travels as text');
    return [{ type: 'text', text: part.text }];
  }
  const what = part.type === 'media' ? part.kind : part.type;
  lose(telling, path, 'part-unsupported', `${what} has no place here`);
  return [];
}

/** JSON objects are documents; other JSON travels as text. */
function encodeJson(part: JsonPart, path: string, telling: Telling): JsonObject {
  const { value } = part;
  if (!isJsonObject(value) && formOf(part, wire, 'document') !== 'no object') {
    lose(telling, path, 'part-unsupported', 'JSON that is no object travels as text');
    return { type: 'text', text: stringifyJson(value) };
  }
  const { document: more, ...rest } = { document: undefined, ...extraOf(part, wire) };
  const said = withExtra({ data: value }, isJsonObject(more) ? more : undefined);
  return withExtra({ type: 'document', document: said }, rest);
}

function encodeImage(part: MediaPart, path: string, telling: Telling): readonly JsonValue[] {
  const url = urlOfSource(part);
  if (url === undefined) {
    lose(telling, path, 'part-unsupported', 'an image by file id has no place here');
    return [];
  }
  if (part.name !== undefined) lose(telling, `${path}.name`, 'field-unsupported', 'media have no name here');
  if (sourceOfUrl(url).mediaType !== part.mediaType)
    lose(telling, `${path}.mediaType`, 'field-unsupported', 'said for inline data only');
  const { image_url: more, ...rest } = { image_url: undefined, ...extraOf(part, wire) };
  const said = withExtra({ url }, isJsonObject(more) ? more : undefined);
  return [withExtra({ type: 'image_url', image_url: said }, rest)];
}
