/** The provider's own client against a server that speaks with this codec, on the loopback. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseCommandInput,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { eventsOf, isJsonObject, parseJson, type JsonValue, type ProviderError } from '@throughline/core';
import { assistant, call, cut, sealed, streamed, text, think } from '@throughline/laws';
import { afterEach, expect, it } from 'vitest';
import { bedrockConverse } from './index.ts';

const signed = { issuer: 'anthropic', kind: 'thinking', value: 'c2lnLTE=' };
const reply = bedrockConverse.reply.decode(
  bedrockConverse.reply.encode({
    message: {
      ...assistant(
        think('Read it – é 🙂.', signed),
        sealed('redacted', { issuer: 'anthropic-bedrock', kind: 'redacted', value: 'cmVk' }),
        text('I read it.'),
        call('read', { path: 'a' }, 't1'),
      ),
      stop: { reason: 'tool-calls' },
      usage: { input: 20, output: 7, cacheRead: 5 },
    },
  }).value,
);

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    ),
  );
});

async function clientOf(answer: RequestListener): Promise<BedrockRuntimeClient> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
}

const question: ConverseCommandInput = {
  modelId: 'anthropic.claude-reference-v1:0',
  messages: [
    {
      role: 'user',
      content: [{ text: 'Hi' }, { image: { format: 'png', source: { bytes: new Uint8Array([104, 105]) } } }],
    },
    {
      role: 'assistant',
      content: [{ reasoningContent: { redactedContent: new TextEncoder().encode('red') } }, { text: 'a' }],
    },
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 't0', content: [{ json: { n: 1 } }], status: 'error' } }],
    },
  ],
  inferenceConfig: { maxTokens: 10 },
};

it('gives the client a reply it understands, and takes its request without loss', async () => {
  let asked: JsonValue = null;
  let path: string | undefined;
  const client = await clientOf((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked = parseJson(Buffer.concat(chunks).toString());
      path = request.url;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(bedrockConverse.reply.encode(reply).value));
    });
  });
  const { output, stopReason, usage } = await client.send(new ConverseCommand(question));
  expect(output?.message?.content).toEqual([
    { reasoningContent: { reasoningText: { text: 'Read it – é 🙂.', signature: 'c2lnLTE=' } } },
    { reasoningContent: { redactedContent: new Uint8Array(Buffer.from('red')) } },
    { text: 'I read it.' },
    { toolUse: { toolUseId: 't1', name: 'read', input: { path: 'a' } } },
  ]);
  expect(stopReason).toBe('tool_use');
  expect(usage).toEqual({ inputTokens: 15, cacheReadInputTokens: 5, outputTokens: 7, totalTokens: 27 });
  expect(path).toBe('/model/anthropic.claude-reference-v1%3A0/converse');
  const { value, losses } = bedrockConverse.request.encode(bedrockConverse.request.decode(asked));
  expect({ value, losses }).toEqual({ value: asked, losses: [] });
});

async function streamedBy(pieces: Iterable<string | Uint8Array>): Promise<ConverseStreamOutput[]> {
  const client = await clientOf((_request, response) => {
    response.setHeader('content-type', bedrockConverse.stream.contentType);
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  const { stream } = await client.send(new ConverseStreamCommand(question));
  const events: ConverseStreamOutput[] = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
}

it('gives the client a stream it understands, in pieces of any size', async () => {
  const events = await streamedBy(cut(streamed(bedrockConverse, reply, 4), 13));
  const texts = (read: (event: ConverseStreamOutput) => string | undefined): string =>
    events.map((event) => read(event) ?? '').join('');
  expect(texts((event) => event.contentBlockDelta?.delta?.text)).toBe('I read it.');
  expect(texts((event) => event.contentBlockDelta?.delta?.reasoningContent?.text)).toBe('Read it – é 🙂.');
  expect(texts((event) => event.contentBlockDelta?.delta?.reasoningContent?.signature)).toBe('c2lnLTE=');
  expect(texts((event) => event.contentBlockDelta?.delta?.toolUse?.input)).toBe('{"path":"a"}');
  expect(events[0]).toEqual({ messageStart: { role: 'assistant' } });
  expect(events.find(({ contentBlockStart }) => contentBlockStart)?.contentBlockStart).toEqual({
    contentBlockIndex: 3,
    start: { toolUse: { toolUseId: 't1', name: 'read' } },
  });
  const sealedBytes = events
    .map((event) => event.contentBlockDelta?.delta?.reasoningContent?.redactedContent)
    .filter((bytes) => bytes !== undefined);
  expect(sealedBytes).toEqual([new Uint8Array(Buffer.from('red'))]);
  expect(events.at(-2)).toEqual({ messageStop: { stopReason: 'tool_use' } });
  expect(events.at(-1)?.metadata?.usage?.totalTokens).toBe(27);
});

const overloaded: ProviderError = {
  kind: 'rate-limit',
  message: 'Slow down.',
  wire: 'elsewhere',
  body: { oops: 1 },
};

it('tells the client of a fault within a stream', async () => {
  const encoder = bedrockConverse.stream.encoder();
  const [start] = [...eventsOf(reply)].map((event) => encoder.push(event));
  const pieces = [start as Uint8Array, encoder.push({ type: 'error', error: overloaded })];
  await expect(streamedBy(pieces)).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Slow down.',
  });
});

it('tells the client of a refusal', async () => {
  const body = bedrockConverse.error.encode(overloaded);
  expect(isJsonObject(body)).toBe(true);
  const client = await clientOf((_request, response) => {
    response.writeHead(429, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await expect(client.send(new ConverseCommand(question))).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Slow down.',
  });
});
