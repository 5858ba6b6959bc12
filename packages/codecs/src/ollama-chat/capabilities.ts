/** What Ollama's chat API can carry: one string of thinking, one of content, images and calls for each message. */
import type { Capabilities } from '@throughline/core';

export const capabilities: Capabilities = {
  parts: ['text', 'thinking', 'toolCall', 'toolResult', 'media', 'opaque'],
  thinkingBetweenParts: false,
  thinkingReturns: true,
  visibilities: ['full'],
  issuers: [],
  roles: ['system', 'user', 'assistant', 'tool'],
  richToolResults: false,
  toolErrorFlag: false,
};
