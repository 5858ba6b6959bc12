import { assistant, request, think, user } from '@throughline/laws';
import type { JsonObject } from '@throughline/core';
import { expect, it } from 'vitest';
import { dialects, openaiChat, type DialectName } from './index.ts';

/** Where thinking of another wire goes. (dialects.ts names the source of each) */
const slots: readonly (readonly [DialectName, JsonObject])[] = [
  ['openai', {}],
  ['deepseek', { reasoning_content: 'why' }],
  ['kimi', { reasoning_content: 'why' }],
  ['vllm', { reasoning: 'why' }],
  ['openrouter', { reasoning_details: [{ type: 'reasoning.text', text: 'why', index: 0 }] }],
  ['minimax', { reasoning_details: [{ type: 'reasoning.text', text: 'why', index: 0 }] }],
  ['minimax-think', { content: '<think>why</think>' }],
  ['azure', {}],
  ['compatible', { reasoning_content: 'why' }],
  ['glm', { reasoning_content: 'why' }],
  ['qwen', { reasoning_content: 'why' }],
  ['xai', {}],
  ['snowflake', { reasoning_details: [{ type: 'reasoning.text', text: 'why', index: 0 }] }],
  ['litellm', { thinking_blocks: [{ type: 'thinking', thinking: 'why' }] }],
  ['gemini', {}],
  ['copilot', { reasoning_text: 'why' }],
  ['groq', { reasoning: 'why' }],
  ['groq-raw', { content: '<think>why</think>' }],
  ['cerebras', { reasoning: 'why' }],
  ['together', { reasoning: 'why' }],
  ['fireworks', { reasoning_content: 'why' }],
  ['perplexity', { content: '<think>why</think>' }],
  ['crusoe', { reasoning: 'why' }],
  ['sglang', { reasoning_content: 'why' }],
  ['llama-cpp', { reasoning_content: 'why' }],
  ['ollama', { reasoning: 'why' }],
];

it.each(slots)('%s takes the thinking of another wire where its server reads it', (name, fields) => {
  const foreign = { ...assistant(think('why')), origin: { wire: 'anthropic-messages' } };
  const { value, delivery } = openaiChat(name).request.encode(request(user('a'), foreign));
  const [, message] = value['messages'] as readonly JsonObject[];
  expect(message).toEqual({ role: 'assistant', content: null, ...fields });
  expect(delivery[0]?.status).toBe(openaiChat(name).capabilities.thinkingReturns ? 'sent' : 'withheld');
});

it('covers every dialect', () => {
  expect(slots.map(([name]) => name).toSorted()).toEqual(Object.keys(dialects).toSorted());
});
