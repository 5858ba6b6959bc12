import { Mistral } from '@mistralai/mistralai';
import type { AssistantMessage, JsonObject } from '@throughline/core';
import { call, fold, request, result, text, think, tool, user, written } from '@throughline/laws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answering, type Loopback } from '../loopback.fixture.ts';
import { mistralChat } from './index.ts';

const message: AssistantMessage = {
  role: 'assistant',
  origin: { wire: 'anthropic-messages', model: 'reference', responseId: 'r' },
  parts: [
    think('Both are needed.'),
    think('Start with a.'),
    text('Reading.'),
    call('read', { path: 'a' }, 'toolu_1'),
    call('read', { path: 'b' }, 'toolu_2'),
  ],
  stop: { reason: 'tool-calls' },
  usage: { input: 3, output: 4 },
};
const reply = { message, notes: { 'mistral-chat': { extra: { created: 1780000000 } } } };
const asked = { model: 'reference', messages: [{ role: 'user' as const, content: 'q' }] };

let server: Loopback;
let client: Mistral;
beforeAll(async () => {
  server = await answering(mistralChat, reply);
  client = new Mistral({ apiKey: 'none', serverURL: server.url });
});
afterAll(() => server.close());

const chunks = [
  {
    type: 'thinking',
    thinking: [
      { type: 'text', text: 'Both are needed.' },
      { type: 'text', text: 'Start with a.' },
    ],
  },
  { type: 'text', text: 'Reading.' },
];

it('gives the client of the provider a reply it reads', async () => {
  const { choices } = await client.chat.complete(asked);
  expect(choices[0]?.finishReason).toBe('tool_calls');
  expect(choices[0]?.message).toMatchObject({
    content: chunks,
    toolCalls: [
      { index: 0, function: { name: 'read', arguments: '{"path":"a"}' } },
      { index: 1, function: { name: 'read', arguments: '{"path":"b"}' } },
    ],
  });
});

it('gives it a stream it reads, thinking in pieces', async () => {
  let thought = '';
  let said = '';
  const calls: unknown[] = [];
  for await (const { data } of await client.chat.stream(asked)) {
    const delta = data.choices[0]?.delta;
    for (const chunk of Array.isArray(delta?.content) ? delta.content : []) {
      if (chunk.type === 'text') said += chunk.text;
      if (chunk.type === 'thinking')
        for (const inner of chunk.thinking) if (inner.type === 'text') thought += inner.text;
    }
    calls.push(...(delta?.toolCalls ?? []));
  }
  expect([thought, said]).toEqual(['Both are needed.Start with a.', 'Reading.']);
  expect(calls).toMatchObject([{ index: 0 }, { index: 1 }]);
});

it('takes a session of another wire that the client sends on, and nothing changes on the way', async () => {
  const session = request(user('q'), message, tool(result('toolu_1', 'A'), result('toolu_2', 'B')));
  const { value } = mistralChat.request.encode(session);
  const [, , first] = value['messages'] as readonly JsonObject[];
  expect(first?.['tool_call_id']).toMatch(/^[A-Za-z0-9]{9}$/);
  const { messages } = mistralChat.request.decode(value);
  expect(messages[1]?.parts.map(({ type }) => type)).toEqual(message.parts.map(({ type }) => type));
  const read = fold(mistralChat, [new TextEncoder().encode(written(mistralChat, reply))]);
  const again = mistralChat.request.encode({ messages: [read.message], settings: {} }).value;
  expect(again['messages']).toMatchObject([{ content: chunks }]);
});
