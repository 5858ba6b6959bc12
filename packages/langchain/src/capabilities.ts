/** What LangChain carries, and where an agent on it differs from the native loop. */

export const capabilities: { readonly carrier: string; readonly differences: readonly string[] } = {
  /** Extra keys of content blocks, as text: kept in `_generate`, chunk streaming and event streaming, and through a checkpointer. */
  carrier: 'content blocks',
  differences: [
    'a reply that is paused (Anthropic pause_turn) ends the run: the graph goes on only after tool calls',
    'histories without our carrier keep text, reasoning, calls and results; other blocks are left out',
  ],
};
