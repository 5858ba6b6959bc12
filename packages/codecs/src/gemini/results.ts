/** `functionResponse`, both ways. */
import {
  isJsonObject,
  sameJson,
  type JsonObject,
  type JsonPart,
  type JsonValue,
  type OpaquePart,
  type ResultContent,
  type TextPart,
  type ToolResultPart,
} from '@throughline/core';
import { derived } from '../derived-ids.ts';
import { lose, signaturesLost } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, noted } from '../notes.ts';
import type { Context } from './encode-parts.ts';
import { isFilledText, isList, isText, wire } from './format.ts';
import { callForm, idOf } from './ids.ts';
import { decodeMedia, encodeMedia } from './media.ts';
import type { Scope } from './parts.ts';
import { fieldsOf, respelled, spellingOf, withNested } from './spelling.ts';

export function decodeResult(part: JsonObject, { ids, nameOf }: Scope): ToolResultPart | undefined {
  const fields = fieldsOf(part);
  const value = fields.take('functionResponse', isJsonObject);
  if (value === undefined) return undefined;
  const inner = fieldsOf(value, 'functionResponse.');
  const name = inner.take('name', isText);
  const id = inner.take('id', isFilledText);
  if (name === undefined && id === undefined) return undefined;
  const callId = name === undefined ? (id as string) : ids.result(name, id);
  const known = nameOf(callId);
  const response = inner.take('response', isJsonObject);
  const media = inner.take('parts', isList);
  fields.leave('functionResponse', inner.rest());
  const { content, isError } = response === undefined ? nothingSaid : contentOf(response);
  return {
    type: 'toolResult',
    callId,
    // The name of the call is the call's to say.
    ...(name !== undefined && name !== known && { name }),
    content: [...content, ...(media === undefined ? [] : media.map(decodeEntry))],
    ...(isError && { isError }),
    ...noted(wire, fields.rest(), {
      ...callForm(id),
      ...(name === undefined && { name: 'absent' }),
      ...(response === undefined && { response: 'absent' }),
      ...(media?.length === 0 && { parts: 'empty' }),
      ...spellingOf(fields, inner),
    }),
  };
}

function decodeEntry(entry: JsonValue): ResultContent {
  const media = isJsonObject(entry) ? decodeMedia(entry) : undefined;
  return media ?? { type: 'opaque', wire, kind: 'part', value: entry };
}

type Said = { readonly content: readonly (TextPart | JsonPart)[]; readonly isError: boolean };

const nothingSaid: Said = { content: [], isError: false };

/** `output` and `error` are the API's own words for the two outcomes; any other object is the result itself. (`@google/genai` 3.3.0, read 2026-11-23) */
function contentOf(response: JsonObject): Said {
  const entries = Object.entries(response);
  const [only] = entries;
  if (only === undefined) return nothingSaid;
  const [key, value] = only;
  if (entries.length === 1 && key === 'error') return { content: [valuePart(value)], isError: true };
  if (entries.length === 1 && key === 'output' && !isJsonObject(value))
    return { content: [valuePart(value)], isError: false };
  return { content: [{ type: 'json', value: response }], isError: false };
}

function valuePart(value: JsonValue): TextPart | JsonPart {
  return typeof value === 'string' ? { type: 'text', text: value } : { type: 'json', value };
}

export function encodeResult(part: ToolResultPart, path: string, context: Context): JsonObject {
  const call = context.callOf(part.callId);
  const isAbsent = formOf(part, wire, 'name') === 'absent';
  const name = part.name ?? (isAbsent ? undefined : call?.name);
  if (name === undefined && !isAbsent)
    lose(context, `${path}.name`, 'field-unsupported', 'the call is not known, and no name is said');
  const isDerived = [part, ...(call === undefined ? [] : [call])].some(
    (one) => formOf(one, wire, 'id') === derived,
  );
  const { values, media } = sorted(part, path, context);
  const isSilent = formOf(part, wire, 'response') === 'absent' && values.length === 0;
  const ours = {
    functionResponse: {
      ...(!isDerived && { id: idOf(part, path, context, call) }),
      ...(name !== undefined && { name }),
      ...(!isSilent && { response: responseOf(part, values, path, context) }),
      ...((media.length > 0 || formOf(part, wire, 'parts') === 'empty') && { parts: media }),
    },
  };
  return withNested(respelled(ours, formOf(part, wire, 'snake')), extraOf(part, wire));
}

type Sorted = { readonly values: readonly (TextPart | JsonPart)[]; readonly media: readonly JsonValue[] };

/** Words and values go into the response, media beside it. */
function sorted(part: ToolResultPart, path: string, context: Context): Sorted {
  const values: (TextPart | JsonPart)[] = [];
  const media: JsonValue[] = [];
  for (const [index, inner] of part.content.entries()) {
    const place = `${path}.content[${index}]`;
    if (inner.type === 'opaque') media.push(...opaqueEntry(inner, place, context));
    else {
      context.losses.push(...foreignNotes(inner, wire, place));
      const entry = inner.type === 'media' ? encodeMedia(inner, place, context) : undefined;
      if (entry !== undefined) media.push(entry);
      if (inner.type === 'media') continue;
      if (media.length > 0) lose(context, place, 'order-changed', 'media come after words here');
      if (inner.type === 'text') signaturesLost(context, place, inner.signatures);
      values.push(inner);
    }
  }
  return { values, media };
}

function opaqueEntry(part: OpaquePart, path: string, context: Context): readonly JsonValue[] {
  if (part.wire === wire) return [part.value];
  lose(context, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  return [];
}

function responseOf(
  { isError }: ToolResultPart,
  values: Sorted['values'],
  path: string,
  context: Context,
): JsonObject {
  if (isError === false)
    lose(context, `${path}.isError`, 'field-unsupported', 'what is no error says nothing of it here');
  const bare = values.map((one) => (one.type === 'text' ? one.text : one.value));
  const response = wrapped(bare, isError === true);
  if (values.length > 1) lose(context, `${path}.content`, 'parts-merged', 'several values are one list here');
  else if (!readsAs(response, bare, isError === true))
    lose(context, `${path}.content`, 'text-ambiguous', 'it is read back as something else');
  return response;
}

function wrapped(values: readonly JsonValue[], isError: boolean): JsonObject {
  const key = isError ? 'error' : 'output';
  const [only] = values;
  if (only === undefined) return isError ? { error: '' } : {};
  if (values.length > 1) return { [key]: values };
  return isJsonObject(only) && !isError ? only : { [key]: only };
}

function readsAs(response: JsonObject, values: readonly JsonValue[], isError: boolean): boolean {
  const said = contentOf(response);
  const read = said.content.map((one) => (one.type === 'text' ? one.text : one.value));
  return said.isError === isError && sameJson(read, values);
}
