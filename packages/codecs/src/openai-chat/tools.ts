/** Tool definitions and tool calls, both ways. */
import type { JsonObject, JsonValue, Part, ToolCallPart, ToolDefinition } from '@throughline/core';
import {
  decodeFunctionCall,
  decodeFunctionTool,
  encodeFunctionCall,
  encodeFunctionTool,
} from '../functions.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

export { opaqueCall } from '../functions.ts';

export function decodeTool(tool: JsonValue): ToolDefinition {
  return decodeFunctionTool(tool, { wire });
}

export const encodeTools: EncodeTools = toolEncoder(wire, (tool) => encodeFunctionTool(tool, wire));

export function decodeCall(call: JsonObject, maxIdLength: number): Part {
  return decodeFunctionCall(call, { wire, isUsualId: (id) => id.length <= maxIdLength });
}

export function encodeCall(part: ToolCallPart, id: string): JsonObject {
  return encodeFunctionCall(part, id, wire);
}
