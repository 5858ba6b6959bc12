/** Tool definitions, both ways. */
import { isJsonObject, type JsonObject, type JsonValue, type ToolDefinition } from '@throughline/core';
import { extraOf, noted, unknownOf, withExtra } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

const toolKeys: ReadonlySet<string> = new Set(['name', 'description', 'input_schema']);

export function decodeTool(tool: JsonValue): ToolDefinition {
  if (!isJsonObject(tool)) return { type: 'opaque', wire, value: tool };
  const { name, description, input_schema: inputSchema } = tool;
  const isOurs = tool['type'] === undefined || tool['type'] === 'custom';
  const fits =
    typeof name === 'string' &&
    (description === undefined || typeof description === 'string') &&
    (inputSchema === undefined || isJsonObject(inputSchema));
  if (!isOurs || !fits) return { type: 'opaque', wire, value: tool };
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema }),
    ...noted(wire, unknownOf(tool, toolKeys)),
  };
}

export const encodeTools: EncodeTools = toolEncoder(wire, encodeTool);

function encodeTool(tool: ToolDefinition & { readonly type: 'function' }): JsonObject {
  const { name, description, inputSchema } = tool;
  const ours = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { input_schema: inputSchema }),
  };
  return withExtra(ours, extraOf(tool, wire));
}
