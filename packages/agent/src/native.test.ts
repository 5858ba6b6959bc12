import { violations, type Message } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAgent, defineTool } from './define.ts';
import {
  answer,
  claude,
  hello,
  reply,
  startProvider,
  stream,
  streamedAnswer,
  think,
  use,
  type Answer,
  type Provider,
} from './provider.fixture.ts';
import { run, type RunOptions, type RunResult } from './run.ts';
import type { Agent, AgentEvent } from './scaffold.ts';
import type { ToolContext, ToolOutput } from './tool.ts';

type Execute = (input: { readonly path: string }, context: ToolContext) => ToolOutput | Promise<ToolOutput>;

function reader(execute: Execute = ({ path }) => `text of ${path}`, maxSteps = 5): Agent {
  const read = defineTool({
    name: 'read',
    description: 'Reads.',
    input: z.object({ path: z.string() }),
    execute,
  });
  return defineAgent({ name: 'reader', instructions: 'Be brief.', tools: [read], maxSteps });
}

const calls = (...blocks: readonly ReturnType<typeof use>[]): Answer =>
  answer(200, reply('tool_use', ...blocks));
const readA = use('c1', 'read', { path: 'a' });

async function ask(provider: Provider, agent: Agent, options: Partial<RunOptions> = {}): Promise<RunResult> {
  return run(agent, 'Read.', { model: claude(provider), ...options });
}

const rolesOf = (messages: readonly Message[]): string[] => messages.map(({ role }) => role);
const resultsOf = (messages: readonly Message[]): unknown[] =>
  messages.flatMap(({ role, parts }) => (role === 'tool' ? parts : []));

describe('the loop', () => {
  it('calls the model, runs its calls, and sends everything back as it came, thinking between calls too', async () => {
    const blocks = [think('first'), readA, think('then'), use('c2', 'read', { path: 'b' }), think('')];
    const provider = await startProvider(answer(200, reply('tool_use', ...blocks)), hello);
    const { transcript, text, steps, finish, usage } = await ask(provider, reader());
    expect(rolesOf(transcript.messages)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant']);
    expect({ text, steps, finish, usage }).toEqual({
      text: 'Hello',
      steps: 2,
      finish: 'answered',
      usage: { input: 20, output: 10 },
    });
    const [first, second] = provider.received;
    expect(first?.body).toMatchObject({
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Read.' }],
      tools: [{ name: 'read' }],
    });
    expect(second?.body['messages']).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: blocks },
      { role: 'user', content: [{ tool_use_id: 'c1' }, { tool_use_id: 'c2' }] },
    ]);
    expect(violations(transcript.messages).map(({ code }) => code)).toEqual(['thinking-after-call']);
  });

  it('runs the calls of a step side by side and returns their results in call order, in one message', async () => {
    const both = Promise.withResolvers<void>();
    const begun: string[] = [];
    const agent = reader(async ({ path }) => {
      begun.push(path);
      if (path === 'b') both.resolve();
      await both.promise;
      return path;
    });
    const provider = await startProvider(calls(readA, use('c2', 'read', { path: 'b' })), hello);
    const { transcript } = await ask(provider, agent);
    expect(begun).toEqual(['a', 'b']);
    expect(resultsOf(transcript.messages)).toEqual([
      { type: 'toolResult', callId: 'c1', content: [{ type: 'text', text: 'a' }] },
      { type: 'toolResult', callId: 'c2', content: [{ type: 'text', text: 'b' }] },
    ]);
  });

  it('goes on after an unknown tool, arguments that do not fit, and a tool that throws', async () => {
    const agent = reader(() => {
      throw new Error('disk full');
    });
    const provider = await startProvider(
      calls(use('c1', 'write'), use('c2', 'read', { path: 1 }), use('c3', 'read', { path: 'a' })),
      hello,
    );
    const { transcript, finish } = await ask(provider, agent);
    expect(finish).toBe('answered');
    expect(resultsOf(transcript.messages)).toMatchObject([
      { callId: 'c1', isError: true },
      { callId: 'c2', isError: true },
      { callId: 'c3', isError: true, content: [{ text: 'disk full' }] },
    ]);
  });

  it('reports arguments cut by the token limit to the model, with their text', async () => {
    const cut = [
      ...streamedAnswer.slice(0, 1),
      'data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c1","name":"read","input":{}}}\n\n',
      String.raw`data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"path\": \"a"}}` +
        '\n\n',
      'data: {"type":"content_block_stop","index":0}\n\n',
      'data: {"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":9}}\n\n',
      'data: {"type":"message_stop"}\n\n',
    ];
    const provider = await startProvider(stream(cut), stream(streamedAnswer));
    const { transcript } = await ask(provider, reader(), { model: claude(provider, { stream: true }) });
    const [result] = resultsOf(transcript.messages) as [{ content: [{ text: string }] }];
    expect(result).toMatchObject({ callId: 'c1', isError: true });
    expect(result.content[0].text).toMatch(/They were: \{"path": "a$/);
    expect(transcript.messages[2]?.parts).toMatchObject([{ type: 'toolCall', arguments: '{"path": "a' }]);
  });

  it('answers duplicate ids one by one', async () => {
    const provider = await startProvider(calls(readA, use('c1', 'read', { path: 'b' })), hello);
    const { transcript } = await ask(provider, reader());
    expect(resultsOf(transcript.messages)).toMatchObject([
      { callId: 'c1', content: [{ text: 'text of a' }] },
      { callId: 'c1', content: [{ text: 'text of b' }] },
    ]);
    expect(violations(transcript.messages).map(({ code }) => code)).toContain('call-id-repeated');
  });

  it('stops at the step limit, with the results of the last step', async () => {
    const provider = await startProvider(calls(readA));
    const { transcript, finish, steps, text } = await ask(provider, reader(undefined, 3));
    expect({ finish, steps, text }).toEqual({ finish: 'step-limit', steps: 3, text: '' });
    expect(provider.received).toHaveLength(3);
    expect(rolesOf(transcript.messages).slice(2)).toEqual([
      'assistant',
      'tool',
      'assistant',
      'tool',
      'assistant',
      'tool',
    ]);
  });

  it('sends a paused reply back as it is, and goes on', async () => {
    const paused = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } };
    const provider = await startProvider(answer(200, reply('pause_turn', paused)), hello);
    const { steps, text } = await ask(provider, reader());
    expect({ steps, text }).toEqual({ steps: 2, text: 'Hello' });
    expect(provider.received[1]?.body['messages']).toEqual([
      { role: 'user', content: 'Read.' },
      { role: 'assistant', content: [paused] },
    ]);
  });

  it('extends each request, and never edits what was sent', async () => {
    const provider = await startProvider(
      calls(think('x'), readA),
      calls(think(''), use('c2', 'read', { path: 'b' })),
      hello,
    );
    await ask(provider, reader());
    const prompts = provider.received.map(({ text }) => text.slice(0, -']}'.length));
    for (const [index, prompt] of prompts.slice(1).entries())
      expect(prompt.startsWith(String(prompts[index]))).toBe(true);
  });
});

