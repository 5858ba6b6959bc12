/** The parts of a content, as ours. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type TextPart,
  type ThinkingPart,
  type ToolCallPart,
} from '@throughline/core';
import type { IdDeriver } from '../derived-ids.ts';
import { noted } from '../notes.ts';
import { dataFields, isFilledText, isText, wire } from './format.ts';
import { callForm } from './ids.ts';
import { decodeMedia } from './media.ts';
import { decodeResult } from './results.ts';
import { signatureIn } from './signatures.ts';
import { fieldsOf, keyOf, spellingOf } from './spelling.ts';

/** What is known when a part is read. */
export type Scope = {
  readonly ids: IdDeriver;
  /** The name of the latest call of this id in an earlier content. */
  readonly nameOf: (callId: string) => string | undefined;
};

type DataField = (typeof dataFields)[number];

/** What a part holds; `thinking` where it only says that it is that. */
export function kindOf(part: JsonObject): DataField | 'thinking' | undefined {
  const known = dataFields.filter((name) => keyOf(part, name) !== undefined);
  const [first, other] = known;
  // Only a text may stand beside something else, and then is not what counts.
  if (first === 'text' && other !== undefined) return other;
  return first ?? (part['thought'] === true ? 'thinking' : undefined);
}

export function decodePart(part: JsonValue, scope: Scope): Part {
  if (!isJsonObject(part)) return opaque('part', part);
  const kind = kindOf(part);
  const decode = kind !== undefined && Object.hasOwn(decoders, kind) ? decoders[kind] : undefined;
  return decode?.(part, scope) ?? opaque(kind ?? 'part', part);
}

function opaque(kind: string, value: JsonValue): Part {
  return { type: 'opaque', wire, kind, value };
}

/** `undefined` for a shape that does not fit. */
type Decode = (part: JsonObject, scope: Scope) => Part | undefined;

const isTrue = (value: JsonValue): value is true => value === true;

function text(part: JsonObject): TextPart | ThinkingPart | undefined {
  const fields = fieldsOf(part);
  const value = fields.take('text', isText);
  if (value === undefined) return undefined;
  const isThinking = fields.take('thought', isTrue) === true;
  const { form, ...signed } = signatureIn(fields);
  const notes = noted(wire, fields.rest(), { ...form, ...spellingOf(fields) });
  if (!isThinking) return { type: 'text', text: value, ...signed, ...notes };
  const visibility = value === '' && signed.signatures !== undefined ? 'omitted' : 'summary';
  return { type: 'thinking', text: value, visibility, ...signed, ...notes };
}

/** Thinking that shows nothing: its signature holds it all. */
function hiddenThinking(part: JsonObject): ThinkingPart | undefined {
  const fields = fieldsOf(part);
  fields.take('thought', isTrue);
  const { form, ...signed } = signatureIn(fields);
  if (signed.signatures === undefined) return undefined;
  return {
    type: 'thinking',
    visibility: 'encrypted',
    ...signed,
    ...noted(wire, fields.rest(), { ...form, text: 'absent', ...spellingOf(fields) }),
  };
}

function functionCall(part: JsonObject, { ids }: Scope): ToolCallPart | undefined {
  const fields = fieldsOf(part);
  const value = fields.take('functionCall', isJsonObject);
  const call = value && fieldsOf(value, 'functionCall.');
  const name = call?.take('name', isText);
  if (call === undefined || name === undefined) return undefined;
  const id = call.take('id', isFilledText);
  const input = call.take('args', isJsonObject);
  const { form, ...signed } = signatureIn(fields);
  fields.leave('functionCall', call.rest());
  return {
    type: 'toolCall',
    callId: ids.call(name, id),
    name,
    arguments: input === undefined ? '' : stringifyJson(input),
    ...signed,
    ...noted(wire, fields.rest(), {
      ...form,
      ...callForm(id),
      ...(input === undefined && { args: 'absent' }),
      ...spellingOf(fields, call),
    }),
  };
}

const decoders: { readonly [Kind in DataField | 'thinking']?: Decode } = {
  text,
  thinking: hiddenThinking,
  functionCall,
  functionResponse: decodeResult,
  inlineData: decodeMedia,
  fileData: decodeMedia,
};
