/** What Chat Completions can carry, by dialect. */
import type { Capabilities } from '@throughline/core';
import type { Dialect } from './dialects.ts';
import { takesSignatures } from './entries.ts';

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
  blocks: ['full', 'summary', 'redacted', 'encrypted', 'omitted'],
  tags: ['full'],
};

const opaqueVisibilities: readonly string[] = ['full', 'summary', 'encrypted', 'omitted'];

export function capabilitiesOf({ slot, issuer, withholds, signatures }: Dialect): Capabilities {
  const isSigned = takesSignatures(slot);
  return {
    ...shared,
    thinkingBetweenParts: slot.kind === 'tags',
    thinkingReturns: slot.kind !== 'none' && withholds === undefined,
    visibilities: isSigned && slot.kind === 'field' ? opaqueVisibilities : visibilities[slot.kind],
    issuers: isSigned ? [issuer] : [],
    partIssuers: signatures === undefined ? [] : [signatures.issuer],
  };
}
