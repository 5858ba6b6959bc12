import {
  stringifyJson,
  type AssistantMessage,
  type JsonObject,
  type ModelRequest,
  type ThinkingPolicy,
} from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { dialects, openaiChat, type DialectName } from './index.ts';

const names = Object.keys(dialects) as readonly DialectName[];

function said(message: JsonObject): JsonObject {
  return {
    model: 'm',
    messages: [
      { role: 'user', content: 'q' },
      { role: 'assistant', ...message },
    ],
  };
}

const routed = said({
  content: 'a',
  reasoning: 'SECRET',
  reasoning_details: [
    { type: 'reasoning.text', text: 'SECRET', signature: 'SIGNED', id: 'r1', format: 'f', index: 0 },
  ],
});
const plain = said({
  content: null,
  reasoning_content: 'T',
  tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
});

function sent(request: ModelRequest, to: DialectName, thinking: ThinkingPolicy = 'keep-readable') {
  return openaiChat(to).request.encode(request, { thinking });
}

function withoutThinking({ messages, ...request }: ModelRequest): ModelRequest {
  return {
    ...request,
    messages: messages.map((message) =>
      Object.assign({}, message, { parts: message.parts.filter(({ type }) => type !== 'thinking') }),
    ),
  };
}

describe('thinking of another dialect', () => {
  it.each(names.filter((name) => name !== 'openrouter'))(
    'reaches %s once at most, and without signature, id and format',
    (name) => {
      const text = stringifyJson(sent(openaiChat('openrouter').request.decode(routed), name).value);
      expect(text.split('SECRET').length - 1).toBe(openaiChat(name).capabilities.thinkingReturns ? 1 : 0);
      for (const word of ['SIGNED', 'r1', 'format']) expect(text).not.toContain(word);
    },
  );

  it.each(['drop', 'keep-readable'] as const)(
    'is withheld where there is no place for it, and said so: %s',
    (policy) => {
      const { value, losses, delivery } = sent(
        openaiChat('deepseek').request.decode(plain),
        'openai',
        policy,
      );
      expect(stringifyJson(value)).not.toContain('"T"');
      expect(losses.map(({ code }) => code)).toEqual(['thinking-withheld']);
      expect(delivery).toMatchObject([{ path: 'messages[1].parts[0]', status: 'withheld' }]);
    },
  );

  it('is disguised only for who asks, and said so', () => {
    const { value, losses } = sent(openaiChat('deepseek').request.decode(plain), 'openai', 'tag');
    expect(value['messages']).toMatchObject([{}, { content: '<think>T</think>' }]);
    expect(losses.map(({ code }) => code)).toEqual(['thinking-disguised']);
  });

  it('goes to the field the target reads', () => {
    expect(sent(openaiChat('deepseek').request.decode(plain), 'vllm').value['messages']).toMatchObject([
      {},
      { reasoning: 'T' },
    ]);
  });
});

it('takes the copies of thinking away with the thinking', () => {
  const { value } = sent(withoutThinking(openaiChat('openrouter').request.decode(routed)), 'openrouter');
  expect(value['messages']).toEqual([
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a' },
  ]);
});

it('sends a role even where the reply came without', () => {
  const { message } = openaiChat('deepseek').reply.decode({ choices: [{ message: { content: 'a' } }] });
  expect(sent({ messages: [message], settings: {} }, 'deepseek').value['messages']).toEqual([
    { role: 'assistant', content: 'a' },
  ]);
});

it('writes the texts of a reply as one string, and says so', () => {
  const message: AssistantMessage = {
    role: 'assistant',
    parts: [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ],
  };
  const { value, losses } = openaiChat('openai').reply.encode({ message });
  expect(value['choices']).toMatchObject([{ message: { content: 'ab' } }]);
  expect(losses.map(({ code }) => code)).toEqual(['parts-merged', 'parts-merged']);
});

it.each([{ content: [] }, { content: [{ type: 'refusal', refusal: 'r', x: 1 }] }])(
  'carries the odd result content %o',
  (content) => {
    const body = { messages: [{ role: 'tool', tool_call_id: 'a', ...content }] };
    expect(sent(openaiChat().request.decode(body), 'openai')).toEqual({
      value: body,
      losses: [],
      delivery: [],
    });
  },
);
