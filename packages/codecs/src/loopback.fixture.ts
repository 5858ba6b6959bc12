/** A server on loopback that answers every request with one reply of a codec, for the providers' own clients. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  parseJson,
  stringifyJson,
  type Codec,
  type JsonObject,
  type JsonValue,
  type Reply,
} from '@throughline/core';
import { written } from '@throughline/laws';

export type Answering = {
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** Streams the reply where the request asks for a stream. */
export async function answering(codec: Codec, reply: Reply): Promise<Answering> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { stream } = (await bodyOf(request)) as JsonObject;
    const isStream = stream === true;
    response.setHeader('content-type', isStream ? codec.stream.contentType : 'application/json');
    response.end(isStream ? written(codec, reply) : stringifyJson(codec.reply.encode(reply).value));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<JsonValue> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return parseJson(Buffer.concat(pieces).toString('utf8'));
}
