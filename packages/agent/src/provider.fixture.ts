/** A provider on loopback that answers what a test says, and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson, ThroughlineError, type JsonObject, type ModelRequest } from '@throughline/core';
import { expect, onTestFinished } from 'vitest';
import { model, type ModelOptions } from './model.ts';
import type { Model } from './scaffold.ts';

type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: JsonObject;
};
export type Answer = (response: ServerResponse) => void | Promise<void>;
export type Provider = { readonly url: string; readonly received: readonly Received[] };

/** The answers in order; the last one is given from then on. Closes with the test. */
export async function startProvider(...answers: readonly [Answer, ...Answer[]]): Promise<Provider> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString();
      const { url, headers } = request;
      received.push({ path: String(url), headers, text, body: parseJson(text) as JsonObject });
      void answers[Math.min(received.length, answers.length) - 1]?.(response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received };
}

export function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const isText = typeof body === 'string';
  return (response) => {
    response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };
}

/** The pieces of a stream, one write each; without `end` the connection stays open, with `break` it is torn down. */
export function stream(
  pieces: readonly (string | Uint8Array)[],
  ending: 'end' | 'open' | 'break' = 'end',
): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const piece of pieces) await new Promise<unknown>((resolve) => response.write(piece, resolve));
    if (ending === 'end') response.end();
    if (ending === 'break') setTimeout(() => response.destroy(), 20);
  };
}

type Block = { readonly type: string; readonly [field: string]: unknown };

export function reply(stop: string, ...content: readonly Block[]): JsonObject {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const body = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'reference-1',
    content,
    stop_reason: stop,
    stop_sequence: null,
    usage,
  };
  return body as unknown as JsonObject;
}

export const say = (text: string): Block => ({ type: 'text', text });
export const think = (thinking: string): Block => ({
  type: 'thinking',
  thinking,
  signature: `sig-${thinking}`,
});
export const use = (id: string, name: string, input: unknown = {}): Block => ({
  type: 'tool_use',
  id,
  name,
  input,
});

export function frame(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

/** The frames of a streamed answer: thinking, then text. */
export const streamedAnswer: readonly string[] = [
  frame('message_start', { message: { ...reply(''), stop_reason: null } }),
  frame('content_block_start', {
    index: 0,
    content_block: { type: 'thinking', thinking: '', signature: '' },
  }),
  frame('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } }),
  frame('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'sig-hm' } }),
  frame('content_block_stop', { index: 0 }),
  frame('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }),
  frame('content_block_delta', { index: 1, delta: { type: 'text_delta', text: 'Grüße' } }),
  frame('content_block_stop', { index: 1 }),
  frame('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 7 },
  }),
  frame('message_stop', {}),
];

/** Patient with nobody: no waits between attempts. */
export function claude({ url }: Provider, options: Partial<ModelOptions> = {}): Model {
  return model('anthropic-messages', {
    baseURL: url,
    model: 'reference',
    settings: { maxTokens: 64 },
    sleep: async () => {},
    random: () => 0,
    ...options,
  });
}

export function chat({ url }: Provider, options: Partial<ModelOptions> = {}): Model {
  return model('openai-chat', {
    baseURL: `${url}/v1`,
    model: 'reference',
    sleep: async () => {},
    random: () => 0,
    ...options,
  });
}

/** The smallest request. */
export const asked: ModelRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  settings: {},
};

export async function errorOf(running: Promise<unknown>): Promise<ThroughlineError> {
  const error: unknown = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ThroughlineError);
  return error as ThroughlineError;
}

/** Some thinking, and a word. */
export const hello: Answer = answer(200, reply('end_turn', think('hm'), say('Hello')));
