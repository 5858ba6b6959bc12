/** What the protocol carries, and where an agent on it differs from the native loop. */

export const capabilities: { readonly carrier: string; readonly differences: readonly string[] } = {
  /** Results keep our content as JSON in `_meta`, beside what other clients can show. */
  carrier: '_meta',
  differences: [
    'there is no place for thinking: it stays in the transcript, which is a resource',
    'parts without a kind in the protocol are shown to other clients as JSON text',
  ],
};
