/** What Mistral's Chat Completions can carry. */
import type { Capabilities } from '@throughline/core';
import { issuer } from './format.ts';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
  // Among the chunks of the content; calls come after all of them, which the losses say.
  thinkingBetweenParts: true,
  thinkingReturns: true,
  visibilities: ['full', 'omitted'],
  issuers: [issuer],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: true,
  toolErrorFlag: false,
};
