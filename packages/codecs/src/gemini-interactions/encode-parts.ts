/** Parts as contents and steps. Everything that cannot travel is said in the losses. */
import {
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type PartType,
  type ThinkingPart,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import { argumentsAsJson, argumentsAsObject } from '../call-arguments.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { encodeContent, opaqueContent } from './content.ts';
import { issuer, proofKind, wire } from './format.ts';
import { isPlainText } from './input.ts';

/** What a part becomes: a content, which may share its step with others, or a step of its own. */
export type Piece =
  | { readonly kind: 'content'; readonly value: JsonValue; readonly part: Part }
  | { readonly kind: 'thought'; readonly value: Thought; readonly isNext: boolean }
  | { readonly kind: 'step'; readonly value: JsonValue };

/** A thought as it goes out; a further text joins the summary of the one before. */
type Thought = { readonly fields: JsonObject; readonly summary: readonly JsonValue[] | undefined };

type Encode<Type extends PartType> = (
  part: Part & { readonly type: Type },
  path: string,
  telling: Telling,
) => readonly Piece[];
type AnyEncode = (part: Part, path: string, telling: Telling) => readonly Piece[];

export function encodePart(part: Part, path: string, telling: Telling): readonly Piece[] {
  if (part.type !== 'opaque' && part.type !== 'toolset')
    telling.losses.push(...foreignNotes(part, wire, path));
  return (encoders[part.type] as AnyEncode)(part, path, telling);
}

const content = (value: JsonValue, part: Part): readonly Piece[] => [{ kind: 'content', value, part }];

const text: Encode<'text'> = (part, path, telling) => {
  signaturesLost(telling, path, part.signatures);
  return content(encodeContent(part) as JsonObject, part);
};

const media: Encode<'media'> = (part, path, telling) => {
  const value = encodeContent(part);
  if (value === undefined) {
    lose(telling, path, 'part-unsupported', 'a file of another provider has no place here');
    return [];
  }
  if (part.name !== undefined && part.kind !== 'video')
    lose(telling, `${path}.name`, 'field-unsupported', 'only videos have names here');
  return content(value, part);
};

const thinking: Encode<'thinking'> = (part, path, telling) => {
  const signature = part.signatures?.find((one) => one.issuer === issuer);
  const foreign = part.signatures?.filter((one) => one !== signature);
  signaturesLost(telling, path, foreign);
  const isOwn = !telling.isForeign && (foreign === undefined || foreign.length === 0);
  if (signature === undefined && part.text === undefined) {
    withhold(telling, path, 'nothing of it is readable here');
    return [];
  }
  if (signature === undefined && !isOwn && telling.policy !== 'keep-readable') {
    if (telling.policy === 'tag' && part.text !== undefined)
      return content({ type: 'text', text: disguised(telling, path, part.text) }, part);
    withhold(telling, path, `thinking of another provider, policy ${telling.policy}`);
    return [];
  }
  sent(telling, path);
  if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  if (signature !== undefined && signature.kind !== proofKind)
    lose(telling, `${path}.signatures`, 'field-unsupported', `a proof of the kind ${signature.kind}`);
  const isNext = formOf(part, wire, 'summary') === 'next' && signature === undefined;
  return [{ kind: 'thought', isNext, value: thoughtOf(part, signature?.value, path, telling) }];
};

function thoughtOf(
  part: ThinkingPart,
  signature: string | undefined,
  path: string,
  telling: Telling,
): Thought {
  const { content: ofText, summary: others, ...fields } = { ...extraOf(part, wire) };
  const isShown = part.text !== undefined && (part.text !== '' || part.visibility !== 'omitted');
  if (part.visibility !== (isShown ? 'summary' : 'omitted'))
    lose(telling, `${path}.visibility`, 'field-unsupported', part.visibility);
  const shown = isShown ? [withExtra({ type: 'text', text: part.text }, ofText as JsonObject)] : [];
  const summary = [...shown, ...(Array.isArray(others) ? (others as readonly JsonValue[]) : [])];
  const isSaid = summary.length > 0 || formOf(part, wire, 'summary') === 'empty';
  const isNull = !isSaid && formOf(part, wire, 'summary') === 'null';
  const ours = {
    type: 'thought',
    ...(signature !== undefined && { signature }),
    ...(isNull && { summary: null }),
  };
  return { fields: withExtra(ours, fields), summary: isSaid ? summary : undefined };
}

const toolCall: Encode<'toolCall'> = (part, path, telling) => {
  // The types of 3.3.0 know no proof on a call; older ones did, and what came on this wire goes back on it.
  const proof = telling.isForeign ? undefined : part.signatures?.find((one) => one.issuer === issuer);
  signaturesLost(
    telling,
    path,
    part.signatures?.filter((one) => one !== proof),
  );
  if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'a call has one id here');
  const given = argumentsOf(part, path, telling);
  const ours = {
    type: 'function_call',
    id: part.callId,
    name: part.name,
    ...(given !== undefined && { arguments: given }),
    ...(proof !== undefined && { signature: proof.value }),
  };
  return [{ kind: 'step', value: withExtra(ours, extraOf(part, wire)) }];
};

