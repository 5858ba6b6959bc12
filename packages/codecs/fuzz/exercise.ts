/** Everything a codec can do with a body or a stream, for its time: what is refused clearly is fine. */
import {
  eventsOf,
  parseJson,
  stringifyJson,
  ThroughlineError,
  type Codec,
  type JsonValue,
} from '@throughline/core';
import { cut } from '@throughline/laws';
import { Unfit } from './finding.ts';

export function exerciseText(codec: Codec, other: Codec, text: string): void {
  const body = clearly(() => parseJson(text));
  if (body !== undefined) exerciseBody(codec, other, body);
}

export function exerciseBody(codec: Codec, other: Codec, body: JsonValue): void {
  clearly(() => {
    const request = codec.request.decode(body);
    stringifyJson(codec.request.encode(request).value);
    stringifyJson(other.request.encode(request).value);
  });
  clearly(() => {
    const reply = codec.reply.decode(body);
    stringifyJson(codec.reply.encode(reply).value);
    stringifyJson(other.reply.encode(reply).value);
    const encoder = codec.stream.encoder();
    const frames = [...eventsOf(reply, 1000)].map((event) => Buffer.from(encoder.push(event)));
    fold(codec, frames);
  });
  clearly(() => {
    const error = codec.error.decode(body);
    if (error !== undefined) stringifyJson([codec.error.encode(error), other.error.encode(error)]);
  });
}

export function exerciseStream(codec: Codec, bytes: Uint8Array, chunk: number): void {
  clearly(() => fold(codec, cut(bytes, chunk)));
}

function fold(codec: Codec, pieces: Iterable<Uint8Array>): void {
  const decoder = codec.stream.decoder();
  for (const piece of pieces) decoder.push(piece);
  decoder.end();
  decoder.partial();
}

function clearly<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined;
    const place = error instanceof Error ? /packages\/\w+\/src\/[^\s)]+/.exec(String(error.stack)) : null;
    throw new Unfit('crash', 'a large input', `${String(error)} (${place === null ? 'outside' : place[0]})`, {
      cause: error,
    });
  }
}
