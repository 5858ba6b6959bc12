import type { JsonObject } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { wireOfReply, wireOfRequest } from './shapes.ts';

const user = { role: 'user', content: 'Go.' };
const request = (...messages: readonly JsonObject[]): JsonObject => ({
  model: 'm',
  messages: [user, ...messages],
});
const spoken = (...content: readonly JsonObject[]): JsonObject => ({ role: 'assistant', content });

describe('the wire of a request', () => {
  it('is told by what no other wire has', () => {
    const used = spoken({ type: 'tool_use', id: 't1', name: 'f', input: {} });
    const called = { role: 'assistant', tool_calls: [] };
    expect(wireOfRequest(request(used), 'openai-chat')).toBe('anthropic-messages');
    expect(wireOfRequest(request(called), 'anthropic-messages')).toBe('openai-chat');
    expect(wireOfRequest({ contents: [] }, 'openai-chat')).toBe('gemini');
  });

  it('is not told by thinking: servers of Chat Completions have it among their content too', () => {
    const thought = spoken({ type: 'thinking', thinking: 'Hm.' }, { type: 'text', text: 'Yes.' });
    expect(wireOfRequest(request(thought), 'openai-chat')).toBeUndefined();
  });

  it('is left to the capture where another wire looks the same', () => {
    expect(wireOfRequest(request({ role: 'tool', content: '1' }), 'mistral-chat')).toBeUndefined();
    expect(wireOfRequest(request(), 'openai-chat')).toBeUndefined();
  });
});

describe('the wire of a reply', () => {
  it('is told by where it keeps its message', () => {
    expect(wireOfReply({ choices: [{ message: {} }] })).toBe('openai-chat');
    expect(wireOfReply({ content: [{ type: 'text', text: '' }] })).toBe('anthropic-messages');
    expect(wireOfReply({ output: { message: {} } })).toBe('bedrock-converse');
    expect(wireOfReply({ error: {} })).toBeUndefined();
  });
});
