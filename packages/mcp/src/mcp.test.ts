import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Progress } from '@modelcontextprotocol/sdk/types.js';
import { defineAgent, executeTool, model, native, run, type Agent } from '@throughline/agent';
import type { Part, ToolResultPart } from '@throughline/core';
import { startSimulator, type Policy, type Simulator } from '@throughline/simulator';
import { afterEach, describe, expect, it } from 'vitest';
import { agentServer, callAgent, mcp, remoteTools, serveHttp, toolServer } from './index.ts';
import { toolbox } from './toolbox.fixture.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const local = defineAgent({ name: 'local', tools: toolbox });
const fixture = {
  command: process.execPath,
  args: ['--conditions=@throughline/source', new URL('tools.fixture.ts', import.meta.url).pathname],
};
const named = { name: 'test', version: '0.0.0' };

async function overHttp(agent: Agent): Promise<Client> {
  const serving = await serveHttp(() => toolServer(agent));
  const client = new Client(named);
  await client.connect(new StreamableHTTPClientTransport(new URL(serving.url)));
  closing.push(
    () => serving.close(),
    () => client.close(),
  );
  return client;
}

async function overStdio(): Promise<Client> {
  const client = new Client(named);
  await client.connect(new StdioClientTransport(fixture));
  closing.push(() => client.close());
  return client;
}

function call(name: string, written: string): Part & { readonly type: 'toolCall' } {
  return { type: 'toolCall', callId: 'c1', name, arguments: written };
}

async function execute(
  agent: Pick<Agent, 'tools'>,
  name: string,
  written: string,
  signal = new AbortController().signal,
): Promise<ToolResultPart> {
  return executeTool(agent.tools, call(name, written), signal);
}

describe.each([
  ['Streamable HTTP', async () => overHttp(local)],
  ['standard input and output', overStdio],
] as const)('tools over %s', (_transport, connect) => {
  it('have the schemas they were defined with', async () => {
    const tools = await remoteTools(await connect());
    for (const { name, description, inputSchema } of toolbox) {
      expect(tools.find((tool) => tool.name === name)).toMatchObject({ name, description, inputSchema });
    }
  });

  it.each([
    ['echo', '{"text": "é\\u2028 1.0"}'],
    ['echo', '{"text":5}'],
    ['echo', '{"text":'],
    ['fail', '{}'],
    ['rich', '{}'],
    ['unheard_of', '{}'],
  ])('answer %s %s word for word as in this process', async (name, written) => {
    const remote = await remoteTools(await connect());
    const own = { tools: remote.filter((tool) => tool.name !== 'pid') };
    expect(await execute(own, name, written)).toEqual(await execute(local, name, written));
  });

  it('run side by side and stop when aborted', async () => {
    const tools = await remoteTools(await connect());
    const controller = new AbortController();
    const waiting = execute({ tools }, 'wait', '{}', controller.signal);
    expect((await execute({ tools }, 'echo', '{"text":"meanwhile"}')).content).toEqual([
      { type: 'text', text: 'meanwhile' },
    ]);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('a server that is not ours', () => {
  it('sees plain MCP: content it can show, an error flag, no need of our metadata', async () => {
    const client = await overHttp(local);
    expect(await client.callTool({ name: 'rich', arguments: {} })).toMatchObject({
      content: [
        { type: 'text', text: 'a picture' },
        { type: 'image', data: 'aGk=', mimeType: 'image/png' },
        { type: 'text', text: '{"type":"json","value":{"deep":[1,null]}}' },
      ],
    });
    expect(await client.callTool({ name: 'fail', arguments: {} })).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: 'No.' }],
    });
  });

  it('is refused under another host name', async () => {
    const serving = await serveHttp(() => toolServer(local));
    closing.push(() => serving.close());
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request(
        serving.url,
        {
          method: 'POST',
          headers: {
            host: 'evil.example',
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.on('error', reject);
      asked.end(
        JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: named },
        }),
      );
    });
    expect(status).toBe(403);
  });
});

const policy: Policy = ({ messages }) => {
  const turn = messages.filter(({ role }) => role === 'user').length;
  const isAnswered = messages.at(-1)?.role === 'tool';
  const secret: Part = { type: 'thinking', text: `a secret thought of turn ${turn}`, visibility: 'full' };
  return isAnswered
    ? [secret, { type: 'text', text: `Answer ${turn}.` }]
    : [secret, call('echo', '{"text":"x"}')];
};

async function simulated(): Promise<{
  readonly simulator: Simulator;
  readonly target: ReturnType<typeof model>;
}> {
  const simulator = await startSimulator();
  closing.push(() => simulator.close());
  const session = simulator.open({ wire: 'anthropic-messages', policy });
  return {
    simulator,
    target: model('anthropic-messages', {
      baseURL: session.baseURL,
      model: 'reference',
      settings: { maxTokens: 1024 },
    }),
  };
}

describe('an agent as a server', () => {
  async function connected(): Promise<Client> {
    const { target } = await simulated();
    const serving = await serveHttp(agentServer(local, { model: target }));
    const client = new Client(named);
    await client.connect(new StreamableHTTPClientTransport(new URL(serving.url)));
    closing.push(
      () => serving.close(),
      () => client.close(),
    );
    return client;
  }

  it('answers, tells its progress, and keeps its thinking in the transcript alone', async () => {
    const client = await connected();
    const told: Progress[] = [];
    const { text, transcript } = await callAgent(client, 'local', 'Go', {
      onProgress: (progress) => told.push(progress),
    });
    expect(text).toBe('Answer 1.');
    expect(told.map(({ message }) => message)).toEqual(['step 1', 'calls echo', 'echo answered', 'step 2']);
    expect(JSON.stringify(told)).not.toContain('secret');
    expect(transcript.messages.flatMap(({ parts }) => parts.map(({ type }) => type))).toEqual([
      'text',
      'thinking',
      'toolCall',
      'toolResult',
      'thinking',
      'text',
    ]);
    expect((await client.listResources()).resources).toHaveLength(1);
  });

  it('continues a session', async () => {
    const client = await connected();
    const first = await callAgent(client, 'local', 'Go');
    const second = await callAgent(client, 'local', 'Go on', { session: first.session });
    expect(second.text).toBe('Answer 2.');
    expect(second.transcript.messages.slice(0, first.transcript.messages.length)).toEqual(
      first.transcript.messages,
    );
  });

  it('says what is wrong with a request', async () => {
    const client = await connected();
    expect(await client.callTool({ name: 'local', arguments: {} })).toMatchObject({ isError: true });
    await expect(client.callTool({ name: 'other', arguments: {} })).rejects.toThrow('There is no tool other');
    await expect(client.readResource({ uri: 'throughline://transcripts/none' })).rejects.toThrow(
      'There is no resource',
    );
  });
});

describe('the scaffold over standard input and output', () => {
  it('runs an agent with the tools of another process', async () => {
    const { target } = await simulated();
    const { text, transcript } = await run(local, 'Go', { model: target, scaffold: mcp({ stdio: fixture }) });
    expect(text).toBe('Answer 1.');
    expect(transcript.messages[2]).toEqual({
      role: 'tool',
      parts: [expect.objectContaining({ type: 'toolResult', content: [{ type: 'text', text: 'x' }] })],
    });
    expect(native().name).toBe('native');
  });
});
