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
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

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

export function decodeCall(call: JsonObject, maxIdLength: number): Part {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueCall, value: call };
  const { id, type, function: called } = call;
  if (
    typeof id !== 'string' ||
    (type !== 'function' && type !== undefined) ||
    !isJsonObject(called) ||
    typeof called['name'] !== 'string'
  )
    return opaque;
  const { arguments: written } = called;
  if (written !== undefined && typeof written !== 'string' && !isJsonObject(written)) return opaque;
  const form = {
    ...(type === undefined && { type: 'absent' }),
    ...(written === undefined && { arguments: 'absent' }),
    ...(isJsonObject(written) && { arguments: 'object' }),
    ...(id.length > maxIdLength && { id: 'as it came' }),
  };
  return {
    type: 'toolCall',
    callId: id,
    name: called['name'],
    arguments: isJsonObject(written) ? stringifyJson(written) : textOf(written),
    ...noted(wire, nested(call, callKeys, called, calledKeys), form),
  };
}

/** A call without arguments wrote none: the empty text. */
function textOf(written: string | undefined): string {
  return written === undefined ? '' : written;
}

export function encodeCall(part: ToolCallPart, id: string): JsonObject {
  const isAbsent = formOf(part, wire, 'type') === 'absent';
  const isSilent = formOf(part, wire, 'arguments') === 'absent' && part.arguments === '';
  const inner = { name: part.name, ...(!isSilent && { arguments: argumentsOf(part) }) };
  return unnested({ id, ...(!isAbsent && { type: 'function' }) }, inner, extraOf(part, wire));
}

/** Some vendors write arguments as an object; it goes back as one while it is one. */
function argumentsOf(part: ToolCallPart): JsonValue {
  if (formOf(part, wire, 'arguments') !== 'object') return part.arguments;
  const parsed = parseArguments(part);
  return parsed.ok ? parsed.value : part.arguments;
}
