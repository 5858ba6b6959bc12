/** Tool definitions and tool calls, both ways. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type ToolCallPart,
  type ToolDefinition,
} from '@throughline/core';
import { asItCame } from '../alias.ts';
import {
  decodeFunctionCall,
  decodeFunctionTool,
  encodeFunctionCall,
  encodeFunctionTool,
} from '../functions.ts';
import { extraOf, formOf } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { idRule, wire } from './format.ts';

export function decodeTool(tool: JsonValue): ToolDefinition {
  return decodeFunctionTool(tool, { wire, mayLackType: true });
}

export const encodeTools: EncodeTools = toolEncoder(wire, (tool) => encodeFunctionTool(tool, wire));

function isUsualId(id: string): boolean {
  return idRule.allowed.test(id);
}

/** Calls are numbered by their place; a number that says otherwise stays among the unknown fields. */
export function decodeCall(call: JsonValue, place: number): Part {
  const index = isJsonObject(call) ? call['index'] : undefined;
  return decodeFunctionCall(call, {
    wire,
    isUsualId,
    ...(index === place && { taken: ['index'] }),
    ...(index === undefined && { form: { index: 'absent' } }),
  });
}

export function encodeCall(part: ToolCallPart, id: string, place: number): JsonObject {
  const isNumbered = formOf(part, wire, 'index') !== 'absent' && extraOf(part, wire)?.['index'] === undefined;
  return encodeFunctionCall(part, id, wire, isNumbered ? { index: place } : {});
}

/** Whether a result's id breaks the rule, as its call's did. */
export function idForm(id: string): Record<string, string> {
  return isUsualId(id) ? {} : { id: asItCame };
}
