import { toolsAfter, transcriptSchema, type Message } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAgent, defineTool } from './define.ts';
import {
  answer,
  claude,
  errorOf,
  hello,
  reply,
  say,
  startProvider,
  think,
  use,
  type Answer,
} from './provider.fixture.ts';
import { toolDefinitions } from './request.ts';
import { run } from './run.ts';
import type { Scaffold } from './scaffold.ts';
import { createSession } from './session.ts';
import type { Tool } from './tool.ts';

const toolCalled = (name: string): Tool =>
  defineTool({ name, description: 'Does it.', input: z.object({}), execute: () => 'done' });
const agent = defineAgent({ name: 'one', instructions: 'Be brief.', tools: [toolCalled('look')] });
const look: Answer = answer(200, reply('tool_use', think('hm'), use('c1', 'look')));

describe('a session', () => {
  it('goes on where the first run ended', async () => {
    const provider = await startProvider(look, hello, hello);
    const session = createSession();
    const first = await run(agent, 'One.', { model: claude(provider), session });
    const second = await run(agent, 'Two.', { model: claude(provider), session });
    expect(session.transcript).toBe(second.transcript);
    expect(second.transcript.messages.slice(0, 5)).toEqual(first.transcript.messages);
    expect(second.transcript.messages.slice(5).map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect({ first: first.steps, second: second.steps }).toEqual({ first: 2, second: 1 });
    expect(
      provider.received[2]?.text.startsWith(String(provider.received[1]?.text.slice(0, -']}'.length))),
    ).toBe(true);
    expect(transcriptSchema.safeParse(second.transcript).success).toBe(true);
  });

  it('begins with the tools and instructions of its first agent, with or without a session of the caller', async () => {
    const provider = await startProvider(hello);
    const options = { model: claude(provider) };
    const fresh = await run(agent, 'One.', options);
    const own = await run(agent, 'One.', { ...options, session: createSession() });
    expect(fresh.transcript).toEqual(own.transcript);
    expect(fresh.transcript.tools).toEqual(toolDefinitions(agent));
    expect(fresh.transcript.messages[0]).toEqual({
      role: 'system',
      parts: [{ type: 'text', text: 'Be brief.' }],
    });
    const bare = await run(defineAgent({ name: 'bare' }), 'One.', options);
    expect(bare.transcript).not.toHaveProperty('tools');
    expect(bare.transcript.messages[0]?.role).toBe('user');
  });

  it('takes another agent by a message, and edits nothing', async () => {
    const provider = await startProvider(hello);
    const session = createSession();
    const options = { model: claude(provider), session };
    const { transcript: before } = await run(agent, 'One.', options);
    const other = defineAgent({ name: 'two', instructions: 'Be long.', tools: [toolCalled('write')] });
    const { transcript } = await run(other, 'Two.', options);
    expect(transcript.messages.slice(0, 3)).toEqual(before.messages);
    expect(transcript.messages[3]).toEqual({
      role: 'system',
      parts: [
        { type: 'text', text: 'Be long.' },
        { type: 'toolset', added: toolDefinitions(other), removed: ['look'] },
      ],
    });
    expect(transcript.tools).toEqual(toolDefinitions(agent));
    expect(toolsAfter(transcript.tools, transcript.messages)).toEqual(toolDefinitions(other));
    expect(provider.received[1]?.body['tools']).toMatchObject([{ name: 'write' }]);
    const { transcript: after } = await run(other, 'Three.', options);
    expect(after.messages.slice(transcript.messages.length).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
    ]);
  });

  it('continues a stored transcript', async () => {
    const provider = await startProvider(hello);
    const { transcript } = await run(agent, 'One.', { model: claude(provider) });
    const stored = JSON.parse(JSON.stringify(transcript)) as typeof transcript;
    const again = await run(agent, 'Two.', { model: claude(provider), session: createSession(stored) });
    expect(again.transcript.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect(stored).toEqual(transcript);
  });

  it('stays as it was when a run throws, and can be used again', async () => {
    const provider = await startProvider(look, answer(400, { error: { message: 'no' } }), hello);
    const session = createSession();
    const { transcript } = session;
    await errorOf(run(agent, 'One.', { model: claude(provider), session }));
    expect(session.transcript).toBe(transcript);
    expect((await run(agent, 'One.', { model: claude(provider), session })).text).toBe('Hello');
  });

  it('is in one run at a time', async () => {
    const provider = await startProvider(hello);
    const session = createSession();
    const first = run(agent, 'One.', { model: claude(provider), session });
    const error = await errorOf(run(agent, 'Two.', { model: claude(provider), session }));
    expect(error.message).toBe('config-invalid: session: the session is in another run');
    expect((await first).transcript.messages).toHaveLength(3);
  });

  it('does not change its first tools once it has begun', () => {
    const session = createSession();
    session.append({ role: 'user', parts: [] });
    expect(() => session.begin([])).toThrow('transcript-invalid: tools: the session has begun already');
  });
});

it('takes whole messages as input', async () => {
  const provider = await startProvider(hello);
  const input: readonly Message[] = [
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
  ];
  const { transcript } = await run(agent, input, { model: claude(provider) });
  expect(transcript.messages[1]).toBe(input[0]);
});

it('sums the tokens that were told, and no others', async () => {
  const told = {
    ...reply('end_turn', say('a'), say('b')),
    usage: { output_tokens: 4, cache_read_input_tokens: 3 },
  };
  const provider = await startProvider(look, answer(200, told));
  const { usage, text } = await run(agent, 'One.', { model: claude(provider) });
  expect(text).toBe('ab');
  expect(usage).toMatchObject({ output: 9, cacheRead: 3 });
  expect(usage).not.toHaveProperty('cacheWrite');
});

it('hands any scaffold the same job', async () => {
  const jobs: unknown[] = [];
  const answerMessage: Message = { role: 'assistant', parts: [{ type: 'text', text: 'mine' }] };
  const scaffold: Scaffold = {
    name: 'mine',
    async run({ history, agent: given, emit }) {
      jobs.push(
        given,
        history.map(({ role }) => role),
      );
      emit({ type: 'step-start', step: 1 });
      return { messages: [answerMessage], finish: 'answered' };
    },
  };
  const provider = await startProvider(hello);
  const events: string[] = [];
  const { text, transcript } = await run(agent, 'One.', {
    scaffold,
    model: claude(provider),
    onEvent: ({ type }) => events.push(type),
  });
  expect(jobs).toEqual([agent, ['system', 'user']]);
  expect({ text, events }).toEqual({ text: 'mine', events: ['step-start'] });
  expect(transcript.messages.at(-1)).toBe(answerMessage);
});
