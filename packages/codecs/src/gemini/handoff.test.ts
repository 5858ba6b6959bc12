import type { AssistantMessage, Message, ModelRequest, Part } from '@throughline/core';
import { assistant, call, result, system, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { openaiChat } from '../openai-chat/index.ts';
import { gemini } from './index.ts';

const skip = 'skip_thought_signature_validator';
const google = { issuer: 'google', kind: 'thinking', value: 'c2ln' };

function foreign(...parts: readonly Part[]): AssistantMessage {
  return { ...assistant(...parts), origin: { wire: 'anthropic-messages' } };
}

function encoded(...messages: readonly Message[]): ReturnType<typeof gemini.request.encode> {
  return gemini.request.encode({ messages, settings: {} });
}

function read(...contents: readonly object[]): ModelRequest {
  return gemini.request.decode({ contents });
}

describe('calls of other providers', () => {
  const step = foreign(call('f', {}, 'a'), call('f', {}, 'b'));

  it('carry a stand-in on the first call of each step, which is said', () => {
    const { value, losses } = encoded(user('x'), step, tool(result('a', '1'), result('b', '2')), step);
    const signed = { functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: skip };
    const plain = { functionCall: { id: 'b', name: 'f', args: {} } };
    expect(value['contents']).toMatchObject([{}, { parts: [signed, plain] }, {}, { parts: [signed, plain] }]);
    expect(losses.map(({ path }) => path)).toEqual([
      'messages[1].parts[0].signatures',
      'messages[3].parts[0].signatures',
    ]);
  });

  it('keep a signature that Google minted on another wire', () => {
    const { value } = encoded(user('x'), foreign({ ...call('f', {}, 'a'), signatures: [google] }));
    expect(value['contents']).toMatchObject([{}, { parts: [{ thoughtSignature: 'c2ln' }] }]);
  });

  it('leave a stand-in that came out of the signatures', () => {
    const [, step_] = read(
      { role: 'user', parts: [{ text: 'x' }] },
      { role: 'model', parts: [{ functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: skip }] },
    ).messages;
    expect(step_?.parts[0]).not.toHaveProperty('signatures');
    const { value, losses } = openaiChat('openai').request.encode({
      messages: [step_ as Message],
      settings: {},
    });
    expect([JSON.stringify(value).includes(skip), losses]).toEqual([false, []]);
  });

  it('of this wire carry none', () => {
    expect(JSON.stringify(encoded(user('x'), assistant(call('f', {}, 'a'))).value)).not.toContain(skip);
  });
});

describe('thinking of other providers', () => {
  const step = foreign(think('Hm.', { issuer: 'anthropic', kind: 'thinking', value: 'x' }), text('a'));

  it.each([
    ['keep-readable', [{ text: 'Hm.', thought: true }, { text: 'a' }], 'sent'],
    ['tag', [{ text: '<think>Hm.</think>' }, { text: 'a' }], 'sent'],
    ['drop', [{ text: 'a' }], 'withheld'],
  ] as const)('under the policy %s', (thinking, parts, status) => {
    const request = { messages: [user('x'), step], settings: {} };
    const { value, delivery } = gemini.request.encode(request, { thinking });
    expect(value['contents']).toMatchObject([{}, { parts }]);
    expect(delivery).toMatchObject([{ status }]);
  });
});

describe('results', () => {
  const calls = {
    role: 'model',
    parts: [{ functionCall: { name: 'f', args: { n: 1 } } }, { functionCall: { name: 'f', args: { n: 2 } } }],
  };

  it('of an agent find the name of their call', () => {
    const { value, losses } = encoded(assistant(call('f', {}, 'a')), tool(result('a', 'fine')));
    expect(value['contents']).toMatchObject([
      {},
      { role: 'user', parts: [{ functionResponse: { id: 'a', name: 'f', response: { output: 'fine' } } }] },
    ]);
    expect(losses).toEqual([]);
  });

  it('of calls without ids say none, and stand in the order of the calls', () => {
    const { messages } = read(calls);
    const [one, two] = messages[0]?.parts.map((part) => (part.type === 'toolCall' ? part.callId : '')) ?? [];
    const { value, losses } = encoded(...messages, tool(result(String(two), '2'), result(String(one), '1')));
    expect(value['contents']).toMatchObject([
      {},
      {
        parts: [
          { functionResponse: { name: 'f', response: { output: '1' } } },
          { functionResponse: { name: 'f', response: { output: '2' } } },
        ],
      },
    ]);
    expect(JSON.stringify(value)).not.toContain('#');
    expect(losses.map(({ code }) => code)).toEqual(['order-changed', 'order-changed']);
  });

  it('are joined by name and order where the wire says no id', () => {
    const { messages } = read(calls, {
      role: 'user',
      parts: [{ functionResponse: { name: 'f', response: {} } }],
    });
    expect(messages.map(({ parts }) => parts.map((part) => (part as { callId?: string }).callId))).toEqual([
      ['f#0', 'f#1'],
      ['f#0'],
    ]);
  });

  it('whose value would be read back as something else say so', () => {
    const odd = { type: 'json', value: { error: 'x' } } as const;
    const { losses } = encoded(
      assistant(call('f', {}, 'a')),
      tool({ type: 'toolResult', callId: 'a', content: [odd] }),
    );
    expect(losses).toMatchObject([{ code: 'text-ambiguous', path: 'messages[1].parts[0].content' }]);
  });
});

it('sends instructions in mid-session as words of the user, and says so', () => {
  const { value, losses } = encoded(system('a'), user('b'), system('c'));
  expect(value).toEqual({
    systemInstruction: { parts: [{ text: 'a' }] },
    contents: [
      { role: 'user', parts: [{ text: 'b' }] },
      { role: 'user', parts: [{ text: 'c' }] },
    ],
  });
  expect(losses).toMatchObject([{ path: 'messages[2]', code: 'message-regrouped' }]);
});

it('hands schemas in capitals to others as JSON Schema', () => {
  const { tools } = gemini.request.decode({
    contents: [],
    tools: [
      {
        functionDeclarations: [
          { name: 'f', parameters: { type: 'OBJECT', properties: { type: { type: 'STRING' } } } },
        ],
      },
    ],
  });
  const { value, losses } = anthropicMessages.request.encode({
    messages: [user('a')],
    ...(tools && { tools }),
    settings: {},
  });
  expect(value['tools']).toEqual([
    { name: 'f', input_schema: { type: 'object', properties: { type: { type: 'string' } } } },
  ]);
  expect(losses).toEqual([]);
});

it('tells other wires of a signature on media as lost', () => {
  const { messages } = read({
    role: 'user',
    parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 'c2ln' }],
  });
  for (const other of [anthropicMessages, openaiChat('openai')])
    expect(other.request.encode({ messages, settings: {} }).losses).toMatchObject([
      { code: 'signature-foreign' },
    ]);
});

it('withholds files of other providers', () => {
  const part = { type: 'media', kind: 'file', source: { type: 'file', id: 'file-1' } } as const;
  expect(encoded({ role: 'user', parts: [part] }).losses).toMatchObject([{ code: 'part-unsupported' }]);
});
