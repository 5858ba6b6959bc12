/** Google's own client reads what we write, and writes what we read. */
import { GoogleGenAI, type Interactions } from '@google/genai';
import { eventsOf, isJsonObject, stringifyJson, type JsonValue, type Reply } from '@throughline/core';
import { assistant, call, text, think } from '@throughline/laws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loopback, type Answer, type Asked, type Loopback } from '../loopback.fixture.ts';
import { geminiInteractions } from './index.ts';

const signature = { issuer: 'google', kind: 'thinking', value: 'c2ln' };
const reply: Reply = {
  message: {
    ...assistant(
      think('Which river?', signature),
      text('One. '),
      text('Two.'),
      call('lookup', { river: 'Volga' }, 'c1'),
    ),
    origin: { wire: 'gemini-interactions', model: 'gemini-reference', responseId: 'v1_r' },
    stop: { reason: 'tool-calls', raw: 'requires_action' },
    usage: { input: 3, output: 9, thinking: 5 },
  },
};

function answer({ body }: Asked): Answer {
  const field = (name: string): JsonValue | undefined => (isJsonObject(body) ? body[name] : undefined);
  const { stream, error } = geminiInteractions;
  if (field('model') === 'refused') {
    const refused = error.encode({ kind: 'invalid-request', message: 'no', wire: 'elsewhere', body: null });
    return { status: 400, type: 'application/json', body: stringifyJson(refused) };
  }
  const encoder = stream.encoder();
  return field('stream') === true
    ? {
        status: 200,
        type: stream.contentType,
        body: [...eventsOf(reply, 3)].map((event) => encoder.push(event)).join(''),
      }
    : {
        status: 200,
        type: 'application/json',
        body: stringifyJson(geminiInteractions.reply.encode(reply).value),
      };
}

let server: Loopback;
let client: GoogleGenAI;

beforeAll(async () => {
  server = await loopback(answer);
  client = new GoogleGenAI({
    apiKey: 'none',
    httpOptions: { baseUrl: server.url, apiVersion: 'v1beta' },
  });
});

afterAll(() => server.close());

const model = 'gemini-reference';
const steps = [
  { type: 'thought', signature: 'c2ln', summary: [{ type: 'text', text: 'Which river?' }] },
  {
    type: 'model_output',
    content: [
      { type: 'text', text: 'One. ' },
      { type: 'text', text: 'Two.' },
    ],
  },
  { type: 'function_call', id: 'c1', name: 'lookup', arguments: { river: 'Volga' } },
];

it('reads a whole reply', async () => {
  const said = await client.interactions.create({ model, input: 'Which river is longest?' });
  expect(said).toMatchObject({ id: 'v1_r', status: 'requires_action', steps });
  expect(said.usage).toMatchObject({ total_output_tokens: 4, total_thought_tokens: 5, total_tokens: 12 });
});

it('reads a stream', async () => {
  const events: Interactions.InteractionSSEEvent[] = [];
  for await (const event of await client.interactions.create({ model, input: 'x', stream: true }))
    events.push(event);
  const deltas = events.flatMap((event) => (event.event_type === 'step.delta' ? [event.delta] : []));
  const joined = (pick: (delta: (typeof deltas)[number]) => string | undefined): string =>
    deltas
      .map(pick)
      .filter((piece) => piece !== undefined)
      .join('');
  expect(joined((delta) => (delta.type === 'text' ? delta.text : undefined))).toBe('One. Two.');
  expect(joined((delta) => (delta.type === 'arguments_delta' ? delta.arguments : undefined))).toBe(
    '{"river":"Volga"}',
  );
  expect(joined((delta) => (delta.type === 'thought_signature' ? delta.signature : undefined))).toBe('c2ln');
  expect(events.map(({ event_type: type }) => type)).toEqual([
    'interaction.created',
    ...events.slice(1, -1).map(() => expect.stringMatching(/^step\./) as string),
    'interaction.completed',
  ]);
});

it('reads a refusal', async () => {
  await expect(client.interactions.create({ model: 'refused', input: 'x' })).rejects.toMatchObject({
    status: 400,
    message: '400 no',
  });
});

it('writes what we read, at the path we name', async () => {
  const first = await client.interactions.create({ model, input: 'Which river is longest?' });
  await client.interactions.create({
    model,
    store: false,
    system_instruction: 'Be brief.',
    generation_config: { max_output_tokens: 64, thinking_level: 'high' },
    tools: [{ type: 'function', name: 'lookup', parameters: { type: 'object' } }],
    input: [
      { type: 'user_input', content: [{ type: 'text', text: 'Which river is longest?' }] },
      ...first.steps,
      { type: 'function_result', call_id: 'c1', result: '3530 km' },
    ],
  });
  const last = server.asked.at(-1);
  expect(last?.path).toBe(geminiInteractions.path);
  const read = geminiInteractions.request.decode(last?.body);
  expect(read.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
  expect(read.messages[2]?.parts).toMatchObject(reply.message.parts);
  expect(geminiInteractions.request.encode(read)).toEqual({
    value: last?.body,
    losses: [],
    delivery: [{ path: 'messages[2].parts[0]', status: 'sent' }],
  });
});
