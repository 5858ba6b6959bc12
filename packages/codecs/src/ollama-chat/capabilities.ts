/** What Ollama's chat can carry. */
import type { Capabilities } from '@throughline/core';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
  thinkingBetweenParts: false,
  thinkingReturns: true,
  visibilities: ['full'],
  issuers: [],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: true,
  toolErrorFlag: false,
};
