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

export function decodeTool(tool: JsonValue): ToolDefinition {
  return decodeFunctionTool(tool, { wire });
}

export const encodeTools: EncodeTools = toolEncoder(wire, (tool) => encodeFunctionTool(tool, wire));

/** Any id is taken: its own begin with the name of the tool. (recorded replies, read 2026-11-23) */
export function decodeCall(call: JsonValue): Part {
  return decodeFunctionCall(call, { wire, isUsualId: () => true });
}

export function encodeCall(part: ToolCallPart): JsonObject {
  return encodeFunctionCall(part, part.callId, wire);
}
