/** `llm-bridge`: wire to its universal request and back, and streams as its universal events. */
import {
  createUserMessage,
  fromUniversal,
  parseAnthropicStream,
  parseOpenAIStream,
  toUniversal,
  type UniversalStreamEvent,
} from 'llm-bridge';
import type { Said } from '../streams.ts';
import { eventStream } from './http.ts';
import type { Convert, Peer } from './peer.ts';

async function fold(events: AsyncIterable<UniversalStreamEvent>): Promise<Said> {
  const said = { thinking: [] as string[], text: [] as string[], arguments: [] as string[] };
  for await (const event of events) {
    if (event.type === 'content_delta') {
      if (event.delta.thinking !== undefined) said.thinking.push(event.delta.thinking);
      if (event.delta.text !== undefined) said.text.push(event.delta.text);
    } else if (event.type === 'tool_call_delta') said.arguments.push(event.tool_call.arguments_delta);
  }
  return { thinking: said.thinking.join(''), text: said.text.join(''), arguments: said.arguments.join('') };
}

/** A body that nobody changed is handed back as the object that came in; a message more makes it write one. */
function withOneMore(provider: 'anthropic' | 'openai', wire: string, dialect?: string): Convert {
  return async (body) => {
    const universal = toUniversal(provider, JSON.parse(body) as never);
    universal.messages.push(createUserMessage('Go on.') as never);
    return {
      wire,
      ...(dialect !== undefined && { dialect }),
      body: JSON.stringify(fromUniversal(provider, universal as never)),
    };
  };
}

const bodyOf = (bytes: Uint8Array): ReadableStream => eventStream(bytes).body as ReadableStream;

export const peer: Peer = {
  name: 'llm-bridge',
  packages: ['llm-bridge'],
  streamsBy: 'ReadableStream, texts joined by the bench',
  streams: {
    'anthropic-messages': (bytes) => fold(parseAnthropicStream(bodyOf(bytes))),
    'openai-chat': (bytes) => fold(parseOpenAIStream(bodyOf(bytes))),
  },
  requestsBy: 'its own functions, one message added',
  requests: {
    'anthropic-messages': withOneMore('anthropic', 'anthropic-messages'),
    'openai-chat': withOneMore('openai', 'openai-chat', 'deepseek'),
  },
};
