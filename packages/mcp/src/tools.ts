/** An agent's tools on both ends: served by a real server, called through a real client. */
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type CallToolRequest,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import { executeTool, type Agent, type Tool } from '@throughline/agent';
import { parseJson, sameJson, stringifyJson, type JsonObject } from '@throughline/core';
import { decodeContent } from './decode.ts';
import { encodeResult } from './encode.ts';
import { keys, metaText } from './format.ts';

/** Version that servers and clients of this package name themselves by. */
export const implementation = { version: '0.0.0' } as const;

export type Toolbox = Pick<Agent, 'name' | 'tools'>;

/**
 * Serves tools with their JSON Schemas as they are. Arguments that do not fit, unknown tools and errors become results with `isError`,
 * word for word as in the native loop.
 */
export function toolServer({ name, tools }: Toolbox): Server {
  const server = new Server({ name, ...implementation }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      inputSchema: { type: 'object' as const, ...tool.inputSchema },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, requestId }) => {
    const call = {
      type: 'toolCall',
      callId: String(requestId),
      name: params.name,
      arguments: writtenIn(params),
    } as const;
    return encodeResult(await executeTool(tools, call, signal));
  });
  return server;
}

/** The arguments as the model wrote them, where a client of ours says so and they are the ones that were sent. */
function writtenIn({ arguments: input, _meta }: CallToolRequest['params']): string {
  const plain = stringifyJson(input === undefined ? {} : input);
  const written = metaText(_meta, keys.arguments);
  if (written === undefined) return plain;
  const value: unknown = JSON.parse(stringifyJson(parseJson(written)));
  return sameJson(value, JSON.parse(plain)) ? written : plain;
}

/** The tools of a connected client, for an agent of ours. The server checks the arguments. */
export async function remoteTools(client: Client): Promise<readonly Tool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    tools.push(...page.tools.map((tool) => remoteTool(client, tool)));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

type Listed = Awaited<ReturnType<Client['listTools']>>['tools'][number];

const anything: Tool['input'] = {
  '~standard': { version: 1, vendor: 'throughline', validate: (value) => ({ value }) },
};

function remoteTool(client: Client, { name, description, inputSchema }: Listed): Tool {
  return {
    name,
    description: description === undefined ? '' : description,
    input: anything,
    inputSchema: inputSchema as JsonObject,
    execute: async (input: never, { arguments: written, signal }) => {
      const params = {
        name,
        arguments: input as Record<string, unknown>,
        _meta: { [keys.arguments]: written },
      };
      const result = (await client.callTool(params, undefined, { signal })) as CallToolResult;
      const content = decodeContent(result);
      if (result.isError !== true) return content;
      // An error is thrown, so that the loop marks its result as one.
      throw new RemoteError(
        content.map((part) => (part.type === 'text' ? part.text : stringifyJson(part))).join('\n'),
      );
    },
  };
}

/** What a remote tool reported as its error; its message is the report and nothing more. */
class RemoteError extends Error {}
