import { handOffRequest, type JsonObject, type ModelRequest } from '@throughline/core';
import { assistant, call, request, result, sealed, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { bedrockConverse, bedrockConverseOther } from './index.ts';

const signature = { issuer: 'anthropic', kind: 'thinking', value: 'c2lnLTE=' };

function contentOf({ messages }: JsonObject, index: number): unknown {
  return (messages as readonly JsonObject[])[index]?.['content'];
}

describe('a session of Claude', () => {
  const session = anthropicMessages.request.encode(
    request(
      user('Look.'),
      assistant(think('A cat.', signature), call('look', {}, 'toolu_1')),
      tool(result('toolu_1', 'cat')),
    ),
  ).value;

  it('takes its signatures to Bedrock and back', () => {
    const { value, delivery } = handOffRequest(session, anthropicMessages, bedrockConverse);
    expect(contentOf(value, 1)).toEqual([
      { reasoningContent: { reasoningText: { text: 'A cat.', signature: 'c2lnLTE=' } } },
      { toolUse: { toolUseId: 'toolu_1', name: 'look', input: {} } },
    ]);
    expect(delivery).toEqual([{ path: 'messages[1].parts[0]', status: 'sent' }]);
    const back = handOffRequest(value, bedrockConverse, anthropicMessages);
    expect(contentOf(back.value, 1)).toEqual(contentOf(session, 1));
  });

  it('takes only readable thinking to another vendor’s model', () => {
    const { value, losses } = handOffRequest(session, anthropicMessages, bedrockConverseOther);
    expect(contentOf(value, 1)).toContainEqual({ reasoningContent: { reasoningText: { text: 'A cat.' } } });
    expect(losses.map(({ code }) => code)).toContain('signature-foreign');
  });
});

describe('redacted thinking', () => {
  const redacted = (issuer: string): ModelRequest =>
    request(
      user('Hi'),
      assistant(sealed('redacted', { issuer, kind: 'redacted', value: 'cmVk' }), text('Hello.')),
      user('Bye'),
    );

  it('of Claude’s own API stays here, and the other way', () => {
    for (const [codec, issuer] of [
      [bedrockConverse, 'anthropic'],
      [anthropicMessages, 'anthropic-bedrock'],
      [bedrockConverseOther, 'anthropic-bedrock'],
    ] as const) {
      const { value, delivery } = codec.request.encode(redacted(issuer));
      expect(JSON.stringify(value)).not.toContain('cmVk');
      expect(delivery.map(({ status }) => status)).toEqual(['withheld']);
    }
  });

  it('goes back to where it was made', () => {
    for (const [codec, issuer] of [
      [bedrockConverse, 'anthropic-bedrock'],
      [bedrockConverseOther, 'bedrock'],
    ] as const)
      expect(contentOf(codec.request.encode(redacted(issuer)).value, 1)).toEqual([
        { reasoningContent: { redactedContent: 'cmVk' } },
        { text: 'Hello.' },
      ]);
  });
});

describe('thinking without a signature', () => {
  const unsigned = request(user('Hi'), {
    ...assistant(think('Hm.'), text('Hello.')),
    origin: { wire: 'openai-chat' },
  });

  it('is withheld from Claude, tagged where asked, plain elsewhere', () => {
    const { value, delivery } = bedrockConverse.request.encode(unsigned);
    expect(contentOf(value, 1)).toEqual([{ text: 'Hello.' }]);
    expect(delivery).toMatchObject([{ status: 'withheld' }]);
    const tagged = bedrockConverse.request.encode(unsigned, { thinking: 'tag' });
    expect(contentOf(tagged.value, 1)).toEqual([{ text: '<think>Hm.</think>' }, { text: 'Hello.' }]);
    const plain = bedrockConverseOther.request.encode(unsigned);
    expect(contentOf(plain.value, 1)).toEqual([
      { reasoningContent: { reasoningText: { text: 'Hm.' } } },
      { text: 'Hello.' },
    ]);
  });
});

describe('what comes from elsewhere', () => {
  it('is named, aliased, or left out with a word', () => {
    const file = {
      type: 'media',
      kind: 'file',
      mediaType: 'application/pdf',
      source: { type: 'data', data: 'aGk=' },
    } as const;
    const { value, losses } = bedrockConverse.request.encode({
      messages: [
        {
          role: 'user',
          parts: [
            { ...file, name: 'Q1_report.pdf' },
            file,
            {
              type: 'media',
              kind: 'image',
              mediaType: 'image/png',
              source: { type: 'url', url: 'https://example.org/a.png' },
            },
            { type: 'media', kind: 'image', mediaType: 'image/tiff', source: { type: 'data', data: 'aGk=' } },
            text(' \n'),
          ],
        },
        assistant(call('f', {}, 'a call:1')),
        tool({ ...result('a call:1', 'x'), isError: false }),
      ],
      tools: [{ type: 'function', name: 'f', inputSchema: { type: 'object' } }],
      settings: { toolChoice: { type: 'none' }, maxTokens: 5 },
    });
    expect(contentOf(value, 0)).toEqual([
      { document: { name: 'Q1-report-pdf', format: 'pdf', source: { bytes: 'aGk=' } } },
      { document: { name: 'Document 0-1', format: 'pdf', source: { bytes: 'aGk=' } } },
    ]);
    const [{ toolUse }] = contentOf(value, 1) as [{ toolUse: JsonObject }];
    const [{ toolResult }] = contentOf(value, 2) as [{ toolResult: JsonObject }];
    expect(toolUse['toolUseId']).toMatch(/^[\w-]{1,64}$/);
    expect(toolResult).toEqual({
      toolUseId: toolUse['toolUseId'],
      content: [{ text: 'x' }],
      status: 'success',
    });
    expect(losses.map(({ path }) => path).toSorted()).toEqual([
      'messages[0].parts[0].name',
      'messages[0].parts[1].name',
      'messages[0].parts[2]',
      'messages[0].parts[3]',
      'messages[0].parts[4]',
      'messages[1].parts[0].callId',
      'messages[2].parts[0].callId',
      'settings.toolChoice',
    ]);
  });

  it('keeps the words of an answer with citations', () => {
    const cited = {
      messages: [
        { role: 'user', content: [{ text: 'Hi' }] },
        {
          role: 'assistant',
          content: [{ citationsContent: { content: [{ text: 'Green.' }], citations: [{}] } }],
        },
      ],
    };
    const { value, losses } = handOffRequest(cited, bedrockConverse, anthropicMessages);
    expect(contentOf(value, 1)).toEqual([{ type: 'text', text: 'Green.' }]);
    expect(losses).toHaveLength(1);
  });
});