function argumentsOf(part: ToolCallPart, path: string, telling: Telling): JsonValue | undefined {
  const form = formOf(part, wire, 'arguments');
  if (form === 'absent' && part.arguments === '') return undefined;
  const encode = form === 'any' ? argumentsAsJson : argumentsAsObject;
  return encode(part.arguments, path, telling);
}

const toolResult: Encode<'toolResult'> = (part, path, telling) => {
  const result = resultOf(part, path, telling);
  const ours = {
    type: 'function_result',
    call_id: part.callId,
    ...(part.name !== undefined && { name: part.name }),
    ...(result !== undefined && { result }),
    ...(part.isError !== undefined && { is_error: part.isError }),
  };
  return [{ kind: 'step', value: withExtra(ours, extraOf(part, wire)) }];
};

function resultOf(part: ToolResultPart, path: string, telling: Telling): JsonValue | undefined {
  const form = formOf(part, wire, 'result');
  const [only] = part.content;
  if (form === 'absent' && only === undefined) return undefined;
  if (only?.type === 'json' && part.content.length === 1) {
    const isRead = typeof only.value !== 'string' && !isReadAsList(only.value);
    if (!isRead) lose(telling, `${path}.content[0]`, 'text-ambiguous', 'it is read back as text');
    return only.value;
  }
  const list = part.content.flatMap((inner, index) =>
    resultContent(inner, `${path}.content[${index}]`, telling),
  );
  const [first] = list;
  return list.length === 1 && isPlainText(first) && form !== 'list' ? first.text : list;
}

function isReadAsList(value: JsonValue): boolean {
  return (
    Array.isArray(value) &&
    (value as readonly JsonValue[]).every(
      (item) => typeof (item as { type?: unknown } | null)?.type === 'string',
    )
  );
}

function resultContent(
  inner: ToolResultPart['content'][number],
  path: string,
  telling: Telling,
): readonly JsonValue[] {
  if (inner.type === 'json') {
    lose(telling, path, 'part-unsupported', 'JSON beside other contents travels as text');
    return [{ type: 'text', text: stringifyJson(inner.value) }];
  }
  return encodePart(inner, path, telling).map(({ value }) => value as JsonValue);
}

const refusal: Encode<'refusal'> = (part, path, telling) => {
  lose(telling, path, 'part-unsupported', 'the words of a refusal travel as text');
  return content({ type: 'text', text: part.text }, part);
};

const opaque: Encode<'opaque'> = (part, path, telling) => {
  if (part.wire === wire)
    return part.kind === opaqueContent ? content(part.value, part) : [{ kind: 'step', value: part.value }];
  lose(telling, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  return [];
};

const source: Encode<'source'> = (_part, path, telling) => {
  lose(telling, path, 'part-unsupported', 'a citation stands with its text here');
  return [];
};

const encoders: { readonly [Type in PartType]: Encode<Type> } = {
  text,
  media,
  thinking,
  toolCall,
  toolResult,
  refusal,
  source,
  opaque,
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  toolset: () => [],
};
