/** The blocks of a message's content, as parts. A known block in a shape that does not fit is opaque, whole. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type Part,
  type ResultContent,
  type ThinkingPart,
} from '@throughline/core';
import { unknownWithin, type Known } from '../nested.ts';
import { noted } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { idRule, wire, type Block } from './format.ts';
import { mediaOf } from './media.ts';

type Place = { readonly dialect: Dialect; readonly role: 'system' | 'user' | 'assistant' };
type Decoded = (block: Block, place: Place) => Part | undefined;

export function decodeBlock(block: Block, place: Place): Part {
  const [field, ...others] = Object.keys(block).filter((name) => Object.hasOwn(decoders, name));
  const part =
    field === undefined || others.length > 0 ? undefined : (decoders[field] as Decoded)(block, place);
  return part ?? opaque(block);
}

function opaque(value: JsonValue): OpaquePart {
  return { type: 'opaque', wire, kind: isJsonObject(value) ? Object.keys(value).join(' ') : '', value };
}

/** Bedrock refuses text that is empty or all white space. (botocore issue 3525, langchainjs pull request 8618, read 2026-11-25) */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

function textForm(text: string): Record<string, string> {
  return isBlank(text) ? { text: 'blank' } : {};
}

const text: Decoded = (block) => {
  const value = block['text'];
  if (typeof value !== 'string') return undefined;
  return { type: 'text', text: value, ...noted(wire, unknownWithin(block, { text: true }), textForm(value)) };
};

/** The answer's own words; what they cite stays in the notes. */
const citedText: Decoded = (block) => {
  const body = block['citationsContent'];
  const content = isJsonObject(body) ? body['content'] : undefined;
  const [only, ...others] = Array.isArray(content) ? (content as readonly JsonValue[]) : [];
  if (!isJsonObject(only) || others.length > 0 || Object.keys(only).length !== 1) return undefined;
  const value = only['text'];
  if (typeof value !== 'string') return undefined;
  const extra = unknownWithin(block, { citationsContent: { content: true } });
  return {
    type: 'text',
    text: value,
    ...noted(wire, extra, { ...textForm(value), block: 'citationsContent' }),
  };
};

const thinking: Decoded = (block, { dialect }) => {
  const body = block['reasoningContent'];
  if (!isJsonObject(body) || Object.hasOwn(body, 'reasoningText') === Object.hasOwn(body, 'redactedContent'))
    return undefined;
  return Object.hasOwn(body, 'reasoningText')
    ? readable(block, body['reasoningText'], dialect)
    : sealed(block, body['redactedContent'], dialect);
};

function readable(block: Block, body: JsonValue | undefined, { issuer }: Dialect): ThinkingPart | undefined {
  if (!isJsonObject(body)) return undefined;
  const { text: shown, signature } = body;
  const isSigned = typeof signature === 'string';
  if (!isSigned && signature !== undefined && signature !== null) return undefined;
  if (typeof shown !== 'string' && (shown !== undefined || !isSigned)) return undefined;
  const known: Known = {
    reasoningContent: { reasoningText: { text: true, ...(isSigned && { signature: true as const }) } },
  };
  return {
    type: 'thinking',
    ...(shown !== undefined && { text: shown }),
    visibility: isSigned ? visibilityOf(shown, signature) : 'full',
    ...(isSigned && { signatures: [{ issuer, kind: 'thinking', value: signature }] }),
    ...noted(wire, unknownWithin(block, known)),
  };
}

/** The whole thinking is in the signature; the text is a summary of it, or left out. */
export function visibilityOf(shown: string | undefined, signature: string): 'omitted' | 'summary' | 'full' {
  if (signature === '') return 'full';
  return shown === undefined || shown === '' ? 'omitted' : 'summary';
}

function sealed(block: Block, value: JsonValue | undefined, { sealer }: Dialect): ThinkingPart | undefined {
  if (typeof value !== 'string') return undefined;
  return {
    type: 'thinking',
    visibility: 'redacted',
    signatures: [{ issuer: sealer, kind: 'redacted', value }],
    ...noted(wire, unknownWithin(block, { reasoningContent: { redactedContent: true } })),
  };
}

/** What the provider runs itself has a type of its own; what we shall run has `tool_use` or none. (bodies recorded 2026-08) */
const toolCall: Decoded = (block) => {
  const body = block['toolUse'];
  if (!isJsonObject(body)) return undefined;
  const { toolUseId: callId, name, input, type } = body;
  if (typeof callId !== 'string' || typeof name !== 'string' || input === undefined) return undefined;
  if (type !== undefined && type !== 'tool_use') return undefined;
  const known = { toolUse: { toolUseId: true, name: true, input: true } } as const;
  return {
    type: 'toolCall',
    callId,
    name,
    arguments: stringifyJson(input),
    ...noted(wire, unknownWithin(block, known), idForm(callId)),
  };
};

function idForm(callId: string): Record<string, string> {
  return callId.length <= idRule.maxLength && idRule.allowed.test(callId) ? {} : { id: 'as it came' };
}

const statuses: { readonly [status: string]: boolean } = { success: false, error: true };

/** In a model's own message it is the result of a tool the provider ran. */
const toolResult: Decoded = (block, { role, dialect }) => {
  const body = block['toolResult'];
  if (role === 'assistant' || !isJsonObject(body)) return undefined;
  const { toolUseId: callId, content, status } = body;
  const isAbsent = content === undefined || content === null;
  if (typeof callId !== 'string' || (!isAbsent && !Array.isArray(content))) return undefined;
  const isError =
    typeof status === 'string' && Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  const known = {
    toolResult: {
      toolUseId: true,
      ...(content !== null && { content: true as const }),
      ...(isError !== undefined && { status: true as const }),
    },
  } as const;
  const items = isAbsent ? [] : (content as readonly JsonValue[]);
  return {
    type: 'toolResult',
    callId,
    content: items.map((item) => resultContent(item, dialect)),
    ...(isError !== undefined && { isError }),
    ...noted(wire, unknownWithin(block, known), {
      ...idForm(callId),
      ...(isAbsent && { content: 'absent' }),
    }),
  };
};

function resultContent(item: JsonValue, dialect: Dialect): ResultContent {
  if (!isJsonObject(item)) return opaque(item);
  if (isJsonItem(item))
    return {
      type: 'json',
      value: item['json'] as JsonValue,
      ...noted(wire, unknownWithin(item, { json: true })),
    };
  const part = decodeBlock(item, { dialect, role: 'user' });
  return part.type === 'text' || part.type === 'media' ? part : opaque(item);
}

function isJsonItem(item: JsonObject): boolean {
  return Object.hasOwn(item, 'json') && !Object.keys(item).some((name) => Object.hasOwn(decoders, name));
}

const decoders: { readonly [field: string]: Decoded } = {
  text,
  citationsContent: citedText,
  reasoningContent: thinking,
  toolUse: toolCall,
  toolResult,
  image: (block) => mediaOf(block, 'image'),
  document: (block) => mediaOf(block, 'document'),
  video: (block) => mediaOf(block, 'video'),
  audio: (block) => mediaOf(block, 'audio'),
};
