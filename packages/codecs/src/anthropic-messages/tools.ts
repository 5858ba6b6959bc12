/** Tool definitions, both ways. */
import {
  isJsonObject,
  type Encoded,
  type JsonObject,
  type JsonValue,
  type Loss,
  type ToolDefinition,
} from '@throughline/core';
import { extraOf, foreignNotes, noted, unknownOf, withExtra } from '../notes.ts';
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

type EncodedTools = Pick<Encoded<readonly JsonValue[]>, 'value' | 'losses'>;

/** Another wire's own tools have no place here. */
export function encodeTools(tools: readonly ToolDefinition[]): EncodedTools {
  const losses: Loss[] = [];
  const value = tools.flatMap((tool, index): JsonValue[] => {
    const path = `tools[${index}]`;
    if (tool.type === 'function') {
      losses.push(...foreignNotes(tool, wire, path));
      return [encodeTool(tool)];
    }
    if (tool.wire === wire) return [tool.value];
    losses.push({ path, code: 'part-unsupported', detail: `a tool of ${tool.wire}` });
    return [];
  });
  return { value, losses };
}

function encodeTool(tool: ToolDefinition & { readonly type: 'function' }): JsonObject {
  const { name, description, inputSchema } = tool;
  const ours = {
    name,
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { input_schema: inputSchema }),
  };
  return withExtra(ours, extraOf(tool, wire));
}
