import { anthropicMessages, openaiChat } from '@throughline/codecs';
import type { Codec, JsonObject, Part } from '@throughline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Policy, type Session, type SessionOptions, type Simulator } from './index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => simulator.close());

const policy: Policy = (): readonly Part[] => [
  { type: 'thinking', text: 'hm é', visibility: 'full' },
  { type: 'text', text: 'Grüße 🙂' },
  { type: 'toolCall', callId: '0', name: 'read', arguments: '{"path":"é","limit":20}' },
];
const paths = { 'anthropic-messages': '/messages', 'openai-chat': '/chat/completions' } as const;
const body: JsonObject = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Go' }] };

async function post(session: Session, wire: SessionOptions['wire'], sent: JsonObject): Promise<Response> {
  return fetch(session.baseURL + paths[wire], { method: 'POST', body: JSON.stringify(sent) });
}

type Case = readonly [string, Codec, Omit<SessionOptions, 'policy'>];
const cases: readonly Case[] = [
  ...(['signed', 'omitted', 'redacted', 'mixed'] as const).map((thinking): Case => [
    `anthropic-messages ${thinking}`,
    anthropicMessages,
    { wire: 'anthropic-messages', thinking },
  ]),
  ...(['openai', 'deepseek', 'vllm', 'openrouter', 'minimax', 'minimax-think'] as const).map(
    (dialect): Case => [`openai-chat ${dialect}`, openaiChat(dialect), { wire: 'openai-chat', dialect }],
  ),
];

describe.each(cases)('%s', (_name, codec, options) => {
  it('streams, cut after every single byte, the reply it logs as a whole', async () => {
    const session = simulator.open({ ...options, policy, pieceSize: 1 });
    const sent = { ...body, stream: true, stream_options: { include_usage: true } };
    const response = await post(session, options.wire, sent);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const decoder = codec.stream.decoder();
    const events = [...decoder.push(new Uint8Array(await response.arrayBuffer())), ...decoder.end()];
    const end = events.at(-1);
    const whole = codec.reply.decode(session.exchanges()[0]?.response);
    const told = end?.type === 'reply-end' ? end.reply.message : undefined;
    expect(told?.parts).toEqual(whole.message.parts);
    expect(told?.stop).toEqual(whole.message.stop);
    expect(told?.usage?.output).toBe(whole.message.usage?.output);
  });
});

describe('the stream of Chat Completions', () => {
  async function framesOf(dialect: string, sent: JsonObject): Promise<readonly string[]> {
    const session = simulator.open({ wire: 'openai-chat', dialect, policy });
    return (await (await post(session, 'openai-chat', sent)).text()).split('\n\n');
  }

  it('tells usage only where it is asked for, and ends with [DONE]', async () => {
    const asked = await framesOf('openai', {
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    const unasked = await framesOf('openai', { ...body, stream: true });
    expect([asked, unasked].map((frames) => frames.join('').includes('"usage"'))).toEqual([true, false]);
    expect(unasked.slice(-2)).toEqual(['data: [DONE]', '']);
  });

  it('brings a signature after the text it signs', async () => {
    const frames = await framesOf('openrouter', { ...body, stream: true });
    const [signed, ...others] = frames.filter((frame) => frame.includes('"signature"'));
    expect(others).toEqual([]);
    expect(signed).not.toContain('"text"');
    expect(frames.findLastIndex((frame) => frame.includes('"text"'))).toBe(
      frames.indexOf(String(signed)) - 1,
    );
  });

  it('splits the tags of thinking over chunks', async () => {
    const frames = await framesOf('minimax-think', { ...body, stream: true });
    const chunks = frames.filter((frame) => frame.includes('"content":'));
    expect(chunks.some((chunk) => chunk.includes('</think>'))).toBe(false);
  });
});

describe('the server', () => {
  it('keeps sessions apart, and gives each one its log', async () => {
    const [one, other] = [1, 2].map(() => simulator.open({ wire: 'openai-chat', policy })) as [
      Session,
      Session,
    ];
    await post(one, 'openai-chat', body);
    expect([one, other].map((session) => session.tally().requests)).toEqual([1, 0]);
    const log = await fetch(one.baseURL.replace(/v1$/, 'log'));
    expect(await log.json()).toMatchObject([
      { status: 200, streamed: false, request: body, view: { tools: [] } },
    ]);
    expect((await fetch(`${simulator.url}/s/none/log`)).status).toBe(404);
  });

  it('does not know the path of another wire', async () => {
    const session = simulator.open({ wire: 'openai-chat', policy });
    expect((await post(session, 'anthropic-messages', body)).status).toBe(404);
    expect(session.tally().requests).toBe(0);
  });

  it.each(['anthropic-messages', 'openai-chat'] as const)(
    'refuses what is not of the shape of %s, and says where',
    async (wire) => {
      const session = simulator.open({ wire, policy });
      const response = await post(session, wire, { ...body, messages: [{ role: 'user', content: 5 }] });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: { message: expect.stringMatching(/messages\[0\]\.content/) as string },
      });
      expect(session.tally()).toMatchObject({ requests: 1, steps: 0, refusals: 1 });
    },
  );

  it('passes on what a policy threw, and counts nothing', async () => {
    const failing: Policy = () => {
      throw new Error('This policy is broken.');
    };
    const session = simulator.open({ wire: 'openai-chat', policy: failing });
    const response = await post(session, 'openai-chat', body);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: { message: 'This policy is broken.' } });
    expect(session.tally()).toMatchObject({ requests: 0, perRequest: [] });
  });
});