const typesOf = (events: readonly AgentEvent[]): string[] =>
  events.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type));

describe('what happens is told', () => {
  it('steps and tools', async () => {
    const events: AgentEvent[] = [];
    const provider = await startProvider(calls(readA), hello);
    const { transcript } = await ask(provider, reader(), { onEvent: (event) => events.push(event) });
    expect(typesOf(events)).toEqual([
      'step-start 1',
      'step-end 1',
      'tool-start',
      'tool-end',
      'step-start 2',
      'step-end 2',
    ]);
    expect(events[3]).toMatchObject({
      callId: 'c1',
      name: 'read',
      result: { content: [{ text: 'text of a' }] },
    });
    expect(events[5]).toMatchObject({ reply: { message: transcript.messages[4] } });
  });

  it('the model’s stream in between', async () => {
    const events: AgentEvent[] = [];
    const provider = await startProvider(stream(streamedAnswer));
    await ask(provider, reader(), {
      model: claude(provider, { stream: true }),
      onEvent: (event) => events.push(event),
    });
    expect(typesOf(events)).toEqual([
      'step-start 1',
      'reply-start',
      'thinking-start',
      'thinking-delta',
      'thinking-end',
      'text-start',
      'text-delta',
      'text-end',
      'reply-end',
      'step-end 1',
    ]);
  });
});

describe('an abort', () => {
  const reason = new Error('enough');

  it('while a tool runs reaches the tool and ends the run', async () => {
    const controller = new AbortController();
    const heard: unknown[] = [];
    const agent = reader(async (_input, { signal }) => {
      signal.addEventListener('abort', () => heard.push(signal.reason));
      controller.abort(reason);
      return 'too late';
    });
    const provider = await startProvider(calls(readA), hello);
    await expect(ask(provider, agent, { signal: controller.signal })).rejects.toBe(reason);
    expect(heard).toEqual([reason]);
    expect(provider.received).toHaveLength(1);
  });

  it('while the model thinks ends the run', async () => {
    const controller = new AbortController();
    const provider = await startProvider(() => controller.abort(reason));
    await expect(ask(provider, reader(), { signal: controller.signal })).rejects.toBe(reason);
  });
});
