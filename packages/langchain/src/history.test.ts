import {
  mapChatMessagesToStoredMessages,
  mapStoredMessagesToChatMessages,
  type AIMessage,
  type BaseMessage,
} from '@langchain/core/messages';
import type { Message, Part } from '@throughline/core';
import { sessions } from '@throughline/laws';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLangChainMessages, toLangChainMessages } from './index.ts';

const capabilities = {
  parts: [],
  thinkingBetweenParts: true,
  thinkingReturns: true,
  visibilities: [],
  issuers: ['anthropic'],
  roles: [],
  richToolResults: true,
  toolErrorFlag: true,
};

function stored(messages: readonly BaseMessage[]): BaseMessage[] {
  const text = JSON.stringify(mapChatMessagesToStoredMessages([...messages]));
  return mapStoredMessagesToChatMessages(JSON.parse(text) as never);
}

describe('a transcript in the framework’s history', () => {
  it('comes back as it was, from storage too', () => {
    const check = ({ messages }: { readonly messages: readonly Message[] }): void => {
      expect(fromLangChainMessages(toLangChainMessages(messages))).toEqual(messages);
      expect(fromLangChainMessages(stored(toLangChainMessages(messages)))).toEqual(messages);
    };
    fc.assert(fc.property(sessions(capabilities), check), { numRuns: 500 });
  });

  it('keeps notes, origin, usage, odd arguments and opaque parts', () => {
    const message: Message = {
      role: 'assistant',
      origin: { wire: 'anthropic-messages', model: 'm', responseId: 'r' },
      stop: { reason: 'tool-calls', raw: 'tool_use' },
      usage: { input: 1, output: 2, raw: { input_tokens: 1 } },
      notes: { 'anthropic-messages': { extra: { x: [1, { deep: null }] } } },
      parts: [
        {
          type: 'thinking',
          visibility: 'redacted',
          signatures: [{ issuer: 'anthropic', kind: 'redacted', value: 'x' }],
        },
        { type: 'opaque', wire: 'w', kind: 'k', value: { any: ['thing'] } },
        { type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a": 1.0}' },
        { type: 'toolCall', callId: 'd', name: 'f', arguments: '{"a":' },
      ],
    };
    expect(fromLangChainMessages(stored(toLangChainMessages([message])))).toEqual([message]);
  });

  it('keeps arguments that look like the framework’s own serialised objects', () => {
    const call: Part = {
      type: 'toolCall',
      callId: 'c',
      name: 'f',
      arguments: '{"path":{"lc":1,"type":"constructor","id":["x"]}}',
    };
    const messages: readonly Message[] = [{ role: 'assistant', parts: [call] }];
    expect(fromLangChainMessages(stored(toLangChainMessages(messages)))).toEqual(messages);
  });

  it('keeps words that came with the results', () => {
    const messages: readonly Message[] = [
      { role: 'assistant', parts: [{ type: 'toolCall', callId: 'c', name: 'f', arguments: '{}' }] },
      {
        role: 'tool',
        parts: [
          { type: 'toolResult', callId: 'c', content: [] },
          { type: 'text', text: 'Be quick.' },
        ],
      },
    ];
    expect(fromLangChainMessages(stored(toLangChainMessages(messages)))).toEqual(messages);
  });
});

describe('an edit in the framework’s own fields', () => {
  const signed: Part = {
    type: 'thinking',
    text: 'a',
    visibility: 'summary',
    signatures: [{ issuer: 'anthropic', kind: 'thinking', value: 's' }],
  };
  const history: readonly Message[] = [
    {
      role: 'assistant',
      parts: [signed, { type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a": 1.0}' }],
    },
  ];

  it('wins over what is carried', () => {
    const [message] = toLangChainMessages(history) as [AIMessage];
    const [reasoning, ...rest] = message.content as unknown as Record<string, unknown>[];
    message.content = [{ ...reasoning, reasoning: 'changed' }, ...rest] as never;
    const [call] = message.tool_calls as unknown as [{ args: object }];
    call.args = { a: 2 };
    expect(fromLangChainMessages([message])[0]?.parts).toEqual([
      { type: 'thinking', text: 'changed', visibility: 'full' },
      { type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a":2}' },
    ]);
  });

  it('may remove a call, or add one', () => {
    const [message] = toLangChainMessages(history) as [AIMessage];
    message.tool_calls = [{ id: 'n', name: 'g', args: {} }];
    expect(fromLangChainMessages([message])[0]?.parts).toEqual([
      signed,
      { type: 'toolCall', callId: 'n', name: 'g', arguments: '{}' },
    ]);
  });
});
