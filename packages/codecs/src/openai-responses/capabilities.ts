/** What OpenAI Responses can carry. */
import type { Capabilities } from '@throughline/core';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'refusal', 'opaque'],
  thinkingBetweenParts: true,
  thinkingReturns: true,
  visibilities: ['full', 'summary', 'encrypted', 'omitted'],
  issuers: ['openai'],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: true,
  toolErrorFlag: false,
};

/** Who answers on this wire, and what they ask for. */
export type Dialect = {
  readonly issuer: string;
  /** Whether thinking that was minted elsewhere has a slot: as `reasoning_text` of a reasoning item without proof. */
  readonly takesPlain: boolean;
  /** Whether a stream ends with `data: [DONE]`. */
  readonly endsWithDone: boolean;
};

const closed = { takesPlain: false, endsWithDone: false };

export type ResponsesDialect = 'openai' | 'azure' | 'xai' | 'deepseek' | 'openrouter' | 'open';

export const dialects: { readonly [Name in ResponsesDialect]: Dialect } = {
  /** `reasoning_text` comes from open-weight servers only. (types of `openai` 7.57.0, read 2026-11-23) */
  openai: { issuer: 'openai', ...closed },
  /** Encrypts with keys of its own. (Azure OpenAI reasoning guide, read 2026-11-23) */
  azure: { issuer: 'azure', ...closed },
  /** Proof goes back with every turn. (docs.x.ai text comparison, read 2026-11-23) */
  xai: { issuer: 'xai', ...closed },
  /** Thinking in the open, as its chat wire asks it back. (api-docs.deepseek.com thinking_mode, read 2026-11-23) */
  deepseek: { issuer: 'deepseek', takesPlain: true, endsWithDone: false },
  openrouter: { issuer: 'openrouter', ...closed },
  /** Open Responses and servers of open-weight models; the profile ends streams with `[DONE]`. (openresponses.org by way of its implementers, read 2026-11-23) */
  open: { issuer: 'open-responses', takesPlain: true, endsWithDone: true },
};
