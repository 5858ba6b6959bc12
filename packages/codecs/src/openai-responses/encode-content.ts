/** Parts as pieces of content: of a message, or of a result. */
import {
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type PartType,
  type ResultContent,
} from '@throughline/core';
import { lose, signaturesLost, type Telling } from '../encoding.ts';
import { formOf, withExtra } from '../notes.ts';
import { mediaBlock, type UsualText } from './content.ts';
import { wire } from './format.ts';

/** `extra` are the fields that were noted of this piece. */
export type ContentContext = Telling & { readonly usual: UsualText };

type Encode<Type extends PartType | 'json'> = (
  part: (Part | ResultContent) & { readonly type: Type },
  path: string,
  context: ContentContext,
) => JsonValue | undefined;

/** `undefined` where the part has no place in content, which a loss says. */
export function encodeContent(
  part: Part | ResultContent,
  extra: JsonObject | undefined,
  path: string,
  context: ContentContext,
): JsonValue | undefined {
  const encode = Object.hasOwn(encoders, part.type)
    ? (encoders[part.type as keyof typeof encoders] as Encode<PartType>)
    : undefined;
  if (encode === undefined) {
    lose(context, path, 'part-unsupported', `${part.type} has no place here`);
    return undefined;
  }
  const block = encode(part as Part, path, context);
  return part.type === 'opaque' || block === undefined ? block : withExtra(block as JsonObject, extra);
}

const text: Encode<'text'> = (part, path, context) => {
  signaturesLost(context, path, part.signatures);
  return { type: formOf(part, wire, 'type') ?? context.usual, text: part.text };
};

const refusal: Encode<'refusal'> = (part) => ({ type: 'refusal', refusal: part.text });

const media: Encode<'media'> = (part, path, context) => {
  const block = mediaBlock(part, formOf(part, wire, 'file_data') === 'bare');
  if (block === undefined) {
    lose(context, path, 'part-unsupported', `${part.mediaType ?? part.kind} has no place here`);
    return undefined;
  }
  if (part.mediaType !== undefined && part.source.type !== 'data')
    lose(context, `${path}.mediaType`, 'field-unsupported', 'said for inline data only');
  if (part.name === undefined) return block;
  if (part.kind === 'file') return { ...block, filename: part.name };
  lose(context, `${path}.name`, 'field-unsupported', 'only files have a name here');
  return block;
};

const json: Encode<'json'> = (part, path, context) => {
  lose(context, path, 'part-unsupported', 'JSON travels as text');
  return { type: context.usual, text: stringifyJson(part.value) };
};

const opaque: Encode<'opaque'> = (part, path, context) => {
  if (part.wire === wire) return part.value;
  lose(context, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  return undefined;
};

const encoders: { readonly [Type in 'text' | 'refusal' | 'media' | 'json' | 'opaque']: Encode<Type> } = {
  text,
  refusal,
  media,
  json,
  opaque,
};

/** A single text that says nothing else may be a string. */
export function plainText(blocks: readonly JsonValue[], usual: UsualText): string | undefined {
  const [only] = blocks as readonly JsonObject[];
  const isPlain = blocks.length === 1 && only?.['type'] === usual && Object.keys(only).length === 2;
  return isPlain && typeof only['text'] === 'string' ? only['text'] : undefined;
}
