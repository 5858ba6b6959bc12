/** What Chat Completions can carry, by dialect. */
import type { Capabilities } from '@throughline/core';
import type { Dialect } from './dialects.ts';

const shared = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'refusal', 'opaque'],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: false,
  toolErrorFlag: false,
} as const satisfies Partial<Capabilities>;

const visibilities: { readonly [kind in Dialect['slot']['kind']]: readonly string[] } = {
  none: [],
  field: ['full'],
  details: ['full', 'summary', 'encrypted', 'omitted'],
  tags: ['full'],
};

export function capabilitiesOf({ slot, issuer }: Dialect): Capabilities {
  return {
    ...shared,
    thinkingBetweenParts: slot.kind === 'tags',
    thinkingReturns: slot.kind !== 'none',
    visibilities: visibilities[slot.kind],
    issuers: slot.kind === 'details' ? [issuer] : [],
  };
}
