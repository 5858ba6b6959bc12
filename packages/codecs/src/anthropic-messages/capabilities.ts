/** What Anthropic Messages can carry. */
import type { Capabilities } from '@throughline/core';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
  thinkingBetweenParts: true,
  thinkingReturns: true,
  visibilities: ['full', 'summary', 'redacted', 'omitted'],
  issuers: ['anthropic'],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: true,
  toolErrorFlag: true,
};

/** Who answers on this wire, and what they ask for. */
export type Dialect = {
  readonly issuer: string;
  /** Whether a thinking block without a signature may come back. */
  readonly takesUnsigned: boolean;
  /** Whether a change of the toolset may be said in mid-session. */
  readonly takesToolChanges: boolean;
};

export type AnthropicDialect = 'claude' | 'open';

export const dialects: { readonly [Name in AnthropicDialect]: Dialect } = {
  /** Claude refuses a thinking block without its signature. (platform.claude.com thinking-troubleshooting, read 2026-11-23) */
  claude: { issuer: 'anthropic', takesUnsigned: false, takesToolChanges: true },
  /** Anthropic-compatible endpoints of open-weight vendors mint empty or no signatures. (`pi-ai` 1.5.2 allowEmptySignature, read 2026-11-23) */
  open: { issuer: 'anthropic-compatible', takesUnsigned: true, takesToolChanges: false },
};
