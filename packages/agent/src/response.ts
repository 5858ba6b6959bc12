/** A provider's answer as a reply: whole, or from its stream. */
import {
  eventsOf,
  isJsonObject,
  parseJson,
  ThroughlineError,
  type Codec,
  type Reply,
  type StreamDecoder,
  type StreamEvent,
} from '@throughline/core';
import { chunksOf, legibleTextOf, textOf, type Watch } from './body.ts';
import { messageOf } from './refusal.ts';

export type Reading = {
  readonly codec: Codec;
  readonly isStream: boolean;
  readonly idleMs: number;
  readonly signal: AbortSignal;
  /** Adds what only the caller knows. */
  readonly complete: (reply: Reply) => Reply;
  readonly tell: (event: StreamEvent) => void;
};

/**
 * @throws ThroughlineError `format-invalid` on a content type that cannot hold a reply, `stream-broken` on a stream that stops early or falls silent,
 * `upstream-failed` on an error inside a 200.
 */
export async function readReply(response: Response, reading: Reading): Promise<Reply> {
  const { codec, isStream, signal, idleMs } = reading;
  const type = response.headers.get('content-type')?.toLowerCase();
  const watch: Watch = { signal, idleMs: () => idleMs };
  if (type !== undefined && /^application\/(?:[\w.+-]+\+)?json\b/.test(type))
    return readWhole(await textOf(response, watch), reading);
  if (isStream && type?.startsWith(codec.stream.contentType) === true) return readStream(response, reading);
  const expected = isStream ? codec.stream.contentType : 'application/json';
  const found = type === undefined ? 'none' : `"${type}"`;
  const body = await legibleTextOf(response, watch);
  throw new ThroughlineError('format-invalid', `expected ${expected}, found ${found}`, {
    path: 'content-type',
    body,
  });
}

/** Where a stream was asked for and a whole reply came, its events are told all the same. */
function readWhole(text: string, { codec, isStream, complete, tell }: Reading): Reply {
  const reply = complete(decoded(parseJson(text), codec));
  if (isStream) for (const event of eventsOf(reply)) tell(event);
  return reply;
}

function decoded(body: ReturnType<typeof parseJson>, codec: Codec): Reply {
  try {
    return codec.reply.decode(body);
  } catch (cause) {
    // A 200 may carry an error all the same.
    if (isJsonObject(body) && Object.hasOwn(body, 'error'))
      throw new ThroughlineError('upstream-failed', messageOf(body), { body, cause });
    throw cause;
  }
}

/** How long the end of the bytes may take once the reply is complete, in milliseconds. */
const settleMs = 1000;

async function readStream(response: Response, reading: Reading): Promise<Reply> {
  const decoder = reading.codec.stream.decoder();
  let reply: Reply | undefined;
  const take = (events: readonly StreamEvent[]): void => {
    for (const event of events) {
      reading.signal.throwIfAborted();
      const told = event.type === 'reply-end' ? { ...event, reply: reading.complete(event.reply) } : event;
      if (told.type === 'reply-end') reply = told.reply;
      reading.tell(told);
      if (told.type === 'error')
        throw new ThroughlineError('upstream-failed', messageOf(told.error.body), { body: told.error.body });
    }
  };
  const idleMs = (): number => (reply === undefined ? reading.idleMs : Math.min(settleMs, reading.idleMs));
  const chunks = chunksOf(response, { signal: reading.signal, idleMs });
  const interruption = await feed(chunks, (chunk) => take(decoder.push(chunk)));
  reading.signal.throwIfAborted();
  take(ended(decoder, interruption));
  if (reply === undefined)
    throw (
      interruption ??
      new ThroughlineError('stream-broken', 'the stream stopped before the reply was complete')
    );
  return reply;
}

/** Returns what broke the stream: what came before may be a complete reply. What `push` throws is thrown. */
async function feed(chunks: AsyncGenerator<Uint8Array>, push: (chunk: Uint8Array) => void): Promise<unknown> {
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => ({ done: true as const, value: error }));
      if (next.done === true) return next.value;
      push(next.value);
    }
  } finally {
    await chunks.return(undefined);
  }
}

function ended(decoder: StreamDecoder, interruption: unknown): readonly StreamEvent[] {
  try {
    return decoder.end();
  } catch (error) {
    throw interruption ?? error;
  }
}
