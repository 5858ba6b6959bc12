/** The bytes of a response as they come, with a limit on silence and an end on abort. */
import { ThroughlineError } from '@throughline/core';

export type Watch = {
  readonly signal: AbortSignal;
  /** Milliseconds that may pass until the next bytes; asked before each read. */
  readonly idleMs: () => number;
};

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** @throws ThroughlineError `stream-broken` when nothing comes for too long or the connection breaks; the signal's reason on abort. */
export async function* chunksOf({ body }: Response, watch: Watch): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  let isDone = false;
  try {
    for (;;) {
      const next = await nextChunk(reader, watch);
      isDone = next.done;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Whoever stops early wants no more of it; that the connection is gone already is no news then.
    if (!isDone) reader.cancel().catch(() => undefined);
  }
}

async function nextChunk(reader: Reader, { signal, idleMs }: Watch): ReturnType<Reader['read']> {
  signal.throwIfAborted();
  const limit = idleMs();
  const { promise: interruption, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new ThroughlineError('stream-broken', `nothing came for ${limit} ms`)),
    limit,
  );
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([reader.read(), interruption]);
  } catch (cause) {
    signal.throwIfAborted();
    if (ThroughlineError.is(cause)) throw cause;
    throw new ThroughlineError('stream-broken', 'the connection broke', { cause });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** @throws ThroughlineError `format-invalid` where the bytes are not UTF-8, and as `chunksOf` does. */
export async function textOf(response: Response, watch: Watch): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const texts: string[] = [];
  for await (const chunk of chunksOf(response, watch)) texts.push(strict(decoder, chunk));
  return [...texts, strict(decoder)].join('');
}

function strict(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new ThroughlineError('format-invalid', 'the body is not UTF-8', { cause });
  }
}

/** Text to show to people: what is not UTF-8 in it is marked. */
export async function legibleTextOf(response: Response, watch: Watch): Promise<string> {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for await (const chunk of chunksOf(response, watch)) texts.push(decoder.decode(chunk, { stream: true }));
  return [...texts, decoder.decode()].join('');
}
