/** Plugs in: a scaffold whose tools are called through a real MCP client and server. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport, type StdioServerParameters } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { native, type Job, type Outcome, type Scaffold } from '@throughline/agent';
import { serveHttp } from './serve.ts';
import { implementation, remoteTools, toolServer } from './tools.ts';

export type McpOptions = {
  /** A program that serves the agent's tools on its standard input and output. Default: a server in this process, over Streamable HTTP on loopback. */
  readonly stdio?: StdioServerParameters;
};

/** The agent on the native loop, every tool call over the Model Context Protocol. */
export function mcp({ stdio }: McpOptions = {}): Scaffold {
  return { name: 'mcp', run: (job) => (stdio === undefined ? overHttp(job) : overStdio(job, stdio)) };
}

async function overHttp(job: Job): Promise<Outcome> {
  const serving = await serveHttp(() => toolServer(job.agent));
  try {
    return await withClient(new StreamableHTTPClientTransport(new URL(serving.url)), job);
  } finally {
    await serving.close();
  }
}

async function overStdio(job: Job, stdio: StdioServerParameters): Promise<Outcome> {
  return withClient(new StdioClientTransport(stdio), job);
}

async function withClient(transport: Parameters<Client['connect']>[0], job: Job): Promise<Outcome> {
  const client = new Client({ name: job.agent.name, ...implementation });
  await client.connect(transport);
  try {
    const tools = await remoteTools(client);
    return await native().run({ ...job, agent: { ...job.agent, tools } });
  } finally {
    await client.close();
  }
}
