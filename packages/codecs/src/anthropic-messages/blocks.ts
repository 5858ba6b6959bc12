/** The blocks of a message's content, as parts. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type MediaPart,
  type Part,
  type ResultContent,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import { calledWith } from '../call-arguments.ts';
import { check } from '../check.ts';
import { noted, unknownOf } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { blocks, content, idRule, wire, type Block } from './format.ts';

type Decoded<T> = (block: Block, path: string, dialect: Dialect) => T;

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

export function isContent(value: unknown): value is string | readonly Block[] {
  return typeof value === 'string' || Array.isArray(value);
}

/** Notes a spelling only where it is not the one `encode` would choose. */
export function contentForm(value: string | readonly Block[], role: string): Record<string, string> {
  const usual = role !== 'assistant' && isPlainText(value) ? 'string' : 'blocks';
  const actual = typeof value === 'string' ? 'string' : 'blocks';
  return usual === actual ? {} : { content: actual };
}

function isPlainText(value: string | readonly Block[]): boolean {
  if (typeof value === 'string') return true;
  const [only] = value;
  return value.length === 1 && only?.type === 'text' && Object.keys(only).length === 2;
}

export function partsOf(value: string | readonly Block[], path: string, dialect: Dialect): Part[] {
  if (typeof value === 'string') return [{ type: 'text', text: value, ...emptyForm(value) }];
  return value.map((block, index) => decodeBlock(block, `${path}[${index}]`, dialect));
}

/** Anthropic refuses empty text, so ours is left out; one that really came is kept. */
function emptyForm(text: string): ReturnType<typeof noted> {
  return text === '' ? noted(wire, undefined, { text: 'empty' }) : {};
}

export function decodeBlock(block: Block, path: string, dialect: Dialect): Part {
  const schema = blocks[block.type];
  if (schema !== undefined && Object.hasOwn(blocks, block.type)) check(schema, block, path);
  const decode = Object.hasOwn(decoders, block.type) ? decoders[block.type] : undefined;
  return decode === undefined ? opaque(block) : decode(block, path, dialect);
}

function opaque(block: Block): Part & { readonly type: 'opaque' } {
  const field = Object.hasOwn(wordFields, block.type) ? wordFields[block.type] : undefined;
  const text = field === undefined ? undefined : block[field];
  return {
    type: 'opaque',
    wire,
    kind: block.type,
    value: block,
    ...(typeof text === 'string' && text !== '' && { text }),
  };
}

/** Where blocks that are Anthropic's own say in words what they hold. (`@anthropic-ai/sdk` 1.12.0, read 2026-11-23) */
const wordFields: { readonly [type: string]: string } = { compaction: 'content' };

const textKeys = keys('type', 'text');
const thinkingKeys = keys('type', 'thinking', 'signature');
const redactedKeys = keys('type', 'data');
const callKeys = keys('type', 'id', 'name', 'input');
const resultKeys = keys('type', 'tool_use_id', 'content', 'is_error');

const text: Decoded<Part & { readonly type: 'text' }> = (block) => {
  const value = block['text'] as string;
  const form = value === '' ? { text: 'empty' } : undefined;
  return { type: 'text', text: value, ...noted(wire, unknownOf(block, textKeys), form) };
};

const thinking: Decoded<Part> = (block, _path, { issuer }) => {
  const shown = block['thinking'] as string;
  const value = block['signature'];
  const extra = { ...unknownOf(block, thinkingKeys), ...(value === null && { signature: null }) };
  if (typeof value !== 'string')
    return { type: 'thinking', text: shown, visibility: 'full', ...noted(wire, extra) };
  return {
    type: 'thinking',
    text: shown,
    visibility: visibilityOf(shown, value),
    signatures: [{ issuer, kind: 'thinking', value }],
    ...noted(wire, extra),
  };
};

/** The whole thinking is in the signature; the text is a summary of it, or left out. */
export function visibilityOf(shown: string | undefined, signature: string): 'omitted' | 'summary' | 'full' {
  if (signature === '') return 'full';
  return shown === undefined || shown === '' ? 'omitted' : 'summary';
}

