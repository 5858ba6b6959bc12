/** Google's own client reads what we write, and writes what we read. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GoogleGenAI, type GenerateContentResponse } from '@google/genai';
import {
  eventsOf,
  isJsonObject,
  parseJson,
  stringifyJson,
  type JsonValue,
  type Reply,
} from '@throughline/core';
import { assistant, call, text, think } from '@throughline/laws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gemini } from './index.ts';

const signature = { issuer: 'google', kind: 'thinking', value: 'c2ln' };
const reply: Reply = {
  message: {
    ...assistant(think('Which river?'), text('One. '), text('Two.'), {
      ...call('lookup', { river: 'Volga' }, 'c1'),
      signatures: [signature],
    }),
    origin: { wire: 'gemini', model: 'gemini-reference', responseId: 'r1' },
    stop: { reason: 'tool-calls', raw: 'STOP' },
    usage: { input: 3, output: 9, thinking: 5 },
  },
};

/** Asked for what the test is about: a whole reply, a stream, or a refusal. */
function answer(path: string): { readonly status: number; readonly type: string; readonly body: string } {
  const encoder = gemini.stream.encoder();
  if (path.includes('refused'))
    return {
      status: 429,
      type: 'application/json',
      body: stringifyJson(
        gemini.error.encode({ kind: 'rate-limit', message: 'too much', wire: 'elsewhere', body: null }),
      ),
    };
  return path.includes('streamGenerateContent')
    ? {
        status: 200,
        type: gemini.stream.contentType,
        body: [...eventsOf(reply, 3)].map((event) => encoder.push(event)).join(''),
      }
    : { status: 200, type: 'application/json', body: stringifyJson(gemini.reply.encode(reply).value) };
}

const asked: { path: string; body: JsonValue }[] = [];
let server: Server;
let client: GoogleGenAI;

beforeAll(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = String(request.url);
      asked.push({ path, body: parseJson(Buffer.concat(pieces).toString()) });
      const { status, type, body } = answer(path);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new GoogleGenAI({
    apiKey: 'none',
    httpOptions: { baseUrl: `http://127.0.0.1:${port}`, apiVersion: 'v1beta' },
  });
});

afterAll(() => server.close());

const question = {
  model: 'gemini-reference',
  contents: 'Which river is longest?',
  config: {
    systemInstruction: 'Be brief.',
    temperature: 0.5,
    tools: [{ functionDeclarations: [{ name: 'lookup', parametersJsonSchema: { type: 'object' } }] }],
  },
};

it('reads a whole reply', async () => {
  const said = await client.models.generateContent(question);
  expect(said.text).toBe('One. Two.');
  expect(said.functionCalls).toEqual([{ id: 'c1', name: 'lookup', args: { river: 'Volga' } }]);
  expect(said.candidates?.[0]?.content?.parts?.[3]?.thoughtSignature).toBe('c2ln');
  expect(said.usageMetadata).toMatchObject({ candidatesTokenCount: 4, thoughtsTokenCount: 5 });
});

it('reads a stream', async () => {
  const chunks: GenerateContentResponse[] = [];
  for await (const chunk of await client.models.generateContentStream(question)) chunks.push(chunk);
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const spoken = (isThinking: boolean): string =>
    parts.map((part) => ((part.thought === true) === isThinking ? (part.text ?? '') : '')).join('');
  expect([spoken(true), spoken(false)]).toEqual(['Which river?', 'One. Two.']);
  expect(chunks.flatMap((chunk) => chunk.functionCalls ?? [])).toMatchObject([{ id: 'c1' }]);
  expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
});

it('reads a refusal', async () => {
  await expect(client.models.generateContent({ ...question, model: 'refused' })).rejects.toMatchObject({
    status: 429,
    message: expect.stringContaining('RESOURCE_EXHAUSTED') as string,
  });
});

it('writes what we read, at the path we name', async () => {
  const chat = client.chats.create({ model: question.model, config: question.config });
  await chat.sendMessage({ message: 'Which river is longest?' });
  await chat.sendMessage({
    message: { functionResponse: { id: 'c1', name: 'lookup', response: { output: '3530 km' } } },
  });
  const last = asked.at(-1);
  expect(last?.path).toBe(gemini.path.replace('{model}', question.model));
  const read = gemini.request.decode(last?.body);
  expect(read.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
  expect(read.messages[2]?.parts).toMatchObject([
    { type: 'thinking', text: 'Which river?' },
    { text: 'One. ' },
    { text: 'Two.' },
    { type: 'toolCall', callId: 'c1', signatures: [signature] },
  ]);
  expect(isJsonObject(last?.body) && gemini.request.encode(read)).toEqual({
    value: last?.body,
    losses: [],
    delivery: [{ path: 'messages[2].parts[0]', status: 'sent' }],
  });
});
