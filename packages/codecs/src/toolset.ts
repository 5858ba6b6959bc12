/** The toolset a request ends with, for wires that know only one. */
import { toolsAfter, type Loss, type ModelRequest, type ToolDefinition } from '@throughline/core';

type Effective = { readonly value: readonly ToolDefinition[] | undefined; readonly losses: readonly Loss[] };

/** Changes in mid-session move to the head of the request there, which a loss says: prefix-bound thinking may be void. */
export function effectiveTools({ tools, messages }: ModelRequest): Effective {
  const losses = messages.flatMap(({ parts }, index) =>
    parts.flatMap((part, order): Loss[] => {
      if (part.type !== 'toolset') return [];
      return [
        {
          path: `messages[${index}].parts[${order}]`,
          code: 'order-changed',
          detail: 'the change of the toolset is said at the head of the request',
        },
      ];
    }),
  );
  return { value: toolsAfter(tools, messages), losses };
}
