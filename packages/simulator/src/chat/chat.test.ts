import type { JsonObject, Part } from '@throughline/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Session, type SessionOptions, type Simulator } from '../index.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(async () => simulator.close());

const policy: SessionOptions['policy'] = (): readonly Part[] => [
  { type: 'thinking', text: 'hm é', visibility: 'full' },
  { type: 'text', text: 'Let me see.' },
  { type: 'toolCall', callId: '0', name: 'read', arguments: '{"path":"é","limit":20}' },
];

type Answer = { readonly status: number; readonly body: JsonObject };

async function ask(session: Session, messages: readonly JsonObject[]): Promise<Answer> {
  const response = await fetch(`${session.baseURL}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', messages }),
  });
  return { status: response.status, body: (await response.json()) as JsonObject };
}

const user: JsonObject = { role: 'user', content: 'Go' };

/** After one step: the history with what was minted, and the result. */
async function after(
  dialect: string,
): Promise<{ session: Session; messages: readonly [JsonObject, JsonObject, JsonObject] }> {
  const session = simulator.open({ wire: 'openai-chat', dialect, policy });
  const { body } = await ask(session, [user]);
  const [choice] = body['choices'] as readonly [{ readonly message: JsonObject }];
  const [call] = choice.message['tool_calls'] as readonly [{ readonly id: string }];
  return { session, messages: [user, choice.message, { role: 'tool', tool_call_id: call.id, content: 'A' }] };
}

function without(message: JsonObject, ...fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(message).filter(([key]) => !fields.includes(key)));
}

/** Thinking the model would have seen in the latest request. */
function seen(session: Session): readonly (string | undefined)[] {
  const parts = session
    .exchanges()
    .at(-1)
    ?.view?.messages.flatMap((message) => message.parts);
  return parts === undefined ? [] : parts.flatMap((part) => (part.type === 'thinking' ? [part.text] : []));
}

describe.each(['deepseek', 'kimi', 'vllm', 'openrouter', 'minimax', 'minimax-think'])('%s', (dialect) => {
  it('counts everything identical that comes back as it was, and shows it to the model', async () => {
    const { session, messages } = await after(dialect);
    expect((await ask(session, messages)).status).toBe(200);
    const { thinking, arguments: written } = session.tally();
    expect(thinking).toMatchObject({ changed: 0, dropped: 0 });
    expect(thinking.identical).toBeGreaterThan(0);
    expect(written).toEqual({ expected: 1, identical: 1 });
    expect(seen(session)[0]).toContain('hm é');
  });

  it('sees when arguments were read and written again', async () => {
    const { session, messages } = await after(dialect);
    const [first, message, result] = messages;
    const calls = (
      message['tool_calls'] as readonly { readonly function: { readonly arguments: string } }[]
    ).map((call) => ({
      ...call,
      function: { ...call.function, arguments: JSON.stringify(JSON.parse(call.function.arguments)) },
    }));
    await ask(session, [first, { ...message, tool_calls: calls }, result]);
    expect(session.tally().arguments).toEqual({ expected: 1, identical: 0 });
  });
});

describe('DeepSeek (P1)', () => {
  it('refuses a turn with calls whose thinking is missing, and takes an empty one', async () => {
    const { session, messages } = await after('deepseek');
    const [first, message, result] = messages;
    const { status, body } = await ask(session, [first, without(message, 'reasoning_content'), result]);
    expect(status).toBe(400);
    expect(body['error']).toEqual({
      message: 'The `reasoning_content` in the thinking mode must be passed back to the API.',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_request_error',
    });
    expect((await ask(session, [first, { ...message, reasoning_content: '' }, result])).status).toBe(200);
    expect(session.tally()).toMatchObject({
      refusals: 1,
      thinking: { expected: 2, identical: 0, changed: 1, dropped: 1 },
    });
  });

  it('does not ask for it in turns without calls', async () => {
    const session = simulator.open({ wire: 'openai-chat', dialect: 'deepseek', policy });
    expect((await ask(session, [user, { role: 'assistant', content: 'Hi' }, user])).status).toBe(200);
  });
});

describe('Kimi (P2)', () => {
  it('names the message', async () => {
    const { session, messages } = await after('kimi');
    const [first, message, result] = messages;
    const { body } = await ask(session, [first, without(message, 'reasoning_content'), result]);
    expect(body['error']).toMatchObject({
      message:
        'thinking is enabled but reasoning_content is missing in assistant tool call message at index 1',
    });
  });
});

describe('vLLM (P3)', () => {
  it('drops thinking in the wrong field in silence, and counts it as changed', async () => {
    const { session, messages } = await after('vllm');
    const [first, message, result] = messages;
    const renamed = { ...without(message, 'reasoning'), reasoning_content: message['reasoning'] as string };
    expect((await ask(session, [first, renamed, result])).status).toBe(200);
    expect(seen(session)).toEqual([]);
    expect(session.tally().thinking).toEqual({ expected: 1, identical: 0, changed: 1, dropped: 0 });
  });
});

describe('MiniMax (P5)', () => {
  it('splits tags over chunks, and says both fields when split', async () => {
    const tags = simulator.open({ wire: 'openai-chat', dialect: 'minimax-think', policy });
    const response = await fetch(`${tags.baseURL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', messages: [user], stream: true }),
    });
    const text = await response.text();
    expect(text).not.toContain('<think> \u00A0hm é\u2028 🙂 </thinking>\\r\\n  é\\t</think>');
    const { messages } = await after('minimax');
    expect(Object.keys(messages[1])).toEqual(
      expect.arrayContaining(['reasoning_content', 'reasoning_details']),
    );
  });
});

describe('calls and results', () => {
  const call = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } }],
  };

  it.each<[string, readonly JsonObject[], RegExp]>([
    [
      'a call without its result',
      [user, call, user],
      /must be followed by tool messages responding to each 'tool_call_id'.*: x$/,
    ],
    [
      'a result without its call',
      [user, { role: 'tool', tool_call_id: 'x', content: 'A' }],
      /must be a response to a preceeding message with 'tool_calls'/,
    ],
  ])('refuses %s', async (_what, messages, message) => {
    const session = simulator.open({ wire: 'openai-chat', policy });
    const { status, body } = await ask(session, messages);
    expect(status).toBe(400);
    expect((body['error'] as { readonly message: string }).message).toMatch(message);
  });
});

it('refuses a dialect it does not know, before any request', () => {
  expect(() => simulator.open({ wire: 'openai-chat', dialect: 'unheard-of', policy })).toThrow(
    /^config-invalid: dialect: expected one of /,
  );
});
