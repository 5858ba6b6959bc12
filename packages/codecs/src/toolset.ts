/** The toolset a request ends with, for wires that know only one. */
import { toolsAfter, type Loss, type ModelRequest, type ToolDefinition } from '@throughline/core';

type Effective = { readonly value: readonly ToolDefinition[] | undefined; readonly losses: readonly Loss[] };

/** Changes in mid-session move to the head of the request there, which a loss says: prefix-bound thinking may be void. */
export function effectiveTools({ tools, messages }: ModelRequest): Effective {
  const losses: Loss[] = [];
  for (const [index, { role, parts }] of messages.entries()) {
    if (role !== 'system') continue;
    for (const [order, part] of parts.entries()) {
      if (part.type === 'toolset')
        losses.push({
          path: `messages[${index}].parts[${order}]`,
          code: 'order-changed',
          detail: 'the change of the toolset is said at the head of the request',
        });
    }
  }
  return { value: toolsAfter(tools, messages), losses };
}
