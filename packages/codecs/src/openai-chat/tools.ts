/** Tool definitions and tool calls, both ways. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type Part,
  type ToolCallPart,
  type ToolDefinition,
} from '@throughline/core';
import { extraOf, formOf, noted, unknownOf } from '../notes.ts';
import { derived, type IdDeriver } from '../derived-ids.ts';
import {
  argumentsOf,
  decodeFunctionTool,
  encodeFunctionTool,
  nested,
  opaqueCall,
  textOf,
  unnested,
} from '../functions.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import type { Dialect } from './dialects.ts';
import { vendorFields, wire } from './format.ts';
import { signed, unsigned } from './signatures.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

export function decodeTool(tool: JsonValue): ToolDefinition {
  return decodeFunctionTool(tool, { wire });
}

export const encodeTools: EncodeTools = toolEncoder(wire, (tool) => encodeFunctionTool(tool, wire));

const callKeys = keys('id', 'type', 'function');
const calledKeys = keys('name', 'arguments');

export { opaqueCall };

/** How a body is read: in which dialect, and which ids are given to calls that have none. */
export type Reading = { readonly dialect: Dialect; readonly ids: IdDeriver };

export function decodeCall(call: JsonObject, { dialect, ids }: Reading): Part {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueCall, value: call };
  const { id, type, function: called } = call;
  if (
    (typeof id !== 'string' && !isMissing(id)) ||
    (type !== 'function' && type !== undefined) ||
    !isJsonObject(called) ||
    typeof called['name'] !== 'string'
  )
    return opaque;
  const { name, arguments: written } = called;
  if (written !== undefined && typeof written !== 'string' && !isJsonObject(written)) return opaque;
  const form = {
    ...(type === undefined && { type: 'absent' }),
    ...(written === undefined && { arguments: 'absent' }),
    ...(isJsonObject(written) && { arguments: 'object' }),
    ...idForm(id, dialect),
  };
  const { signatures, fields } = unsigned(nested(call, callKeys, called, calledKeys), dialect.signatures);
  const isVendors = Object.keys(fields).some((field) => vendorFields.includes(field));
  return {
    type: 'toolCall',
    callId: isMissing(id) ? ids.call(name) : (id as string),
    name,
    arguments: isJsonObject(written) ? stringifyJson(written) : textOf(written),
    ...(signatures !== undefined && { signatures }),
    ...noted(wire, fields, { ...form, ...(isVendors && { dialect: dialect.name }) }),
  };
}

/** Google's OpenAI endpoint wrote empty ids, others write none. (public recordings of 2026-08-22) */
export function isMissing(id: JsonValue | undefined): boolean {
  return id === undefined || id === null || id === '';
}

/** What an id is not in itself: one that was derived is said to be, with what stood in its place. */
export function idForm(id: JsonValue | undefined, { name, maxIdLength }: Dialect): Record<string, string> {
  if (id === undefined || id === null || id === '')
    return { id: derived, dialect: name, said: id === undefined ? 'absent' : id === null ? 'null' : 'empty' };
  return typeof id === 'string' && id.length > maxIdLength ? { id: 'as it came' } : {};
}

/** `id` is absent where none is said. */
export function encodeCall(part: ToolCallPart, id: JsonValue | undefined, dialect: Dialect): JsonObject {
  const isAbsent = formOf(part, wire, 'type') === 'absent';
  const isSilent = formOf(part, wire, 'arguments') === 'absent' && part.arguments === '';
  const inner = { name: part.name, ...(!isSilent && { arguments: argumentsOf(part, wire) }) };
  const place = dialect.signatures;
  const signature = place && part.signatures?.find(({ issuer }) => issuer === place.issuer);
  const extra = extraHere(part, dialect);
  return unnested(
    { ...(id !== undefined && { id }), ...(!isAbsent && { type: 'function' }) },
    inner,
    place !== undefined && signature !== undefined ? signed({ ...extra }, place, signature) : extra,
  );
}

/** What another vendor said of the call stays with it. */
function extraHere(part: ToolCallPart, { name }: Dialect): JsonObject | undefined {
  const extra = extraOf(part, wire);
  const of = formOf(part, wire, 'dialect');
  if (extra === undefined || of === undefined || of === name) return extra;
  return unknownOf(extra, new Set(vendorFields));
}
