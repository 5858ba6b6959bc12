/** The toolset a request ends with, for wires that know only one. */
import { toolsWith, type Loss, type ModelRequest, type ToolDefinition } from '@throughline/core';
import type { PlacedToolset } from './session.ts';

type Effective = { readonly value: readonly ToolDefinition[] | undefined; readonly losses: readonly Loss[] };

/** Changes in mid-session move to the head of the request there, which a loss says: prefix-bound thinking may be void. */
export function effectiveTools(
  { tools }: Pick<ModelRequest, 'tools'>,
  toolsets: readonly PlacedToolset[],
): Effective {
  return {
    value: toolsWith(
      tools,
      toolsets.map(({ part }) => part),
    ),
    losses: toolsets.map(({ path }) => ({
      path,
      code: 'order-changed',
      detail: 'the change of the toolset is said at the head of the request',
    })),
  };
}
