/** Server-sent events from bytes cut anywhere: strict UTF-8 in front of a well-kept parser. */
import { ThroughlineError } from '@throughline/core';
import { createParser } from 'eventsource-parser';

export type SseEvent = { readonly event?: string; readonly data: string };

export type SseReader = { push(chunk: Uint8Array): void; end(): void };

/** @throws ThroughlineError `stream-broken` from `push` and `end` where the bytes are not UTF-8 or stop inside a character. */
export function createSseReader(onEvent: (event: SseEvent) => void): SseReader {
  const parser = createParser({
    onEvent: ({ event, data }) => onEvent(event === undefined ? { data } : { event, data }),
  });
  const decoder = createUtf8Decoder();
  return {
    push: (chunk) => parser.feed(decoder.push(chunk)),
    end: () => parser.feed(decoder.end()),
  };
}

type Utf8Decoder = { push(chunk: Uint8Array): string; end(): string };

/** Text from bytes cut anywhere, without replacement characters. */
function createUtf8Decoder(): Utf8Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(chunk, { stream });
    } catch (cause) {
      const where = stream ? 'the stream is not UTF-8' : 'the stream stopped inside a UTF-8 character';
      throw new ThroughlineError('stream-broken', where, { cause });
    }
  };
  return { push: (chunk) => decode(chunk, true), end: () => decode(new Uint8Array(), false) };
}
