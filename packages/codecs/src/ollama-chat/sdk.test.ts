/** Ollama's own client reads what we write, and writes what we read. */
import { eventsOf, isJsonObject, stringifyJson, type JsonValue, type Reply } from '@throughline/core';
import { assistant, call, text, think } from '@throughline/laws';
import { Ollama, type ChatResponse, type Message } from 'ollama';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loopback, type Answer, type Asked, type Loopback } from '../loopback.fixture.ts';
import { ollamaChat } from './index.ts';

const reply: Reply = {
  message: {
    ...assistant(think('Which river?'), text('The Volga.'), call('lookup', { river: 'Volga' }, 'c1')),
    origin: { wire: 'ollama-chat', model: 'qwen-reference', time: '2026-11-25T10:00:00Z' },
    stop: { reason: 'tool-calls', raw: 'stop' },
    usage: { input: 3, output: 9 },
  },
};

function answer({ body }: Asked): Answer {
  const field = (name: string): JsonValue | undefined => (isJsonObject(body) ? body[name] : undefined);
  if (field('model') === 'nope') {
    const refused = ollamaChat.error.encode({
      kind: 'not-found',
      message: 'no nope',
      wire: 'elsewhere',
      body: null,
    });
    return { status: 404, type: 'application/json', body: stringifyJson(refused) };
  }
  const encoder = ollamaChat.stream.encoder();
  return field('stream') === true
    ? {
        status: 200,
        type: ollamaChat.stream.contentType,
        body: [...eventsOf(reply, 4)].map((event) => encoder.push(event)).join(''),
      }
    : { status: 200, type: 'application/json', body: stringifyJson(ollamaChat.reply.encode(reply).value) };
}

let server: Loopback;
let client: Ollama;

beforeAll(async () => {
  server = await loopback(answer);
  client = new Ollama({ host: server.url });
});

afterAll(() => server.close());

const question: Message = { role: 'user', content: 'Which river is longest?' };
const calls = [{ id: 'c1', function: { name: 'lookup', arguments: { river: 'Volga' } } }];

it('reads a whole reply', async () => {
  const said = await client.chat({ model: 'qwen-reference', messages: [question] });
  expect(said.message).toEqual({
    role: 'assistant',
    content: 'The Volga.',
    thinking: 'Which river?',
    tool_calls: calls,
  });
  expect([said.done, said.done_reason, said.eval_count]).toEqual([true, 'stop', 9]);
});

it('reads a stream', async () => {
  const lines: ChatResponse[] = [];
  for await (const line of await client.chat({ model: 'qwen-reference', messages: [question], stream: true }))
    lines.push(line);
  const joined = (field: 'content' | 'thinking'): string =>
    lines
      .map(({ message }) => message[field])
      .filter((piece) => piece !== undefined)
      .join('');
  expect([joined('thinking'), joined('content')]).toEqual(['Which river?', 'The Volga.']);
  expect(lines.flatMap(({ message }) => message.tool_calls ?? [])).toEqual(calls);
  expect(lines.map(({ done }) => done)).toEqual([...lines.slice(1).map(() => false), true]);
});

it('reads a refusal', async () => {
  await expect(client.chat({ model: 'nope', messages: [question] })).rejects.toMatchObject({
    status_code: 404,
    message: 'no nope',
  });
});

it('writes what we read, at the path we name', async () => {
  const first = await client.chat({ model: 'qwen-reference', messages: [question] });
  await client.chat({
    model: 'qwen-reference',
    messages: [question, first.message, { role: 'tool', tool_name: 'lookup', content: '3530 km' }],
    think: 'high',
    options: { num_predict: 64, temperature: 0.5, seed: 7 },
    tools: [{ type: 'function', function: { name: 'lookup', parameters: { type: 'object' } } }],
  });
  const last = server.asked.at(-1);
  expect(last?.path).toBe(ollamaChat.path);
  const read = ollamaChat.request.decode(last?.body);
  expect(read.messages[1]?.parts).toMatchObject(reply.message.parts);
  expect(read.messages[2]?.parts).toMatchObject([{ callId: 'c1', name: 'lookup' }]);
  expect(read.settings).toMatchObject({ maxTokens: 64, temperature: 0.5, stream: false });
  expect(ollamaChat.request.encode(read)).toEqual({
    value: last?.body,
    losses: [],
    delivery: [{ path: 'messages[1].parts[0]', status: 'sent' }],
  });
});
