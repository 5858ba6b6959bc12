import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retainingFetch } from './fetch.ts';
import { createLedger, type MemoryLedger } from './memory-ledger.ts';
import type { Remembered } from './ledger.ts';
import {
  chunk,
  chunks,
  first,
  startProvider,
  stream,
  thoughtful,
  type Provider,
} from './provider.fixture.ts';
import { latestKey } from './view.ts';

function client(ledger: MemoryLedger, faults: Error[] = []): typeof fetch {
  return retainingFetch({ ledger, mode: 'repair', onFault: (error) => faults.push(error) });
}

async function ask(send: typeof fetch, { url }: Provider, init: RequestInit = {}): Promise<Response> {
  return send(`${url}/chat/completions`, { method: 'POST', body: JSON.stringify(first), ...init });
}

function latest(ledger: MemoryLedger): Remembered | undefined {
  return ledger.find([latestKey])[0]?.at(-1);
}

/** Until it is so, or the test runs out of time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo())
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let bytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
  return bytes;
}

describe('a stream', () => {
  it('gives its first byte long before its last', async () => {
    let response: ServerResponse | undefined;
    const provider = await startProvider((one) => {
      response = one;
      one.writeHead(200, { 'content-type': 'text/event-stream' });
      one.write(chunks[0]);
    });
    const reader = (await ask(client(createLedger()), provider)).body?.getReader();
    const start = await reader?.read();
    expect(new TextDecoder().decode(start?.value)).toBe(chunks[0]);
    expect(response?.writableEnded).toBe(false);
    response?.end(chunks.slice(1).join(''));
    await readAll(reader as ReadableStreamDefaultReader<Uint8Array>);
  });

  it('is learnt when its last chunk has been read', async () => {
    const provider = await startProvider(stream(chunks));
    const ledger = createLedger();
    const reader = (await ask(client(ledger), provider)).body?.getReader();
    await readAll(reader as ReadableStreamDefaultReader<Uint8Array>);
    expect(latest(ledger)).toMatchObject({ items: [thoughtful], isCut: false });
  });

  it('waits with its sender for a reader who takes his time', async () => {
    const piece = chunk({ content: 'x'.repeat(60_000) });
    const pieces = 400;
    let written = 0;
    const provider = await startProvider(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (; written < pieces; written += 1) if (!response.write(piece)) await once(response, 'drain');
      response.end(chunks.slice(1).join(''));
    });
    const reader = (await ask(client(createLedger()), provider)).body?.getReader();
    await reader?.read();
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    // What lies in the buffers of two sockets, and not all of the 24 MB.
    expect(written).toBeLessThan(pieces / 2);
    expect(await readAll(reader as ReadableStreamDefaultReader<Uint8Array>)).toBeGreaterThan(
      (pieces - 2) * piece.length,
    );
    expect(written).toBe(pieces);
  });
});

/** Thinking that was finished, words that were not. */
const begun = [...chunks.slice(0, 3), chunk({ content: 'It is' })];

const open: (response: ServerResponse) => void = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(begun.join(''));
};

describe('a stream that is cut off keeps its finished blocks', () => {
  const finished = { isCut: true, items: [{ reasoning_content: thoughtful['reasoning_content'] }] };

  it('by the client, who cancels', async () => {
    const ledger = createLedger();
    const reader = (await ask(client(ledger), await startProvider(open))).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(latest(ledger)).toMatchObject(finished);
    expect(JSON.stringify(latest(ledger)?.items)).not.toContain('It is');
  });

  it('by the client, who aborts and reads no further', async () => {
    const ledger = createLedger();
    const faults: Error[] = [];
    const abort = new AbortController();
    const response = await ask(client(ledger, faults), await startProvider(open), { signal: abort.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    abort.abort();
    await until(() => ledger.size > 0);
    expect(latest(ledger)).toMatchObject(finished);
    await expect(reader?.read()).rejects.toThrow('abort');
    expect(faults).toEqual([]);
  });

  it('by the provider', async () => {
    const ledger = createLedger();
    const provider = await startProvider((response) => {
      open(response);
      setTimeout(() => response.destroy(), 20);
    });
    await expect((await ask(client(ledger), provider)).text()).rejects.toThrow('terminated');
    expect(latest(ledger)).toMatchObject(finished);
  });

  it('by an error of the provider', async () => {
    const ledger = createLedger();
    const error = `data: ${JSON.stringify({ error: { message: 'overloaded' } })}\n\n`;
    const provider = await startProvider(stream([...begun, error]));
    await (await ask(client(ledger), provider)).text();
    expect(latest(ledger)).toMatchObject(finished);
  });

  it('and nothing at all where none was finished', async () => {
    const ledger = createLedger();
    await (await ask(client(ledger), await startProvider(stream(chunks.slice(0, 2))))).text();
    expect(ledger.size).toBe(0);
  });

  it('but a client who only stops behind the end has all of it', async () => {
    const ledger = createLedger();
    const provider = await startProvider((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunks.join(''));
    });
    const reader = (await ask(client(ledger), provider)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(latest(ledger)).toMatchObject({ isCut: false, items: [thoughtful] });
  });
});

it('reads a stream however its bytes are cut', async () => {
  const bytes = new TextEncoder().encode(chunks.join(''));
  const piecesAt = (places: readonly number[]): Uint8Array[] =>
    [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length)), async (places) => {
      const ledger = createLedger();
      const pieces = piecesAt(places.toSorted((a, b) => a - b));
      const send = retainingFetch({
        ledger,
        mode: 'audit',
        fetch: async () =>
          new Response(
            new ReadableStream({
              pull(controller) {
                const piece = pieces.shift();
                if (piece === undefined) controller.close();
                else controller.enqueue(piece);
              },
            }),
            { headers: { 'content-type': 'text/event-stream' } },
          ),
      });
      const response = await send('http://h/chat/completions', {
        method: 'POST',
        body: JSON.stringify(first),
      });
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
      expect(latest(ledger)).toMatchObject({ items: [thoughtful], isCut: false });
    }),
  );
});
