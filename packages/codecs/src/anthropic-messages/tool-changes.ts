/**
 * Changes of the toolset in mid-session, both ways: `tool_addition` and `tool_removal` blocks of a system message.
 * (types of `@anthropic-ai/sdk` 1.13.0, read 2026-11-23)
 */
import { isJsonObject, type JsonObject, type ToolsetPart } from '@throughline/core';
import { lose } from '../encoding.ts';
import type { Context } from './encode-parts.ts';
import type { Block } from './format.ts';
import { decodeTool, encodeTools } from './tools.ts';

/** `undefined` where the change says more than ours can, e.g. a reference to a deferred tool or a cache marker. */
export function decodeToolChange(block: JsonObject): ToolsetPart | undefined {
  const { type, tool, ...more } = block;
  if (!isJsonObject(tool) || Object.keys(more).length > 0 || Object.keys(tool).length !== 2) return undefined;
  const { type: kind, definition, name } = tool;
  if (type === 'tool_addition' && kind === 'tool_definition' && definition !== undefined)
    return { type: 'toolset', added: [decodeTool(definition)] };
  if (type === 'tool_removal' && kind === 'tool_reference' && typeof name === 'string')
    return { type: 'toolset', removed: [name] };
  return undefined;
}

export function encodeToolChange(
  { added, removed }: ToolsetPart,
  path: string,
  context: Context,
): readonly Block[] {
  const offered = encodeTools(added === undefined ? [] : added);
  for (const { code, detail } of offered.losses) lose(context, `${path}.added`, code, detail);
  const blocks = [
    ...(removed === undefined ? [] : removed).map((name): Block => ({
      type: 'tool_removal',
      tool: { type: 'tool_reference', name },
    })),
    ...offered.value.map((definition): Block => ({
      type: 'tool_addition',
      tool: { type: 'tool_definition', definition },
    })),
  ];
  if (blocks.length !== 1)
    lose(context, path, 'message-regrouped', `one change is ${blocks.length} blocks here`);
  return blocks;
}
