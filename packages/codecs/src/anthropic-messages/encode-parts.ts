/** Parts as blocks. Everything that cannot travel is said in the context's losses. */
import {
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type PartType,
  type Signature,
  type ThinkingPart,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { argumentsAsJson } from '../call-arguments.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { visibilityOf } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import { idRule, wire, type Block } from './format.ts';
import { encodeToolChange } from './tool-changes.ts';

export type Context = Telling & {
  readonly dialect: Dialect;
  /** Whether a change of the toolset has a place in the message. */
  readonly mayChangeTools: boolean;
};

type Encode<Type extends PartType> = (
  part: Part & { readonly type: Type },
  path: string,
  context: Context,
) => readonly Block[];
type AnyEncode = (part: Part, path: string, context: Context) => readonly Block[];

export function encodePart(part: Part, path: string, context: Context): readonly Block[] {
  if (part.type !== 'opaque' && part.type !== 'toolset')
    context.losses.push(...foreignNotes(part, wire, path));
  return (encoders[part.type] as AnyEncode)(part, path, context);
}

function block(type: string, fields: JsonObject, extra: JsonObject | undefined): Block {
  return withExtra({ type, ...fields }, extra) as Block;
}

const text: Encode<'text'> = (part, path, context) => {
  if (part.text === '' && formOf(part, wire, 'text') !== 'empty') {
    lose(context, path, 'part-unsupported', 'this wire refuses an empty text');
    return [];
  }
  signaturesLost(context, path, part.signatures);
  return [block('text', { text: part.text }, extraOf(part, wire))];
};

const thinking: Encode<'thinking'> = (part, path, context) => {
  const signature = part.signatures?.find(({ issuer }) => issuer === context.dialect.issuer);
  signaturesLost(
    context,
    path,
    part.signatures?.filter((one) => one !== signature),
  );
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  if (signature !== undefined) return signed(part, signature, path, context);
  return unsigned(part, path, context);
};

function signed(part: ThinkingPart, signature: Signature, path: string, context: Context): readonly Block[] {
  sent(context, path);
  const { value } = signature;
  const isRedacted = signature.kind === 'redacted';
  if (isRedacted && part.text !== undefined)
    lose(context, `${path}.text`, 'field-unsupported', 'a redacted block shows no text');
  const shown = isRedacted ? undefined : part.text;
  const visibility = isRedacted ? 'redacted' : visibilityOf(shown, value);
  if (visibility !== part.visibility)
    lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
  if (isRedacted) return [block('redacted_thinking', { data: value }, extraOf(part, wire))];
  return [
    block('thinking', { thinking: shown === undefined ? '' : shown, signature: value }, extraOf(part, wire)),
  ];
}

function unsigned(part: ThinkingPart, path: string, context: Context): readonly Block[] {
  const isOwn = !context.isForeign && part.signatures === undefined;
  const isReadable = part.text !== undefined;
  if (isReadable && (isOwn || (context.policy === 'keep-readable' && context.dialect.takesUnsigned))) {
    sent(context, path);
    if (part.visibility !== 'full') lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
    return [block('thinking', { thinking: part.text }, extraOf(part, wire))];
  }
  if (isReadable && context.policy === 'tag') {
    return [{ type: 'text', text: disguised(context, path, part.text) }];
  }
  const reason = isReadable
    ? 'thinking without a signature of this provider is refused here'
    : 'nothing of it is readable here';
  withhold(context, path, reason);
  return [];
}

const toolCall: Encode<'toolCall'> = (part, path, context) => {
  signaturesLost(context, path, part.signatures);
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'a call has one id here');
  const input =
    formOf(part, wire, 'input') === 'absent' && part.arguments === ''
      ? undefined
      : argumentsAsJson(part.arguments, path, context, part);
  const id = idOf(part, path, context);
  return [
    block('tool_use', { id, name: part.name, ...(input !== undefined && { input }) }, extraOf(part, wire)),
  ];
};

function idOf(part: ToolCallPart | ToolResultPart, path: string, context: Context): string {
  if (formOf(part, wire, 'id') === 'as it came') return part.callId;
  const id = aliasOf(part.callId, idRule);
  if (id !== part.callId)
    lose(context, `${path}.callId`, 'field-unsupported', `${part.callId} goes out as ${id}`);
  return id;
}

const toolResult: Encode<'toolResult'> = (part, path, context) => {
  if (part.name !== undefined)
    lose(context, `${path}.name`, 'field-unsupported', 'a result names no tool here');
  const id = idOf(part, path, context);
  const blocks = part.content.flatMap((inner, index) =>
    encodePart(inner as Part, `${path}.content[${index}]`, context),
  );
  const [only] = blocks;
  const form = formOf(part, wire, 'content');
  const isPlain =
    blocks.length === 1 && only?.type === 'text' && Object.keys(only).length === 2 && form !== 'blocks';
  const isAbsent = blocks.length === 0 && form !== 'blocks';
  return [
    block(
      'tool_result',
      {
        tool_use_id: id,
        ...(!isAbsent && { content: isPlain ? (only['text'] as string) : blocks }),
        ...(part.isError !== undefined && { is_error: part.isError }),
      },
      extraOf(part, wire),
    ),
  ];
};

const mediaBlocks: { readonly [kind: string]: string } = { image: 'image', file: 'document' };

const media: Encode<'media'> = (part, path, context) => {
  const type = mediaBlocks[part.kind];
  if (type === undefined) {
    lose(context, path, 'part-unsupported', `${part.kind} has no place here`);
    return [];
  }
  if (part.name !== undefined) lose(context, `${path}.name`, 'field-unsupported', 'media have no name here');
  signaturesLost(context, path, part.signatures);
  const { mediaType, source } = part;
  const kept = mediaType !== undefined && source.type === 'data' ? { media_type: mediaType } : {};
  if (mediaType !== undefined && source.type !== 'data')
    lose(context, `${path}.mediaType`, 'field-unsupported', 'said for inline data only');
  return [block(type, { source: { ...sourceOf(source), ...kept } }, extraOf(part, wire))];
};

function sourceOf(source: (Part & { readonly type: 'media' })['source']): JsonObject {
  if (source.type === 'data') return { type: 'base64', data: source.data };
  return source.type === 'url' ? { type: 'url', url: source.url } : { type: 'file', file_id: source.id };
}

const refusal: Encode<'refusal'> = (part, path, context) => {
  lose(context, path, 'part-unsupported', 'a refusal is a stop reason here; its words travel as text');
  return [{ type: 'text', text: part.text }];
};

const json = (part: { readonly value: JsonValue }, path: string, context: Context): readonly Block[] => {
  lose(context, path, 'part-unsupported', 'JSON travels as text');
  return [{ type: 'text', text: stringifyJson(part.value) }];
};

const opaque: Encode<'opaque'> = (part, path, context) => {
  if (part.wire === wire) return [part.value as Block];
  lose(context, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  return [];
};

const nothing = (part: Part, path: string, context: Context): readonly Block[] => {
  lose(context, path, 'part-unsupported', `${part.type} has no place here`);
  return [];
};

/** Where it has no place, the request says the toolset itself (`effectiveTools`) and reports the loss. */
const toolset: Encode<'toolset'> = (part, path, context) =>
  context.mayChangeTools ? encodeToolChange(part, path, context) : [];

const encoders: { readonly [Type in PartType]: Encode<Type> } & { readonly json: unknown } = {
  text,
  thinking,
  toolCall,
  toolResult,
  media,
  refusal,
  source: nothing,
  opaque,
  toolset,
  json,
};
