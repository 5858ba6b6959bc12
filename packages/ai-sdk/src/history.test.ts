import { sessions } from '@throughline/laws';
import type { Message, Part } from '@throughline/core';
import { convertToModelMessages, type ModelMessage, type UIMessage } from 'ai';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromModelMessages, toModelMessages } from './index.ts';

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

describe('a transcript in the framework’s history', () => {
  it('comes back as it was, over JSON too', () => {
    const check = ({ messages }: { readonly messages: readonly Message[] }): void => {
      expect(fromModelMessages(toModelMessages(messages))).toEqual(messages);
      expect(
        fromModelMessages(JSON.parse(JSON.stringify(toModelMessages(messages))) as ModelMessage[]),
      ).toEqual(messages);
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
    expect(fromModelMessages(toModelMessages([message]))).toEqual([message]);
  });
});

/** The first assistant message of a history, its parts changed. */
function edited(
  messages: readonly Message[],
  edit: (parts: Record<string, unknown>[]) => unknown[],
): readonly Part[] | undefined {
  const history = toModelMessages(messages).map((message) =>
    message.role === 'assistant' ? { ...message, content: edit(message.content as never) } : message,
  );
  return fromModelMessages(history).find(({ role }) => role === 'assistant')?.parts;
}

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
      parts: [
        signed,
        { type: 'text', text: 'b' },
        { type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a": 1.0}' },
      ],
    },
  ];

  it('wins over what is carried, and takes the signature with it', () => {
    const parts = edited(history, (content) =>
      content.map((part) => (part['type'] === 'reasoning' ? { ...part, text: 'changed' } : part)),
    );
    expect(parts?.[0]).toEqual({ type: 'thinking', text: 'changed', visibility: 'full' });
    expect(parts?.slice(1)).toEqual(history[0]?.parts.slice(1));
  });

  it('of a call is told from a number that only lost its spelling', () => {
    const same = edited(history, (content) =>
      content.map((part) => (part['type'] === 'tool-call' ? { ...part, input: { a: 1 } } : part)),
    );
    expect(same?.[2]).toEqual(history[0]?.parts[2]);
    const other = edited(history, (content) =>
      content.map((part) => (part['type'] === 'tool-call' ? { ...part, input: { a: 2 } } : part)),
    );
    expect(other?.[2]).toEqual({ type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a":2}' });
  });

  it('of the order alone is none: a stream tells the end of a part late', () => {
    expect(edited(history, (content) => content.toReversed())).toEqual(history[0]?.parts);
  });

  it('may remove a part', () => {
    expect(
      edited(history, (content) => content.filter((part) => part['type'] !== 'reasoning'))?.map(
        ({ type }) => type,
      ),
    ).toEqual(['text', 'toolCall']);
  });
});

describe('a history without our carrier', () => {
  it('is read plainly', () => {
    const plain: ModelMessage[] = [
      { role: 'user', content: 'hi' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'ok' },
          { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c',
            toolName: 'f',
            output: { type: 'error-text', value: 'no' },
          },
        ],
      },
    ];
    expect(fromModelMessages(plain)).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'hm', visibility: 'full' },
          { type: 'text', text: 'ok' },
          { type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a":1}' },
        ],
      },
      {
        role: 'tool',
        parts: [{ type: 'toolResult', callId: 'c', content: [{ type: 'text', text: 'no' }], isError: true }],
      },
    ]);
  });

  it('from a UI keeps what the UI kept', async () => {
    const ui: UIMessage[] = [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'hi' }] }];
    expect(fromModelMessages(await convertToModelMessages(ui))).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
    ]);
  });
});
