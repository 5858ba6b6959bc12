/** An agent as an MCP server: one tool, progress, and the transcripts of its runs as resources. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type CallToolResult,
  type Progress,
  type ServerNotification,
} from '@modelcontextprotocol/sdk/types.js';
import {
  createSession,
  run,
  type Agent,
  type AgentEvent,
  type Model,
  type Scaffold,
  type Session,
} from '@throughline/agent';
import { readTranscript, stringifyJson, ThroughlineError, type Transcript } from '@throughline/core';
import { z } from 'zod';
import { keys, metaText } from './format.ts';
import { implementation } from './tools.ts';

export type AgentServerOptions = {
  readonly model: Model;
  /** Default: the native loop. */
  readonly scaffold?: Scaffold;
  /** Sessions whose transcripts are kept in memory; the oldest goes first. Default 100. */
  readonly keep?: number;
};

const inputSchema = {
  type: 'object' as const,
  properties: { input: { type: 'string' }, session: { type: 'string' } },
  required: ['input'],
};
const input: z.ZodType<{ input: string; session?: string | undefined }> = z.object({
  input: z.string(),
  session: z.string().optional(),
});

const scheme = 'throughline://transcripts/';

/**
 * Makes servers that share the agent's sessions, one server per connected client. The tool's text is the answer and never the
 * thinking; the transcript, thinking included, is the resource named in the result's `_meta`.
 */
export function agentServer(agent: Agent, options: AgentServerOptions): () => Server {
  const sessions = new Map<string, Session>();
  return () => serverOf(agent, options, sessions);
}

function serverOf(agent: Agent, options: AgentServerOptions, sessions: Map<string, Session>): Server {
  const server = new Server(
    { name: agent.name, ...implementation },
    { capabilities: { tools: {}, resources: {} } },
  );
  const description = agent.instructions === undefined ? `Asks the agent ${agent.name}.` : agent.instructions;
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{ name: agent.name, description, inputSchema }],
  }));
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: [...sessions.keys()].map((id) => ({
      uri: `${scheme}${id}`,
      name: `Transcript ${id}`,
      mimeType: 'application/json',
    })),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const session = sessions.get(uri.startsWith(scheme) ? uri.slice(scheme.length) : '');
    if (session === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no resource ${uri}`);
    return { contents: [{ uri, mimeType: 'application/json', text: stringifyJson(session.transcript) }] };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    if (params.name !== agent.name)
      throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}`);
    const asked = input.safeParse(params.arguments);
    if (!asked.success) return failed(`The arguments do not fit: ${z.prettifyError(asked.error)}`);
    const tell = progressOf(params._meta?.progressToken, sendNotification);
    return answer(agent, options, sessions, { ...asked.data, signal, tell });
  });
  return server;
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

type Tell = (event: AgentEvent) => void;
type Asked = {
  readonly input: string;
  readonly session?: string | undefined;
  readonly signal: AbortSignal;
  readonly tell: Tell;
};

async function answer(
  agent: Agent,
  { model, scaffold, keep = 100 }: AgentServerOptions,
  sessions: Map<string, Session>,
  asked: Asked,
): Promise<CallToolResult> {
  const id = asked.session ?? randomUUID();
  const session = sessions.get(id) ?? createSession();
  try {
    const result = await run(agent, asked.input, {
      model,
      session,
      signal: asked.signal,
      onEvent: asked.tell,
      ...(scaffold && { scaffold }),
    });
    sessions.set(id, session);
    for (const oldest of [...sessions.keys()].slice(0, Math.max(0, sessions.size - keep)))
      sessions.delete(oldest);
    return {
      content: [{ type: 'text', text: result.text }],
      _meta: { [keys.transcript]: `${scheme}${id}`, [keys.session]: id },
    };
  } catch (error) {
    if (!ThroughlineError.is(error)) throw error;
    return failed(error.message);
  }
}

const messages: { readonly [type: string]: (event: AgentEvent) => string | undefined } = {
  'step-start': (event) => (event.type === 'step-start' ? `step ${event.step}` : undefined),
  'tool-start': (event) => (event.type === 'tool-start' ? `calls ${event.name}` : undefined),
  'tool-end': (event) =>
    event.type === 'tool-end'
      ? `${event.name} ${event.result.isError === true ? 'failed' : 'answered'}`
      : undefined,
};

/** Steps and calls, numbered; nothing of what was thought or said. */
function progressOf(
  token: string | number | undefined,
  send: (notification: ServerNotification) => Promise<void>,
): Tell {
  let progress = 0;
  return (event) => {
    const message = Object.hasOwn(messages, event.type) ? messages[event.type]?.(event) : undefined;
    if (token === undefined || message === undefined) return;
    progress += 1;
    // A client that has gone needs no progress; its request is aborted by the transport.
    send({ method: 'notifications/progress', params: { progressToken: token, progress, message } }).catch(
      () => undefined,
    );
  };
}

export type CallAgentOptions = {
  readonly session?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
};

export type AgentAnswer = {
  readonly text: string;
  readonly session: string;
  readonly transcript: Transcript;
};

/**
 * Asks an agent behind a connected client, and reads the transcript of the run.
 * @throws ThroughlineError `upstream-failed` with the server's words when the run failed, `transcript-invalid` when the resource is none.
 */
export async function callAgent(
  client: Client,
  name: string,
  said: string,
  { session, signal, onProgress }: CallAgentOptions = {},
): Promise<AgentAnswer> {
  const params = { name, arguments: { input: said, ...(session !== undefined && { session }) } };
  const result = (await client.callTool(params, undefined, {
    ...(signal && { signal }),
    ...(onProgress && { onprogress: onProgress }),
  })) as CallToolResult;
  const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const uri = metaText(result._meta, keys.transcript);
  const grown = metaText(result._meta, keys.session);
  if (result.isError === true || uri === undefined || grown === undefined)
    throw new ThroughlineError('upstream-failed', text, { body: result });
  const { contents } = await client.readResource({ uri });
  const [resource] = contents;
  const stored =
    resource !== undefined && 'text' in resource && typeof resource.text === 'string' ? resource.text : '';
  return { text, session: grown, transcript: readTranscript(stored) };
}
