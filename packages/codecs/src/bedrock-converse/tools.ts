/** Tool definitions, both ways. */
import { isJsonObject, type JsonObject, type JsonValue, type ToolDefinition } from '@throughline/core';
import { unknownWithin, withNested, type Known } from '../nested.ts';
import { extraOf, noted } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

const known: Known = { toolSpec: { name: true, description: true, inputSchema: { json: true } } };

/** Cache points and the provider's own tools are opaque. */
export function decodeTool(tool: JsonValue): ToolDefinition {
  const spec = isJsonObject(tool) ? tool['toolSpec'] : undefined;
  if (!isJsonObject(tool) || !isJsonObject(spec)) return { type: 'opaque', wire, value: tool };
  const { name, description, inputSchema: schema } = spec;
  const inputSchema = isJsonObject(schema) ? schema['json'] : undefined;
  const fits =
    typeof name === 'string' &&
    (description === undefined || typeof description === 'string') &&
    (schema === undefined || isJsonObject(inputSchema));
  if (!fits) return { type: 'opaque', wire, value: tool };
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(isJsonObject(inputSchema) && { inputSchema }),
    ...noted(wire, unknownWithin(tool, known)),
  };
}

export const encodeTools: EncodeTools = toolEncoder(wire, encodeTool);

function encodeTool(tool: ToolDefinition & { readonly type: 'function' }): JsonObject {
  const { name, description, inputSchema } = tool;
  const toolSpec = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema: { json: inputSchema } }),
  };
  return withNested({ toolSpec }, extraOf(tool, wire));
}
