/** What Gemini Interactions can carry. */
import type { Capabilities } from '@throughline/core';
import { issuer } from './format.ts';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
  thinkingBetweenParts: true,
  thinkingReturns: true,
  visibilities: ['summary', 'omitted'],
  issuers: [issuer],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: true,
  toolErrorFlag: true,
};
