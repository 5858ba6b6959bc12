/** A server on loopback that answers every request with what a test says, and remembers what was asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  isJsonObject,
  parseJson,
  stringifyJson,
  type Codec,
  type JsonValue,
  type Reply,
} from '@throughline/core';
import { written } from '@throughline/laws';

export type Answer = { readonly status: number; readonly type: string; readonly body: string };
export type Asked = { readonly path: string; readonly body: JsonValue };

export type Loopback = {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): void;
};

export async function loopback(answer: (asked: Asked) => Answer): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one = { path: String(request.url), body: parseJson(Buffer.concat(pieces).toString()) };
      asked.push(one);
      const { status, type, body } = answer(one);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => void server.close() };
}

/** Answers every request with one reply of a codec, as a stream where the request asks for one. */
export async function answering(codec: Codec, reply: Reply): Promise<Loopback> {
  return loopback(({ body }) =>
    isJsonObject(body) && body['stream'] === true
      ? { status: 200, type: codec.stream.contentType, body: written(codec, reply) }
      : { status: 200, type: 'application/json', body: stringifyJson(codec.reply.encode(reply).value) },
  );
}
