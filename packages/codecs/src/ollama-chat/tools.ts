/** Tool definitions and calls, both ways. Arguments are objects here. */
import {
  isJsonObject,
  stringifyJson,
  type FunctionTool,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type Part,
  type ToolCallPart,
  type ToolDefinition,
} from '@throughline/core';
import { argumentsAsObject } from '../call-arguments.ts';
import { derived, type IdDeriver } from '../derived-ids.ts';
import type { Telling } from '../encoding.ts';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const toolKeys = keys('type', 'function');
const functionKeys = keys('name', 'description', 'parameters');
const callKeys = keys('id', 'function');
const calledKeys = keys('name', 'arguments');

export function decodeTool(tool: JsonValue): ToolDefinition {
  const called = isJsonObject(tool) && tool['type'] === 'function' ? tool['function'] : undefined;
  if (!isJsonObject(tool) || !isJsonObject(called)) return { type: 'opaque', wire, value: tool };
  const { name, description, parameters } = called;
  const fits =
    typeof name === 'string' &&
    (description === undefined || typeof description === 'string') &&
    (parameters === undefined || isJsonObject(parameters));
  if (!fits) return { type: 'opaque', wire, value: tool };
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { inputSchema: parameters }),
    ...noted(wire, nested(tool, toolKeys, called, functionKeys)),
  };
}

function nested(
  outer: JsonObject,
  outerKeys: ReadonlySet<string>,
  inner: JsonObject,
  innerKeys: ReadonlySet<string>,
): JsonObject {
  const within = unknownOf(inner, innerKeys);
  return { ...unknownOf(outer, outerKeys), ...(within !== undefined && { function: within }) };
}

function unnested(outer: JsonObject, inner: JsonObject, extra: JsonObject | undefined): JsonObject {
  const { function: within, ...rest } = { function: undefined, ...extra };
  return withExtra({ ...outer, function: withExtra(inner, isJsonObject(within) ? within : undefined) }, rest);
}

export const encodeTools: EncodeTools = toolEncoder(wire, encodeTool);

function encodeTool(tool: FunctionTool): JsonObject {
  const { name, description, inputSchema } = tool;
  const inner = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { parameters: inputSchema }),
  };
  return unnested({ type: 'function' }, inner, extraOf(tool, wire));
}

/** A call of a shape we do not know stays whole, in its place. */
export const opaqueCall = 'tool_calls';

export function decodeCall(call: JsonValue, ids: IdDeriver): Part {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueCall, value: call };
  const called = isJsonObject(call) ? call['function'] : undefined;
  if (!isJsonObject(call) || !isJsonObject(called)) return opaque;
  const { id } = call;
  const { name, arguments: written } = called;
  const fits =
    typeof name === 'string' &&
    (id === undefined || typeof id === 'string') &&
    (written === undefined || typeof written === 'string' || isJsonObject(written));
  if (!fits) return opaque;
  const form = {
    ...(id === undefined && { id: derived }),
    ...(written === undefined && { arguments: 'absent' }),
    ...(typeof written === 'string' && { arguments: 'text' }),
  };
  return {
    type: 'toolCall',
    callId: id ?? ids.call(name),
    name,
    arguments: argumentText(written),
    ...noted(wire, nested(call, callKeys, called, calledKeys), form),
  };
}

/** A call without arguments wrote none: the empty text. */
function argumentText(written: string | JsonObject | undefined): string {
  if (written === undefined) return '';
  return typeof written === 'string' ? written : stringifyJson(written);
}

export function encodeCall(part: ToolCallPart, path: string, telling: Telling): JsonObject {
  const form = formOf(part, wire, 'arguments');
  const isAbsent = form === 'absent' && part.arguments === '';
  const written = form === 'text' ? part.arguments : undefined;
  const inner = {
    name: part.name,
    ...(!isAbsent && { arguments: written ?? argumentsAsObject(part.arguments, path, telling) }),
  };
  const id = formOf(part, wire, 'id') === derived ? {} : { id: part.callId };
  return unnested(id, inner, extraOf(part, wire));
}
