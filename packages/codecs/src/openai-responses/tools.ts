/** Tool definitions, both ways. Tools the provider runs, custom tools and namespaces are opaque. */
import {
  isJsonObject,
  type FunctionTool,
  type JsonObject,
  type JsonValue,
  type ToolDefinition,
} from '@throughline/core';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import { toolEncoder, type EncodeTools } from '../tools.ts';
import { wire } from './format.ts';

export function decodeTool(tool: JsonValue): ToolDefinition {
  if (!isJsonObject(tool) || tool['type'] !== 'function') return { type: 'opaque', wire, value: tool };
  const { name, description, parameters } = tool;
  if (typeof name !== 'string') return { type: 'opaque', wire, value: tool };
  const isDescribed = typeof description === 'string';
  const hasSchema = isJsonObject(parameters);
  const known = new Set([
    'type',
    'name',
    ...(isDescribed ? ['description'] : []),
    ...(hasSchema ? ['parameters'] : []),
  ]);
  return {
    type: 'function',
    name,
    ...(isDescribed && { description }),
    ...(hasSchema && { inputSchema: parameters }),
    ...noted(wire, unknownOf(tool, known), Object.hasOwn(tool, 'strict') ? {} : { strict: 'absent' }),
  };
}

export const encodeTools: EncodeTools = toolEncoder(wire, encodeTool);

/** A tool is strict here unless it says otherwise, and no other wire's is. (API reference of `tools`, read 2026-11-23) */
function encodeTool(tool: FunctionTool): JsonObject {
  const { name, description, inputSchema } = tool;
  const extra = extraOf(tool, wire);
  const isSilent =
    formOf(tool, wire, 'strict') === 'absent' || (extra !== undefined && Object.hasOwn(extra, 'strict'));
  const ours = {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { parameters: inputSchema }),
    ...(!isSilent && { strict: false }),
  };
  return withExtra(ours, extra);
}