const redacted: Decoded<Part> = (block, _path, { issuer }) => ({
  type: 'thinking',
  visibility: 'redacted',
  signatures: [{ issuer, kind: 'redacted', value: block['data'] as string }],
  ...noted(wire, unknownOf(block, redactedKeys)),
});

const toolCall: Decoded<Part> = (block) => {
  const callId = block['id'] as string;
  const { input } = block;
  const part: ToolCallPart = {
    type: 'toolCall',
    callId,
    name: block['name'] as string,
    arguments: input === undefined ? '' : stringifyJson(input),
    ...noted(wire, unknownOf(block, callKeys), {
      ...idForm(callId),
      ...(input === undefined && { input: 'absent' }),
    }),
  };
  return input === undefined ? part : calledWith(part, input);
};

function idForm(callId: string): Record<string, string> {
  return callId.length <= idRule.maxLength && idRule.allowed.test(callId) ? {} : { id: 'as it came' };
}

const toolResult: Decoded<ToolResultPart> = (block, path, dialect) => {
  const callId = block['tool_use_id'] as string;
  const value = block['content'];
  const isError = block['is_error'];
  const extra = {
    ...unknownOf(block, resultKeys),
    ...(value === null && { content: null }),
    ...(isError !== undefined && typeof isError !== 'boolean' && { is_error: isError }),
  };
  return {
    type: 'toolResult',
    callId,
    content: isContent(value) ? resultContent(value, `${path}.content`, dialect) : [],
    ...(typeof isError === 'boolean' && { isError }),
    ...noted(wire, extra, { ...idForm(callId), ...resultForm(value) }),
  };
};

function resultForm(value: JsonValue | undefined): Record<string, string> {
  if (!isContent(value)) return {};
  if (value.length === 0 && typeof value !== 'string') return { content: 'blocks' };
  return contentForm(value, 'user');
}

function resultContent(value: string | readonly Block[], path: string, dialect: Dialect): ResultContent[] {
  return partsOf(value, path, dialect).map((part, index): ResultContent => {
    if (part.type === 'text' || part.type === 'media' || part.type === 'opaque') return part;
    return opaque(check(content, value, path)[index] as Block);
  });
}

const mediaSources: { readonly [type: string]: (source: JsonObject) => MediaPart['source'] | undefined } = {
  base64: ({ data }) => (typeof data === 'string' ? { type: 'data', data } : undefined),
  url: ({ url }) => (typeof url === 'string' ? { type: 'url', url } : undefined),
  file: ({ file_id: id }) => (typeof id === 'string' ? { type: 'file', id } : undefined),
};
const sourceKeys: { readonly [type: string]: ReadonlySet<string> } = {
  base64: keys('type', 'media_type', 'data'),
  url: keys('type', 'url'),
  file: keys('type', 'file_id'),
};
const mediaKeys = keys('type', 'source');

/** Media with a source of a kind we know; a source we cannot say stays opaque, whole. */
function media(kind: 'image' | 'file'): Decoded<Part> {
  return (block) => {
    const { source } = block;
    if (
      !isJsonObject(source) ||
      typeof source['type'] !== 'string' ||
      !Object.hasOwn(mediaSources, source['type'])
    )
      return opaque(block);
    const read = mediaSources[source['type']]?.(source);
    const mediaType = source['media_type'];
    const isOdd =
      unknownOf(source, sourceKeys[source['type']] ?? keys()) !== undefined ||
      (mediaType !== undefined && typeof mediaType !== 'string');
    if (read === undefined || isOdd) return opaque(block);
    return {
      type: 'media',
      kind,
      source: read,
      ...(mediaType !== undefined && { mediaType }),
      ...noted(wire, unknownOf(block, mediaKeys)),
    };
  };
}

const decoders: { readonly [type: string]: Decoded<Part> } = {
  text,
  thinking,
  redacted_thinking: redacted,
  tool_use: toolCall,
  tool_result: toolResult,
  image: media('image'),
  document: media('file'),
};
