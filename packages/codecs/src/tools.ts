/** Lists of tools, for every wire: its own opaque tools go back, those of other wires are losses. */
import type { FunctionTool, JsonObject, JsonValue, Loss, ToolDefinition } from '@throughline/core';
import { foreignNotes } from './notes.ts';

export type EncodeTools = (tools: readonly ToolDefinition[]) => {
  readonly value: readonly JsonValue[];
  readonly losses: readonly Loss[];
};

export function toolEncoder(wire: string, encode: (tool: FunctionTool) => JsonObject): EncodeTools {
  return (tools) => {
    const losses: Loss[] = [];
    const value = tools.flatMap((tool, index): JsonValue[] => {
      const path = `tools[${index}]`;
      if (tool.type === 'function') {
        losses.push(...foreignNotes(tool, wire, path));
        return [encode(tool)];
      }
      if (tool.wire === wire) return [tool.value];
      losses.push({ path, code: 'part-unsupported', detail: `a tool of ${tool.wire}` });
      return [];
    });
    return { value, losses };
  };
}
