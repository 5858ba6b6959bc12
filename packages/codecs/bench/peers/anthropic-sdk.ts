/** `@anthropic-ai/sdk`: its MessageStream. It has no messages of its own to convert to. */
import Anthropic from '@anthropic-ai/sdk';
import { byFetch, nowhere, streaming } from './http.ts';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'Anthropic SDK',
  packages: ['@anthropic-ai/sdk'],
  streamsBy: byFetch,
  streams: {
    async 'anthropic-messages'(stream) {
      const client = new Anthropic({
        apiKey: 'none',
        baseURL: nowhere,
        maxRetries: 0,
        fetch: streaming(stream),
      });
      const { content } = await client.messages
        .stream({ model: 'reference', max_tokens: 1024, messages: [{ role: 'user', content: 'Go.' }] })
        .finalMessage();
      return {
        thinking: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
        text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
        arguments: content
          .map((block) => (block.type === 'tool_use' ? JSON.stringify(block.input) : ''))
          .join(''),
      };
    },
  },
  requests: {},
};
