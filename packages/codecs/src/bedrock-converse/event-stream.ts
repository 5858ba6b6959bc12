/** Amazon's binary event stream: messages of headers and a JSON body, each with its checksums. (AWS event stream encoding, read 2026-11-25) */
import { EventStreamCodec } from '@smithy/core/event-streams';
import { stringifyJson, ThroughlineError, type JsonValue } from '@throughline/core';
import type { Frame, FrameReader } from '../framing.ts';

export const contentType = 'application/vnd.amazon.eventstream';

/** What `Frame.event` says of a message that is a fault of the provider's. */
export const exception = 'exception';

const strict = new TextDecoder('utf-8', { fatal: true });
const toUtf8 = (text: Uint8Array | string): string => (typeof text === 'string' ? text : strict.decode(text));
const fromUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** Shorter than any message, and longer than any: one is less than 16 MiB here, since its first byte is a zero. */
const lengths = { prelude: 4, min: 16, max: 2 ** 24 };

/** Reads messages from bytes cut anywhere; each is copied once. */
export function eventStreamReader(onFrame: (frame: Frame) => void): FrameReader {
  let pending = new Uint8Array(lengths.prelude);
  let filled = 0;
  const grow = (): void => {
    const length = new DataView(pending.buffer).getUint32(0);
    if (length < lengths.min || length >= lengths.max) throw broken(`a message of ${length} bytes`);
    const whole = new Uint8Array(length);
    whole.set(pending);
    pending = whole;
  };
  const take = (): void => {
    const message = pending;
    [pending, filled] = [new Uint8Array(lengths.prelude), 0];
    onFrame(frameOf(message));
  };
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length;) {
        const piece = chunk.subarray(at, at + pending.length - filled);
        pending.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled < pending.length) return;
        if (filled === lengths.prelude) grow();
        else take();
      }
    },
    end() {
      if (filled > 0) throw broken('the stream stopped inside a message');
    },
  };
}

function broken(message: string, cause?: unknown): ThroughlineError {
  return new ThroughlineError('stream-broken', message, cause === undefined ? {} : { cause });
}

/** The body under the name of its event, as the union that the event is. */
function frameOf(message: Uint8Array): Frame {
  const { headers, body } = decoded(message);
  const text = (name: string): string | undefined => {
    const header = headers[name];
    return header?.type === 'string' ? header.value : undefined;
  };
  const kind = text(':message-type');
  if (kind === 'error') {
    const said = stringifyJson({ message: text(':error-message') });
    return { event: exception, data: union(text(':error-code') ?? 'error', said) };
  }
  const name = text(kind === 'exception' ? ':exception-type' : ':event-type');
  if (name === undefined) throw broken('a message without a type');
  const data = union(name, body.trim() === '' ? '{}' : body);
  return kind === 'exception' ? { event: exception, data } : { data };
}

function decoded(message: Uint8Array): {
  readonly headers: ReturnType<typeof codec.decode>['headers'];
  readonly body: string;
} {
  try {
    const { headers, body } = codec.decode(message);
    return { headers, body: strict.decode(body) };
  } catch (cause) {
    throw broken(cause instanceof Error ? cause.message : 'an unreadable message', cause);
  }
}

function union(name: string, json: string): string {
  return `{${stringifyJson(name)}:${json}}`;
}

/** One event, or one exception, as a message. */
export function eventStreamMessage(name: string, body: JsonValue, isException: boolean = false): Uint8Array {
  const header = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });
  return codec.encode({
    headers: {
      [isException ? ':exception-type' : ':event-type']: header(name),
      ':content-type': header('application/json'),
      ':message-type': header(isException ? 'exception' : 'event'),
    },
    body: fromUtf8(stringifyJson(body)),
  });
}
