/** Tool definitions, both ways: a flat list, each tool with its type. */
import { isJsonObject, type JsonObject, type JsonValue, type ToolDefinition } from '@throughline/core';
import { extraOf, noted, unknownOf, withExtra } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

const toolKeys: ReadonlySet<string> = new Set(['type', 'name', 'description', 'parameters']);

export function decodeTool(tool: JsonValue): ToolDefinition {
  const opaque: ToolDefinition = { type: 'opaque', wire, value: tool };
  if (!isJsonObject(tool) || tool['type'] !== 'function') return opaque;
  const { name, description, parameters: inputSchema } = tool;
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
    ...noted(wire, unknownOf(tool, toolKeys)),
  };
}

export const encodeTools: EncodeTools = toolEncoder(wire, encodeTool);

function encodeTool(tool: ToolDefinition & { readonly type: 'function' }): JsonObject {
  const { name, description, inputSchema } = tool;
  const ours = {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { parameters: inputSchema }),
  };
  return withExtra(ours, extraOf(tool, wire));
}
