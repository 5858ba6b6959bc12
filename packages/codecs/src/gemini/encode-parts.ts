/** Parts of ours as parts of a content. Everything that cannot travel is said in the context's losses. */
import type {
  JsonObject,
  JsonValue,
  Message,
  Part,
  PartType,
  ThinkingPart,
  ToolCallPart,
} from '@throughline/core';
import { argumentsAsObject } from '../call-arguments.ts';
import { derived } from '../derived-ids.ts';
import { disguised, lose, sent, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf } from '../notes.ts';
import { wire } from './format.ts';
import { idOf } from './ids.ts';
import { encodeMedia } from './media.ts';
import { encodeResult } from './results.ts';
import { ownSignature, signatureField, standInFor } from './signatures.ts';
import { respelled, withNested } from './spelling.ts';

export type Context = Telling & {
  readonly callOf: (callId: string) => ToolCallPart | undefined;
  /** The call that goes out with a stand-in where it has no signature. */
  readonly standInAt?: string;
};

type Encode<Type extends PartType> = (
  part: Part & { readonly type: Type },
  path: string,
  context: Context,
) => JsonValue | undefined;
type AnyEncode = (part: Part, path: string, context: Context) => JsonValue | undefined;

export function encodeParts({ parts }: Message, context: Context): readonly JsonValue[] {
  return parts.flatMap((part, index) => {
    const encoded = encodePart(part, `.parts[${index}]`, context);
    return encoded === undefined ? [] : [encoded];
  });
}

/** `undefined` where the part has no place here. */
function encodePart(part: Part, path: string, context: Context): JsonValue | undefined {
  if (part.type !== 'opaque' && part.type !== 'toolset')
    context.losses.push(...foreignNotes(part, wire, path));
  return (encoders[part.type] as AnyEncode)(part, path, context);
}

/** Our fields with what was noted, as it was spelled. */
function noted(part: Parameters<typeof extraOf>[0], ours: JsonObject): JsonObject {
  return withNested(respelled(ours, formOf(part, wire, 'snake')), extraOf(part, wire));
}

const text: Encode<'text'> = (part, path, context) =>
  noted(part, { text: part.text, ...signatureField(part, path, context) });

const thinking: Encode<'thinking'> = (part, path, context) => {
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  const signature = signatureField(part, path, context);
  const isOwn = !context.isForeign && part.signatures === undefined;
  if (ownSignature(part.signatures) !== undefined || (isOwn && part.text !== undefined))
    return asThinking(part, signature, path, context);
  if (part.text === undefined || part.text === '') {
    withhold(context, path, 'nothing of it is readable here');
    return undefined;
  }
  if (context.policy === 'tag') return { text: disguised(context, path, part.text) };
  if (context.policy === 'keep-readable') return asThinking(part, signature, path, context);
  withhold(context, path, 'thinking of another provider is left out');
  return undefined;
};

function asThinking(part: ThinkingPart, signature: JsonObject, path: string, context: Context): JsonObject {
  sent(context, path);
  const isSilent = part.text === undefined && formOf(part, wire, 'text') === 'absent';
  const shown = part.text === undefined ? '' : part.text;
  const isSigned = ownSignature(part.signatures) !== undefined;
  const visibility = isSilent ? 'encrypted' : shown === '' && isSigned ? 'omitted' : 'summary';
  if (visibility !== part.visibility)
    lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
  return noted(part, { ...(!isSilent && { text: shown }), thought: true, ...signature });
}

const toolCall: Encode<'toolCall'> = (part, path, context) => {
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'a call has one id here');
  const isSilent = formOf(part, wire, 'args') === 'absent' && part.arguments === '';
  const signature = signatureField(part, path, context);
  const isStoodIn = context.standInAt === path && Object.keys(signature).length === 0;
  return noted(part, {
    functionCall: {
      ...(formOf(part, wire, 'id') !== derived && { id: idOf(part, path, context) }),
      name: part.name,
      ...(!isSilent && { args: argumentsAsObject(part.arguments, path, context) }),
    },
    ...(isStoodIn ? standInFor(path, context) : signature),
  });
};

const refusal: Encode<'refusal'> = (part, path, context) => {
  lose(context, path, 'part-unsupported', 'a refusal is a reason to stop here; its words travel as text');
  return { text: part.text };
};

const opaque: Encode<'opaque'> = (part, path, context) => {
  if (part.wire === wire) return part.value;
  lose(context, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  return undefined;
};

const source: Encode<'source'> = (_part, path, context) => {
  lose(context, path, 'part-unsupported', 'a citation is no part here');
  return undefined;
};

const encoders: { readonly [Type in PartType]: Encode<Type> } = {
  text,
  thinking,
  toolCall,
  toolResult: encodeResult,
  media: encodeMedia,
  refusal,
  source,
  opaque,
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  toolset: () => undefined,
};
