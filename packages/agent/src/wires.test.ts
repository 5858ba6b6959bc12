/** A model behind every wire, over real HTTP: a server made of the same codec answers, whole and streamed. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { codecFor, wireNames } from '@throughline/codecs';
import {
  eventsOf,
  parseJson,
  stringifyJson,
  type Codec,
  type ModelRequest,
  type Reply,
} from '@throughline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { model } from './model.ts';

type Asked = { readonly path: string; readonly key: string | undefined; readonly request: ModelRequest };

const wires = Object.keys(wireNames).map((wire) => ({ wire, codec: codecFor(wire) }));
const asked: Asked[] = [];
let server: Server;

const answer: Reply = {
  message: {
    role: 'assistant',
    parts: [
      { type: 'thinking', text: 'I look first.', visibility: 'full' },
      { type: 'text', text: 'I look.' },
      { type: 'toolCall', callId: 'call_1abc', name: 'look', arguments: '{"at":"x"}' },
    ],
  },
};
const asking: ModelRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Look.' }] }],
  settings: { maxTokens: 1024 },
};

/** What the wire can say of the answer, and no more. */
function native(codec: Codec): Reply {
  return codec.reply.decode(codec.reply.encode(answer).value);
}

beforeAll(async () => {
  server = createServer((incoming, response) => {
    void answered(incoming).then(({ type, body }) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

async function answered(incoming: IncomingMessage): Promise<{ type: string; body: string | Uint8Array }> {
  const [, wire = '', ...rest] = (incoming.url ?? '').split('/');
  const codec = codecFor(wire);
  const { authorization, 'x-api-key': anthropicKey, 'x-goog-api-key': googleKey } = incoming.headers;
  const received = codec.request.decode(parseJson(await text(incoming)));
  asked.push({
    path: `/${rest.join('/')}`,
    key: [authorization, anthropicKey, googleKey].find((one) => one !== undefined)?.toString(),
    request: received,
  });
  const isStream = received.settings.stream === true || incoming.url?.includes('tream') === true;
  if (!isStream) return { type: 'application/json', body: stringifyJson(codec.reply.encode(answer).value) };
  const encoder = codec.stream.encoder();
  const written = [...eventsOf(native(codec), 4)].map((event) => encoder.push(event));
  return { type: codec.stream.contentType, body: Buffer.concat(written.map((piece) => Buffer.from(piece))) };
}

describe.each(wires)('$wire', ({ wire, codec }) => {
  it.each([false, true])('asks and reads the reply, streamed: %s', async (stream) => {
    const { port } = server.address() as AddressInfo;
    const baseURL = `http://127.0.0.1:${port}/${wire}`;
    const far = model(wire, { baseURL, model: 'acme/model-1:0', apiKey: 'key-1', stream });
    const reply = await far.reply(asking);
    const told = asked.at(-1);
    expect(reply.message.parts.map(({ type }) => type)).toEqual(
      native(codec).message.parts.map(({ type }) => type),
    );
    expect(reply.message.origin).toMatchObject({ wire, endpoint: baseURL });
    expect(told?.key).toContain('key-1');
    expect(told?.request.messages.map(({ role }) => role)).toEqual(['user']);
    const path = stream ? (codec.streamPath ?? codec.path) : codec.path;
    expect(told?.path).toBe(path.replace('{model}', 'acme%2Fmodel-1%3A0'));
  });
});
