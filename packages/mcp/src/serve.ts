/** Servers on real transports: standard input and output, and Streamable HTTP on loopback. */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

/** Serves on this process's standard input and output; resolves when it listens. */
export async function serveStdio(server: Server): Promise<void> {
  await server.connect(new StdioServerTransport());
}

export type HttpOptions = {
  /** Default: any free port. */
  readonly port?: number;
  /** Default: loopback. */
  readonly host?: string;
};

export type Serving = { readonly url: string; close(): Promise<void> };

/** Serves at `/mcp`, a server of its own per client session. Requests for another host name are refused (DNS rebinding). */
export async function serveHttp(
  createOne: () => Server,
  { port = 0, host = '127.0.0.1' }: HttpOptions = {},
): Promise<Serving> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const http = createServer((request, response) => {
    answer(request, response, transports, createOne, host).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? error.name : 'error');
    });
  });
  await new Promise<void>((resolve) => {
    http.listen(port, host, resolve);
  });
  const listening = portOf(http);
  return {
    url: `http://${host}:${listening}/mcp`,
    close: async () => {
      for (const transport of transports.values()) await transport.close();
      http.closeAllConnections();
      await new Promise<void>((resolve, reject) => {
        http.close((error) => (error === undefined ? resolve() : reject(error)));
      });
    },
  };
}

function portOf(http: HttpServer): number {
  const address = http.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  transports: Map<string, StreamableHTTPServerTransport>,
  createOne: () => Server,
  host: string,
): Promise<void> {
  if (request.url !== '/mcp') {
    response.writeHead(404).end();
    return;
  }
  const id = request.headers['mcp-session-id'];
  const known = typeof id === 'string' ? transports.get(id) : undefined;
  if (id !== undefined && known === undefined) {
    response.writeHead(404).end();
    return;
  }
  const transport = known ?? (await begin(transports, createOne, `${host}:${request.socket.localPort}`));
  await transport.handleRequest(request, response);
}

async function begin(
  transports: Map<string, StreamableHTTPServerTransport>,
  createOne: () => Server,
  allowed: string,
): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableDnsRebindingProtection: true,
    allowedHosts: [allowed, allowed.replace('127.0.0.1', 'localhost')],
    onsessioninitialized: (id) => void transports.set(id, transport),
    onsessionclosed: (id) => void transports.delete(id),
  });
  await createOne().connect(transport);
  return transport;
}
