/** What Cohere's Chat API can carry. */
import type { Capabilities } from '@throughline/core';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
  // Among the blocks of the content; the plan and the calls come after all of them, which the losses say.
  thinkingBetweenParts: true,
  thinkingReturns: true,
  visibilities: ['full'],
  issuers: [],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: true,
  toolErrorFlag: false,
};
