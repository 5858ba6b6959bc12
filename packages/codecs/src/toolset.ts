/** The toolset a request ends with, for wires that know only one. */
import type { Loss, ModelRequest, ToolDefinition } from '@throughline/core';

type Effective = { readonly value?: readonly ToolDefinition[]; readonly losses: readonly Loss[] };

/** Changes in mid-session move to the head of the request there, which a loss says: prefix-bound thinking may be void. */
export function effectiveTools({ tools, messages }: ModelRequest): Effective {
  const losses: Loss[] = [];
  let current = tools;
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'system') continue;
    for (const [order, part] of message.parts.entries()) {
      if (part.type !== 'toolset') continue;
      losses.push({ path: `messages[${index}].parts[${order}]`, code: 'order-changed', detail: 'the change of the toolset is said at the head of the request' });
      current = [...kept(current, part.removed), ...(part.added ?? [])];
    }
  }
  return current === undefined ? { losses } : { value: current, losses };
}

function kept(tools: readonly ToolDefinition[] | undefined, removed: readonly string[] | undefined): readonly ToolDefinition[] {
  if (tools === undefined) return [];
  return removed === undefined ? tools : tools.filter((tool) => tool.type !== 'function' || !removed.includes(tool.name));
}
