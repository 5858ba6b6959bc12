/** Function tools and calls as `{ type: 'function', function: { … } }`, both ways, for every wire that spells them so. */
import {
  isJsonObject,
  parseArguments,
  stringifyJson,
  type FunctionTool,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type Part,
  type ToolCallPart,
  type ToolDefinition,
} from '@throughline/core';
import { extraOf, formOf, noted, unknownOf, withExtra } from './notes.ts';

const toolKeys: ReadonlySet<string> = new Set(['type', 'function']);
const functionKeys: ReadonlySet<string> = new Set(['name', 'description', 'parameters']);
const calledKeys: ReadonlySet<string> = new Set(['name', 'arguments']);

export type ToolSpelling = {
  readonly wire: string;
  /** Whether a tool without a `type` is a function. */
  readonly mayLackType?: boolean;
};

export function decodeFunctionTool(
  tool: JsonValue,
  { wire, mayLackType = false }: ToolSpelling,
): ToolDefinition {
  const opaque: ToolDefinition = { type: 'opaque', wire, value: tool };
  if (!isJsonObject(tool) || !isJsonObject(tool['function'])) return opaque;
  const isTyped = tool['type'] === 'function';
  if (!isTyped && !(mayLackType && tool['type'] === undefined)) return opaque;
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
    ...noted(wire, nested(tool, toolKeys, tool['function'], functionKeys), isTyped ? {} : { type: 'absent' }),
  };
}

export function encodeFunctionTool(tool: FunctionTool, wire: string): JsonObject {
  const { name, description, inputSchema } = tool;
  const inner = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { parameters: inputSchema }),
  };
  const type = formOf(tool, wire, 'type') === 'absent' ? {} : { type: 'function' };
  return unnested(type, inner, extraOf(tool, wire));
}

/** A call of a shape we do not know stays whole, in its place. */
export const opaqueCall = 'tool_calls';

export type CallSpelling = {
  readonly wire: string;
  /** Ids that would go out under an alias are noted, and go back as they came. */
  readonly isUsualId: (id: string) => boolean;
  /** Fields of the call that `form` says. */
  readonly taken?: readonly string[];
  readonly form?: Record<string, string>;
};

export function decodeFunctionCall(
  call: JsonValue,
  { wire, isUsualId, taken = [], form }: CallSpelling,
): Part {
  const opaque: OpaquePart = { type: 'opaque', wire, kind: opaqueCall, value: call };
  if (!isJsonObject(call)) return opaque;
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
  const spelled = {
    ...(type === undefined && { type: 'absent' }),
    ...(written === undefined && { arguments: 'absent' }),
    ...(isJsonObject(written) && { arguments: 'object' }),
    ...(!isUsualId(id) && { id: 'as it came' }),
    ...form,
  };
  const callKeys = new Set(['id', 'type', 'function', ...taken]);
  return {
    type: 'toolCall',
    callId: id,
    name: called['name'],
    arguments: isJsonObject(written) ? stringifyJson(written) : textOf(written),
    ...noted(wire, nested(call, callKeys, called, calledKeys), spelled),
  };
}

/** A call without arguments wrote none: the empty text. */
export function textOf(written: string | undefined): string {
  return written === undefined ? '' : written;
}

/** `more` holds fields of the call beside its id. */
export function encodeFunctionCall(
  part: ToolCallPart,
  id: string,
  wire: string,
  more: JsonObject = {},
): JsonObject {
  const isAbsent = formOf(part, wire, 'type') === 'absent';
  const isSilent = formOf(part, wire, 'arguments') === 'absent' && part.arguments === '';
  const inner = { name: part.name, ...(!isSilent && { arguments: argumentsOf(part, wire) }) };
  return unnested({ id, ...(!isAbsent && { type: 'function' }), ...more }, inner, extraOf(part, wire));
}

/** Some vendors write arguments as an object; it goes back as one while it is one. */
export function argumentsOf(part: ToolCallPart, wire: string): JsonValue {
  if (formOf(part, wire, 'arguments') !== 'object') return part.arguments;
  const parsed = parseArguments(part);
  return parsed.ok ? parsed.value : part.arguments;
}

/** Unknown fields of an object and of the `function` inside it. */
export function nested(
  outer: JsonObject,
  outerKeys: ReadonlySet<string>,
  inner: JsonObject,
  innerKeys: ReadonlySet<string>,
): JsonObject {
  const innerExtra = unknownOf(inner, innerKeys);
  return { ...unknownOf(outer, outerKeys), ...(innerExtra !== undefined && { function: innerExtra }) };
}

export function unnested(ours: JsonObject, inner: JsonObject, extra: JsonObject | undefined): JsonObject {
  if (extra === undefined) return { ...ours, function: inner };
  const { function: innerExtra, ...outerExtra } = extra;
  return withExtra(
    { ...ours, function: withExtra(inner, isJsonObject(innerExtra) ? innerExtra : undefined) },
    outerExtra,
  );
}
