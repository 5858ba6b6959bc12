import { assistant, request, think, user } from '@throughline/laws';
import type { JsonObject } from '@throughline/core';
import { expect, it } from 'vitest';
import { openaiChat, type DialectName } from './index.ts';

/** Where thinking of another wire goes. (dialects.ts names the source of each) */
const slots: readonly (readonly [DialectName, JsonObject])[] = [
  ['openai', {}],
  ['deepseek', { reasoning_content: 'why' }],
  ['kimi', { reasoning_content: 'why' }],
  ['vllm', { reasoning: 'why' }],
  ['openrouter', { reasoning_details: [{ type: 'reasoning.text', text: 'why', index: 0 }] }],
  ['minimax', { reasoning_details: [{ type: 'reasoning.text', text: 'why', index: 0 }] }],
  ['minimax-think', { content: '<think>why</think>' }],
];

it.each(slots)('%s takes the thinking of another wire where its server reads it', (name, fields) => {
  const foreign = { ...assistant(think('why')), origin: { wire: 'anthropic-messages' } };
  const { value, delivery } = openaiChat(name).request.encode(request(user('a'), foreign));
  const [, message] = value['messages'] as readonly JsonObject[];
  expect(message).toEqual({ role: 'assistant', content: null, ...fields });
  expect(delivery[0]?.status).toBe(name === 'openai' ? 'withheld' : 'sent');
});
