/** Tool definitions and tool calls, both ways. */
import {
  isJsonObject,
  parseArguments,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type Part,
  type ToolCallPart,
  type ToolDefinition,
} from '@throughline/core';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { derived, type IdDeriver } from '../derived-ids.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import type { Dialect } from './dialects.ts';
import { vendorFields, wire } from './format.ts';
import { signed, unsigned } from './signatures.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const toolKeys = keys('type', 'function');
const functionKeys = keys('name', 'description', 'parameters');

export function decodeTool(tool: JsonValue): ToolDefinition {
  const opaque: ToolDefinition = { type: 'opaque', wire, value: tool };
  if (!isJsonObject(tool) || tool['type'] !== 'function' || !isJsonObject(tool['function'])) return opaque;
  const { name, description, parameters } = tool['function'];
  const fits =
    typeof name === 'string' &&
    (description === undefined || typeof description === 'string') &&
    (parameters === undefined || isJsonObject(parameters));
  if (!fits) return opaque;
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { inputSchema: parameters }),
    ...noted(wire, nested(tool, toolKeys, tool['function'], functionKeys)),
  };
}

/** Unknown fields of an object and of the `function` inside it. */
function nested(
  outer: JsonObject,
  outerKeys: ReadonlySet<string>,
  inner: JsonObject,
  innerKeys: ReadonlySet<string>,
): JsonObject {
  const innerExtra = unknownOf(inner, innerKeys);
  return { ...unknownOf(outer, outerKeys), ...(innerExtra !== undefined && { function: innerExtra }) };
}

function unnested(ours: JsonObject, inner: JsonObject, extra: JsonObject | undefined): JsonObject {
  if (extra === undefined) return { ...ours, function: inner };
  const { function: innerExtra, ...outerExtra } = extra;
  return withExtra(
    { ...ours, function: withExtra(inner, isJsonObject(innerExtra) ? innerExtra : undefined) },
    outerExtra,
  );
}

export const encodeTools: EncodeTools = toolEncoder(wire, encodeTool);

function encodeTool(tool: ToolDefinition & { readonly type: 'function' }): JsonObject {
  const { name, description, inputSchema } = tool;
  const inner = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { parameters: inputSchema }),
  };
  return unnested({ type: 'function' }, inner, extraOf(tool, wire));
}

const callKeys = keys('id', 'type', 'function');
const calledKeys = keys('name', 'arguments');

/** A call of a shape we do not know stays whole, in its place. */
export const opaqueCall = 'tool_calls';

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

/** A call without arguments wrote none: the empty text. */
function textOf(written: string | undefined): string {
  return written === undefined ? '' : written;
}

/** `id` is absent where none is said. */
export function encodeCall(part: ToolCallPart, id: JsonValue | undefined, dialect: Dialect): JsonObject {
  const isAbsent = formOf(part, wire, 'type') === 'absent';
  const isSilent = formOf(part, wire, 'arguments') === 'absent' && part.arguments === '';
  const inner = { name: part.name, ...(!isSilent && { arguments: argumentsOf(part) }) };
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

/** Some vendors write arguments as an object; it goes back as one while it is one. */
function argumentsOf(part: ToolCallPart): JsonValue {
  if (formOf(part, wire, 'arguments') !== 'object') return part.arguments;
  const parsed = parseArguments(part);
  return parsed.ok ? parsed.value : part.arguments;
}
