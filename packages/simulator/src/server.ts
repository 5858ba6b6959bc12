/** The simulator's HTTP server, on loopback: many sessions, one port. */
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { createSession, type Answer, type LiveSession, type Session } from './session.ts';
import type { SessionOptions } from './wire.ts';

export type Simulator = {
  readonly url: string;
  /** @throws ThroughlineError `config-invalid` on a wire or dialect that is not simulated. */
  open(options: SessionOptions): Session;
  close(): Promise<void>;
};

export type SimulatorOptions = {
  /** Default: any free port. */
  readonly port?: number;
};

const paths: { readonly [wire in SessionOptions['wire']]: string } = {
  'anthropic-messages': '/messages',
  'openai-chat': '/chat/completions',
};

export async function startSimulator({ port = 0 }: SimulatorOptions = {}): Promise<Simulator> {
  const sessions = new Map<string, LiveSession>();
  const server = await listen(appOf(sessions), port);
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
  return {
    url,
    open(options) {
      const id = `s${sessions.size + 1}`;
      const session = createSession(id, url, options);
      sessions.set(id, session);
      return session;
    },
    close: async () => stop(server),
  };
}

function appOf(sessions: ReadonlyMap<string, LiveSession>): Hono {
  const app = new Hono();
  app.onError(({ message }, context) =>
    context.json({ type: 'error', error: { type: 'api_error', message } }, 500),
  );
  app.get('/s/:id/log', (context) => {
    const session = sessions.get(context.req.param('id'));
    return session === undefined ? context.notFound() : context.json(session.exchanges());
  });
  app.post('/s/:id/*', async (context) => {
    const session = sessions.get(context.req.param('id'));
    if (session === undefined || !context.req.path.endsWith(paths[session.wire])) return context.notFound();
    return responseOf(session.answer(await context.req.text(), context.req.raw.headers), session.pieceSize);
  });
  return app;
}

function responseOf({ status, body, frames }: Answer, pieceSize: number): Response {
  if (frames === undefined)
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  return new Response(inPieces(new TextEncoder().encode(frames.join('')), pieceSize), {
    status,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  });
}

/** Cut by bytes, wherever that is: inside a character, a frame, a tag. */
function inPieces(bytes: Uint8Array, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

async function listen(app: Hono, port: number): Promise<ServerType> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve(server));
  });
}

async function stop(server: ServerType): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
