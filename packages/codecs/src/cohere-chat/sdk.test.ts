import type { AssistantMessage } from '@throughline/core';
import { call, text, think } from '@throughline/laws';
import { CohereClientV2 } from 'cohere-ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answering, type Loopback } from '../loopback.fixture.ts';
import { planOf } from './decode.ts';
import { cohereChat } from './index.ts';

const message: AssistantMessage = {
  role: 'assistant',
  origin: { wire: 'cohere-chat', responseId: 'r' },
  parts: [
    think('Both are needed.'),
    text('Reading.'),
    planOf('I will read both.'),
    call('read', { path: 'a' }, 'read_1'),
    call('read', { path: 'b' }, 'read_2'),
  ],
  stop: { reason: 'tool-calls' },
  usage: { input: 3, output: 4 },
};
const asked = { model: 'reference', messages: [{ role: 'user' as const, content: 'q' }] };

let server: Loopback;
let client: CohereClientV2;
beforeAll(async () => {
  server = await answering(cohereChat, { message });
  client = new CohereClientV2({ token: 'none', environment: server.url });
});
afterAll(() => server.close());

const calls = [
  { id: 'read_1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } },
  { id: 'read_2', type: 'function', function: { name: 'read', arguments: '{"path":"b"}' } },
];

it('gives the client of the provider a reply it reads', async () => {
  const read = await client.chat(asked);
  expect(read).toMatchObject({
    id: 'r',
    finishReason: 'TOOL_CALL',
    message: {
      content: [
        { type: 'thinking', thinking: 'Both are needed.' },
        { type: 'text', text: 'Reading.' },
      ],
      toolPlan: 'I will read both.',
      toolCalls: calls,
    },
    usage: { tokens: { inputTokens: 3, outputTokens: 4 } },
  });
});

it('gives it a stream it reads, every part in pieces', async () => {
  let plan = '';
  const blocks = ['', ''];
  const written = ['', ''];
  const ends: unknown[] = [];
  for await (const event of await client.chatStream(asked)) {
    if (event.type === 'tool-plan-delta') plan += String(event.delta?.message?.toolPlan);
    if (event.type === 'content-delta') {
      const { thinking, text: said } = { ...event.delta?.message?.content };
      blocks[Number(event.index)] += String(thinking ?? said);
    }
    if (event.type === 'tool-call-delta')
      written[Number(event.index)] += String(event.delta?.message?.toolCalls?.function?.arguments);
    if (event.type === 'message-end') ends.push(event.delta?.finishReason);
  }
  expect(blocks).toEqual(['Both are needed.', 'Reading.']);
  expect(plan).toBe('I will read both.');
  expect(written).toEqual(calls.map((one) => one.function.arguments));
  expect(ends).toEqual(['TOOL_CALL']);
});
