/** `openai`: its ChatCompletionStream. It has no messages of its own to convert to. */
import OpenAI from 'openai';
import { byFetch, nowhere, streaming } from './http.ts';
import type { Peer } from './peer.ts';

export const peer: Peer = {
  name: 'OpenAI SDK',
  packages: ['openai'],
  streamsBy: byFetch,
  streams: {
    async 'openai-chat'(stream) {
      const client = new OpenAI({
        apiKey: 'none',
        baseURL: nowhere,
        maxRetries: 0,
        fetch: streaming(stream),
      });
      const { choices } = await client.chat.completions
        .stream({ model: 'reference', messages: [{ role: 'user', content: 'Go.' }] })
        .finalChatCompletion();
      const { content, tool_calls: calls, ...more } = choices[0]?.message ?? {};
      const thinking = (more as { reasoning_content?: unknown }).reasoning_content;
      return {
        ...(typeof thinking === 'string' && { thinking }),
        ...(typeof content === 'string' && { text: content }),
        arguments: (calls ?? [])
          .map((call) => (call.type === 'function' ? call.function.arguments : ''))
          .join(''),
      };
    },
  },
  requests: {},
};
