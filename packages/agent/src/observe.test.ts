import type { FunctionTool, ModelRequest } from '@throughline/core';
import { codecFor } from '@throughline/codecs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineAgent, defineTool, observe, type AgentEvent, type Job, type Model } from './index.ts';

const echo = defineTool({
  name: 'echo',
  description: 'Echoes.',
  input: z.object({ text: z.string() }),
  execute: ({ text }) => text,
});
const agent = defineAgent({ name: 'a', tools: [echo] });

function jobOf(events: AgentEvent[], requests: ModelRequest[]): Job {
  const model: Model = {
    codec: codecFor('openai-chat'),
    name: 'm',
    endpoint: 'none',
    streams: false,
    reply: async (request) => {
      requests.push(request);
      return {
        message: {
          role: 'assistant',
          parts: [{ type: 'toolCall', callId: 'c', name: 'echo', arguments: '{"text": "\\u0041"}' }],
        },
      };
    },
  };
  return {
    agent,
    model,
    history: [],
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
  };
}

it('offers the tools as they are, runs calls as they were written, and tells each step', async () => {
  const [events, requests]: [AgentEvent[], ModelRequest[]] = [[], []];
  const { model, execute, steps } = observe(jobOf(events, requests));
  const rewritten: FunctionTool = { type: 'function', name: 'echo', inputSchema: {} };
  await model.reply({ messages: [], settings: {}, tools: [rewritten] });
  expect(requests[0]?.tools).toEqual([
    { type: 'function', name: 'echo', description: 'Echoes.', inputSchema: echo.inputSchema },
  ]);
  expect(await execute('c')).toEqual({
    type: 'toolResult',
    callId: 'c',
    content: [{ type: 'text', text: 'A' }],
  });
  expect(events.map(({ type }) => type)).toEqual(['step-start', 'step-end', 'tool-start', 'tool-end']);
  expect(steps()).toBe(1);
});

it('refuses a call that no reply has made', async () => {
  const { execute } = observe(jobOf([], []));
  await expect(execute('c')).rejects.toThrow('transcript-invalid: callId: no reply has called c');
});
