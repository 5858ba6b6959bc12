/** A response that somebody else hears too, chunk by chunk, as fast as its reader reads and no faster. */
import type { MaybePromise } from './ledger.ts';

export type Hearing = {
  /** Called before the reader has the chunk, and waited for. */
  take(chunk: Uint8Array): MaybePromise<unknown>;
  /** All was read. Waited for before the reader is told. */
  end(): MaybePromise<unknown>;
  /** Reader or connection broke off; may come more than once, and after the end. */
  cut(): MaybePromise<unknown>;
};

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * The same response to look at, with a body that is heard.
 * @throws TypeError on a body that is no web stream, as those of some older clients are.
 */
export function heard(response: Response, hearing: Hearing): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  if (typeof body.getReader !== 'function') throw new TypeError('the body is no web stream');
  return resembling(
    new Response(heardStream(body as Bytes, hearing), { status, statusText, headers }),
    response,
  );
}

/** A response made by hand knows nothing of where it came from. */
function resembling(made: Response, original: Response): Response {
  const { url, redirected, type } = original;
  for (const [key, value] of Object.entries({ url, redirected, type }))
    Object.defineProperty(made, key, { value, configurable: true, enumerable: true });
  const clone = (): Response => resembling(Response.prototype.clone.call(made), original);
  return Object.defineProperty(made, 'clone', { value: clone, configurable: true });
}

/** Nothing is read before it is asked for, so what the reader does not take stays with the sender. */
function heardStream(source: Bytes, hearing: Hearing): Bytes {
  // A body that nobody reads stays unlocked, so that the runtime can let go of its connection.
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  const begin = (): typeof reader & object => {
    const begun = source.getReader();
    // Who aborts a call often reads no further, and would not learn of it here.
    begun.closed.catch(async () => hearing.cut());
    return begun;
  };
  return new ReadableStream(
    {
      async pull(controller) {
        reader ??= begin();
        const { done, value } = await reader.read().catch(async (error: unknown) => {
          await hearing.cut();
          throw error;
        });
        if (done) {
          await hearing.end();
          return controller.close();
        }
        await hearing.take(value);
        return controller.enqueue(value);
      },
      async cancel(reason) {
        await hearing.cut();
        await (reader ?? source).cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
