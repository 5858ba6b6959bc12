/** Text from bytes cut anywhere, without replacement characters. */
import { ThroughlineError } from '@throughline/core';

export type Utf8Decoder = { push(chunk: Uint8Array): string; end(): string };

/** @throws ThroughlineError `stream-broken` where the bytes are not UTF-8 or stop inside a character. */
export function createUtf8Decoder(): Utf8Decoder {
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
