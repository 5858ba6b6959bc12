/** Tool definitions and tool calls, both ways. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type ToolCallPart,
  type ToolDefinition,
} from '@throughline/core';
import { argumentsAsJson, argumentsAsObject } from '../call-arguments.ts';
import { derived } from '../derived-ids.ts';
import type { Telling } from '../encoding.ts';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const toolKeys = keys('type', 'function');
const functionKeys = keys('name', 'description', 'parameters');

export function decodeTool(tool: JsonValue): ToolDefinition {
  const opaque: ToolDefinition = { type: 'opaque', wire, value: tool };
  if (!isJsonObject(tool) || tool['type'] !== 'function' || !isJsonObject(tool['function'])) return opaque;
  const { name, description, parameters: inputSchema } = tool['function'];
  const fits =
    typeof name === 'string' &&
    (description === undefined || typeof description === 'string') &&
    (inputSchema === undefined || isJsonObject(inputSchema));
  if (!fits) return opaque;
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...noted(wire, bothUnknown(tool, toolKeys, tool['function'], functionKeys)),
  };
}

export const encodeTools: EncodeTools = toolEncoder(wire, (tool) => {
  const { name, description, inputSchema } = tool;
  const inner = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { parameters: inputSchema }),
  };
  return around({ type: 'function' }, inner, extraOf(tool, wire));
});

/** Unknown fields of an object and of the `function` inside it. */
function bothUnknown(
  outer: JsonObject,
  outerKeys: ReadonlySet<string>,
  inner: JsonObject,
  innerKeys: ReadonlySet<string>,
): JsonObject {
  const innerExtra = unknownOf(inner, innerKeys);
  return { ...unknownOf(outer, outerKeys), ...(innerExtra !== undefined && { function: innerExtra }) };
}

function around(outer: JsonObject, inner: JsonObject, extra: JsonObject | undefined): JsonObject {
  const { function: innerExtra, ...outerExtra } = { ...extra };
  const called = withExtra(inner, isJsonObject(innerExtra) ? innerExtra : undefined);
  return withExtra({ ...outer, function: called }, outerExtra);
}

/** A call of a shape we do not know stays whole, in its place. */
export const opaqueCall = 'tool_calls';

const callKeys = keys('id', 'function');
const calledKeys = keys('name', 'arguments');

/** `idFor` gives an id to a call that has none. */
export function decodeCall(call: JsonObject, idFor: (name: string) => string): ToolCallPart | OpaquePart {
  const { id, function: called } = call;
  if (!isJsonObject(called) || typeof called['name'] !== 'string')
    return { type: 'opaque', wire, kind: opaqueCall, value: call };
  const { name, arguments: given } = called;
  const hasId = typeof id === 'string' && id !== '';
  const extra = bothUnknown(call, callKeys, called, calledKeys);
  return {
    type: 'toolCall',
    callId: hasId ? id : idFor(name),
    name,
    arguments: given === undefined ? '' : typeof given === 'string' ? given : stringifyJson(given),
    ...noted(
      wire,
      { ...extra, ...(!hasId && id !== undefined && { id }) },
      { ...argumentsForm(given), ...(!hasId && { id: derived }) },
    ),
  };
}

/** Arguments are an object; other servers of this wire send them as text. */
function argumentsForm(given: JsonValue | undefined): Record<string, string> {
  if (given === undefined) return { arguments: 'absent' };
  if (typeof given === 'string') return { arguments: 'text' };
  return isJsonObject(given) ? {} : { arguments: 'any' };
}

export function encodeCall(part: ToolCallPart, path: string, telling: Telling): JsonObject {
  const given = argumentsOf(part, path, telling);
  const inner = { name: part.name, ...(given !== undefined && { arguments: given }) };
  const id = isDerived(part) ? {} : { id: part.callId };
  return around(id, inner, extraOf(part, wire));
}

/** Whether the wire never said the id. */
export function isDerived(part: Parameters<typeof formOf>[0]): boolean {
  return formOf(part, wire, 'id') === derived;
}

function argumentsOf(part: ToolCallPart, path: string, telling: Telling): JsonValue | undefined {
  const form = formOf(part, wire, 'arguments');
  if (form === 'text') return part.arguments;
  if (form === 'absent' && part.arguments === '') return undefined;
  return (form === 'any' ? argumentsAsJson : argumentsAsObject)(part.arguments, path, telling);
}
