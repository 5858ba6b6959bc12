/** A provider on loopback that answers what a test says, and remembers the bytes it was sent. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@throughline/core';
import { onTestFinished } from 'vitest';

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type Answer = (response: ServerResponse, received: Received) => void | Promise<void>;

export type Provider = { readonly url: string; readonly received: readonly Received[] };

/** The answers in order; the last one is given from then on. Closes with the test. */
export async function startProvider(...answers: readonly [Answer, ...Answer[]]): Promise<Provider> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one = {
        path: String(request.url),
        headers: request.headers,
        text: Buffer.concat(pieces).toString(),
      };
      received.push(one);
      void answers[Math.min(received.length, answers.length) - 1]?.(response, one);
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

export function json(body: unknown, status: number = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

/** One write for each piece. */
export function stream(pieces: readonly (string | Uint8Array)[], type: string = 'text/event-stream'): Answer {
  return async (response) => {
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces) await new Promise<unknown>((resolve) => response.write(piece, resolve));
    response.end();
  };
}

const call = { id: 'call_0', type: 'function', function: { name: 'look', arguments: '{"at":1.0}' } };

/** What a model of Chat Completions says: it thinks, and calls a tool. */
export const thoughtful: JsonObject = {
  role: 'assistant',
  content: null,
  reasoning_content: 'I should look. 🙂\u2028 ',
  tool_calls: [call],
};

export const reply: JsonObject = {
  id: 'r1',
  object: 'chat.completion',
  created: 1,
  model: 'deepseek-chat',
  choices: [{ index: 0, message: thoughtful, finish_reason: 'tool_calls' }],
};

export function chunk(delta: unknown, reason: string | null = null): string {
  const { choices: _, ...head } = reply;
  const choices = [{ index: 0, delta, finish_reason: reason }];
  return `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`;
}

/** The same as its stream. */
export const chunks: readonly string[] = [
  chunk({ role: 'assistant', content: null }),
  chunk({ reasoning_content: 'I should ' }),
  chunk({ reasoning_content: 'look. 🙂\u2028 ' }),
  chunk({ tool_calls: [{ index: 0, ...call }] }),
  chunk({}, 'tool_calls'),
  'data: [DONE]\n\n',
];

export const first: JsonObject = {
  model: 'deepseek-chat',
  messages: [{ role: 'user', content: 'Where is it?' }],
};

const { reasoning_content: _thinking, ...lossy } = thoughtful;

/** What a client sends next: with the thinking, or, as many do, without it. */
export function second(message: JsonObject = lossy): JsonObject {
  const result = { role: 'tool', tool_call_id: 'call_0', content: 'There.' };
  return { ...first, messages: [...(first['messages'] as readonly JsonObject[]), message, result] };
}
