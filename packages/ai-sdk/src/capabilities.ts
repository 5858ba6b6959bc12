/** What the AI SDK carries, and where an agent on it differs from the native loop. */

export const capabilities: { readonly carrier: string; readonly differences: readonly string[] } = {
  /** Kept byte for byte through `providerMetadata` on every part, over JSON and UI messages. */
  carrier: 'providerMetadata',
  differences: [
    'a reply that is paused (Anthropic pause_turn) ends the run: the loop goes on only after tool calls',
    'histories without our carrier keep text, reasoning, calls, results and files; other parts are left out',
  ],
};
