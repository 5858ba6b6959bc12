import type { JsonObject, Message, Part, ThinkingPart } from '@throughline/core';
import { assistant, call, request, result, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { mistralChat } from './index.ts';

const encode = (...messages: readonly Message[]) => mistralChat.request.encode(request(...messages));
const messagesOf = (value: JsonObject): readonly JsonObject[] => value['messages'] as readonly JsonObject[];
const foreign = (...parts: readonly Part[]): Message => ({
  ...assistant(...parts),
  origin: { wire: 'anthropic-messages' },
});

describe('ids', () => {
  it('become nine letters and digits, the same for call and result, and no two alike', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `toolu_${index}`);
    const { value, losses } = encode(
      assistant(...ids.map((id) => call('f', {}, id))),
      tool(...ids.map((id) => result(id, 'ok'))),
    );
    const [said, ...results] = messagesOf(value) as readonly [
      { readonly tool_calls: readonly JsonObject[] },
      ...JsonObject[],
    ];
    const sent = said.tool_calls.map(({ id }) => id);
    for (const id of sent) expect(id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(new Set(sent).size).toBe(ids.length);
    expect(results.map(({ tool_call_id: id }) => id)).toEqual(sent);
    expect(losses).toHaveLength(2 * ids.length);
  });

  it('go back as they came, and so does the id of a result that was made for such a call', () => {
    const { message } = mistralChat.reply.decode({
      choices: [
        {
          message: {
            role: 'assistant',
            content: '',
            tool_calls: [{ id: 'chatcmpl-tool-1', index: 0, function: { name: 'f', arguments: '{}' } }],
          },
        },
      ],
    });
    const { value, losses } = encode(message, tool(result('chatcmpl-tool-1', 'ok')));
    expect(messagesOf(value)).toMatchObject([
      { tool_calls: [{ id: 'chatcmpl-tool-1' }] },
      { tool_call_id: 'chatcmpl-tool-1' },
    ]);
    expect(losses).toEqual([]);
  });
});

it('puts words behind results into a user message, and says so', () => {
  const step: Message = { role: 'tool', parts: [result('aB3dE5gH7', 'ok'), text('Go on.')] };
  const { value, losses } = encode(assistant(call('f', {}, 'aB3dE5gH7')), step);
  expect(messagesOf(value).map(({ role }) => role)).toEqual(['assistant', 'tool', 'user']);
  expect(losses.map(({ code, path }) => [code, path])).toEqual([
    ['message-regrouped', 'messages[1].parts[1]'],
  ]);
});

it('says where thinking stood between calls', () => {
  const { losses } = encode(assistant(call('f', {}, 'aB3dE5gH7'), think('a'), call('f', {}, 'aB3dE5gH8')));
  expect(losses.map(({ code, path }) => [code, path])).toEqual([['order-changed', 'messages[0].parts[1]']]);
});

describe('thinking of another provider', () => {
  const signed: ThinkingPart = think('why', { issuer: 'anthropic', kind: 'thinking', value: 'SIGNED' });
  const sealed: ThinkingPart = {
    type: 'thinking',
    visibility: 'redacted',
    signatures: [{ issuer: 'anthropic', kind: 'redacted', value: 'SEALED' }],
  };
  const session = request(user('q'), foreign(signed, think('so'), sealed, text('a')));

  it('goes along where it is readable, without its signature, neighbours in one chunk', () => {
    const { value, delivery } = mistralChat.request.encode(session);
    expect(messagesOf(value)[1]?.['content']).toEqual([
      {
        type: 'thinking',
        thinking: [
          { type: 'text', text: 'why' },
          { type: 'text', text: 'so' },
        ],
      },
      { type: 'text', text: 'a' },
    ]);
    expect(delivery.map(({ status }) => status)).toEqual(['sent', 'sent', 'withheld']);
  });

  it.each([
    ['drop', 'a', ['withheld', 'withheld', 'withheld']],
    [
      'tag',
      [
        { type: 'text', text: '<think>why</think>' },
        { type: 'text', text: '<think>so</think>' },
        { type: 'text', text: 'a' },
      ],
      ['sent', 'sent', 'withheld'],
    ],
  ] as const)('is dropped or disguised only where that was asked for: %s', (thinking, content, statuses) => {
    const { value, delivery } = mistralChat.request.encode(session, { thinking });
    expect(messagesOf(value)[1]?.['content']).toEqual(content);
    expect(delivery.map(({ status }) => status)).toEqual(statuses);
  });
});

it('sends a role even where the reply came without', () => {
  const { message } = mistralChat.reply.decode({ choices: [{ message: { content: 'a' } }] });
  expect(messagesOf(encode(message).value)).toEqual([{ role: 'assistant', content: 'a' }]);
});
