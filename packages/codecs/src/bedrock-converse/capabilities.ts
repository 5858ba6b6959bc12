/** What Bedrock Converse can carry. */
import type { Capabilities } from '@throughline/core';

/** Who answers on this wire, and what they ask for. */
export type Dialect = {
  /** Who mints the signature beside a readable thinking text. */
  readonly issuer: string;
  /** Who mints thinking without a text. */
  readonly sealer: string;
  /** Whether thinking without a signature may come back. */
  readonly takesUnsigned: boolean;
};

export type BedrockDialect = 'claude' | 'other';

export const dialects: { readonly [Name in BedrockDialect]: Dialect } = {
  /**
   * Claude's signatures are read on its own API and here alike, and it refuses thinking without one. (platform.claude.com
   * extended thinking, read 2026-11-23) Its redacted thinking has another spelling here than there, the bytes of the text encoded
   * once more (recorded 2026-08), so it is an issuer's of its own and goes nowhere else.
   */
  claude: { issuer: 'anthropic', sealer: 'anthropic-bedrock', takesUnsigned: false },
  /** Models of other vendors think in plain text or in encrypted bytes. (types of `@aws-sdk/client-bedrock-runtime` 3.1164.0, bodies recorded 2026-08) */
  other: { issuer: 'bedrock', sealer: 'bedrock', takesUnsigned: true },
};

export function capabilitiesOf({ issuer, sealer }: Dialect): Capabilities {
  return {
    parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
    thinkingBetweenParts: true,
    thinkingReturns: true,
    visibilities: ['full', 'summary', 'redacted', 'omitted'],
    issuers: [...new Set([issuer, sealer])],
    roles: ['system', 'user', 'assistant', 'tool'],
    richToolResults: true,
    toolErrorFlag: true,
  };
}
