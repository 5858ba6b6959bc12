/** A provider's answer as a reply: whole, or from its stream. */
import { parseJson, ThroughlineError, type Codec, type Reply, type StreamEvent } from '@throughline/core';
import { messageOf } from './http.ts';

type Listener = (event: StreamEvent) => void;

export type Reading = { readonly codec: Codec; readonly isStream: boolean; readonly idleMs: number; readonly signal: AbortSignal; readonly onEvent: Listener | undefined };

/**
 * @throws ThroughlineError `format-invalid` on a content type that cannot hold a reply, `stream-broken` on a stream that stops early or falls silent,
 * `upstream-failed` on an error inside a 200.
 */
export async function readReply(response: Response, reading: Reading): Promise<Reply> {
  const type = response.headers.get('content-type');
  if (isJson(type)) return readWhole(await response.text(), reading.codec);
  if (reading.isStream && type?.startsWith(reading.codec.stream.contentType) === true) return readStream(response, reading);
  const body = await response.text();
  throw new ThroughlineError('format-invalid', `expected ${reading.isStream ? reading.codec.stream.contentType : 'application/json'}, found ${type}`, { path: 'content-type', body });
}

function isJson(type: string | null): boolean {
  return type !== null && /^application\/(?:[\w.+-]+\+)?json\b/.test(type);
}

function readWhole(text: string, codec: Codec): Reply {
  const body = parseJson(text);
  try {
    return codec.reply.decode(body);
  } catch (cause) {
    // A 200 may carry an error all the same.
    if (typeof body === 'object' && body !== null && 'error' in body) throw new ThroughlineError('upstream-failed', messageOf(body), { body, cause });
    throw cause;
  }
}

async function readStream(response: Response, { codec, idleMs, signal, onEvent }: Reading): Promise<Reply> {
  const decoder = codec.stream.decoder();
  let reply: Reply | undefined;
  const tell = (events: readonly StreamEvent[]): void => {
    for (const event of events) {
      if (event.type === 'reply-end') reply = event.reply;
      onEvent?.(event);
    }
  };
  for await (const chunk of chunksOf(response, idleMs, signal)) tell(decoder.push(chunk));
  tell(decoder.end());
  if (reply === undefined) throw new ThroughlineError('stream-broken', 'the stream stopped before the reply was complete');
  return reply;
}

/** The body's pieces; ends with an error when none comes for too long or the connection breaks. */
async function* chunksOf(response: Response, idleMs: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const abort = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      const { done, value } = await nextChunk(reader, idleMs);
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await reader.cancel().catch(() => undefined);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function nextChunk(reader: Reader, idleMs: number): ReturnType<Reader['read']> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ThroughlineError('stream-broken', `nothing came for ${idleMs} ms`)), idleMs);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } catch (cause) {
    if (ThroughlineError.is(cause)) throw cause;
    throw new ThroughlineError('stream-broken', 'the connection broke', { cause });
  } finally {
    clearTimeout(timer);
  }
}
