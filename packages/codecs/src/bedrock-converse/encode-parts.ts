/** Parts as blocks. Everything that cannot travel is said in the context's losses. */
import type {
  JsonObject,
  JsonPart,
  Part,
  PartType,
  Signature,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
} from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { argumentsAsJson } from '../call-arguments.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { withNested } from '../nested.ts';
import { extraOf, foreignNotes, formOf } from '../notes.ts';
import { isBlank, visibilityOf } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import { idRule, wire, type Block } from './format.ts';
import { mediaBlock } from './media.ts';

export type Context = Telling & {
  readonly dialect: Dialect;
  /** Whether text without words may go out: replies may hold it, requests may not. */
  readonly takesBlank: boolean;
  /** The message's place in the session. */
  readonly index: number;
};

type Encode<Type extends PartType | 'json'> = (
  part: (Part | JsonPart) & { readonly type: Type },
  path: string,
  context: Context,
) => readonly Block[];
type AnyEncode = (part: Part | JsonPart, path: string, context: Context) => readonly Block[];

export function encodePart(part: Part | JsonPart, path: string, context: Context): readonly Block[] {
  if (part.type !== 'opaque' && part.type !== 'toolset')
    context.losses.push(...foreignNotes(part, wire, path));
  return (encoders[part.type] as AnyEncode)(part, path, context);
}

const text: Encode<'text'> = (part, path, context) => {
  signaturesLost(context, path, part.signatures);
  const block = words(part.text, path, context, formOf(part, wire, 'text') === 'blank');
  if (block === undefined) return [];
  const isCited = formOf(part, wire, 'block') === 'citationsContent';
  return [withNested(isCited ? { citationsContent: { content: [block] } } : block, extraOf(part, wire))];
};

function words(value: string, path: string, context: Context, cameSo: boolean = false): Block | undefined {
  if (!isBlank(value) || cameSo || context.takesBlank) return { text: value };
  lose(context, path, 'part-unsupported', 'this wire refuses text without words');
  return undefined;
}

const thinking: Encode<'thinking'> = (part, path, context) => {
  const signature = part.signatures?.find((one) => isOwn(one, context.dialect));
  signaturesLost(
    context,
    path,
    part.signatures?.filter((one) => one !== signature),
  );
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  if (signature === undefined) return unsigned(part, path, context);
  sent(context, path);
  return [
    signature.kind === 'redacted'
      ? sealed(part, signature, path, context)
      : signed(part, signature, path, context),
  ];
};

function isOwn({ issuer, kind }: Signature, dialect: Dialect): boolean {
  return issuer === (kind === 'redacted' ? dialect.sealer : dialect.issuer) && kinds.has(kind);
}

const kinds: ReadonlySet<string> = new Set(['thinking', 'redacted']);

function sealed(part: ThinkingPart, { value }: Signature, path: string, context: Context): Block {
  if (part.text !== undefined)
    lose(context, `${path}.text`, 'field-unsupported', 'redacted thinking shows no text');
  seen(part, 'redacted', path, context);
  return reasoning({ redactedContent: value }, part);
}

function signed(part: ThinkingPart, { value }: Signature, path: string, context: Context): Block {
  const { text: shown } = part;
  seen(part, visibilityOf(shown, value), path, context);
  return reasoning(
    { reasoningText: { ...(shown !== undefined && { text: shown }), signature: value } },
    part,
  );
}

function seen(
  part: ThinkingPart,
  visibility: ThinkingPart['visibility'],
  path: string,
  context: Context,
): void {
  if (visibility !== part.visibility)
    lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
}

function reasoning(body: JsonObject, part: ThinkingPart): Block {
  return withNested({ reasoningContent: body }, extraOf(part, wire));
}

function unsigned(part: ThinkingPart, path: string, context: Context): readonly Block[] {
  const { policy, dialect, isForeign } = context;
  const isOurs = !isForeign && part.signatures === undefined;
  if (part.text === undefined) {
    withhold(context, path, 'nothing of it is readable here');
    return [];
  }
  if (isOurs || (policy === 'keep-readable' && dialect.takesUnsigned)) {
    sent(context, path);
    seen(part, 'full', path, context);
    return [reasoning({ reasoningText: { text: part.text } }, part)];
  }
  if (policy === 'tag') return [{ text: disguised(context, path, part.text) }];
  withhold(context, path, 'thinking without a signature of this provider is refused here');
  return [];
}

const toolCall: Encode<'toolCall'> = (part, path, context) => {
  signaturesLost(context, path, part.signatures);
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'a call has one id here');
  const input = argumentsAsJson(part.arguments, path, context);
  const body = { toolUseId: idOf(part, path, context), name: part.name, input };
  return [withNested({ toolUse: body }, extraOf(part, wire))];
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
  const content = part.content.flatMap((inner, index) =>
    encodePart(inner, `${path}.content[${index}]`, context),
  );
  const isAbsent = content.length === 0 && formOf(part, wire, 'content') === 'absent';
  const body = {
    toolUseId: idOf(part, path, context),
    ...(!isAbsent && { content }),
    ...(part.isError !== undefined && { status: part.isError ? 'error' : 'success' }),
  };
  return [withNested({ toolResult: body }, extraOf(part, wire))];
};

const media: Encode<'media'> = (part, path, context) => {
  const place = `${context.index}${path.replaceAll(/\D+/g, '-')}`.replace(/-$/, '');
  const block = mediaBlock(part, path, place, context);
  return block === undefined ? [] : [block];
};

const refusal: Encode<'refusal'> = (part, path, context) => {
  lose(context, path, 'part-unsupported', 'a refusal is a stop reason here; its words travel as text');
  const block = words(part.text, path, context);
  return block === undefined ? [] : [block];
};

const json: Encode<'json'> = (part) => [withNested({ json: part.value }, extraOf(part, wire))];

const opaque: Encode<'opaque'> = (part, path, context) => {
  if (part.wire === wire) return [part.value as Block];
  lose(context, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  return [];
};

const nothing: Encode<'source'> = (part, path, context) => {
  lose(context, path, 'part-unsupported', `${part.type} has no place here`);
  return [];
};

// The toolset itself is said by the request (`effectiveTools`), which reports its loss.
const said: Encode<'toolset'> = () => [];

const encoders: { readonly [Type in PartType | 'json']: Encode<Type> } = {
  text,
  thinking,
  toolCall,
  toolResult,
  media,
  refusal,
  source: nothing,
  opaque,
  toolset: said,
  json,
};
