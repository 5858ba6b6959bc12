/** What vendors want beyond the common shape, and what they must not be told. */
import { stringifyJson, type JsonObject, type ModelRequest } from '@throughline/core';
import { assistant, call, request, result, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { openaiChat, type DialectName } from './index.ts';

function messagesOf(to: DialectName, ours: ModelRequest): readonly JsonObject[] {
  return openaiChat(to).request.encode(ours).value['messages'] as readonly JsonObject[];
}

const loop = request(user('q'), assistant(call('f', {}, 'c')), tool(result('c', 'r')), assistant(text('a')));

describe('a field that is required beside calls', () => {
  it.each(['deepseek', 'kimi'] as const)('goes out empty to %s, and says so', (name) => {
    const { value, losses } = openaiChat(name).request.encode(loop);
    expect((value['messages'] as readonly JsonObject[])[1]).toMatchObject({ reasoning_content: '' });
    expect(losses[0]).toMatchObject({ path: 'messages[1].parts[0]', code: 'field-unsupported' });
  });

  it('is wanted by DeepSeek in the answer to results too', () => {
    expect(messagesOf('deepseek', loop)[3]).toEqual({
      role: 'assistant',
      reasoning_content: '',
      content: 'a',
    });
    expect(messagesOf('kimi', loop)[3]).toEqual({ role: 'assistant', content: 'a' });
  });

  it('holds the thinking where there is any', () => {
    const ours = request(user('q'), assistant(think('why'), call('f', {}, 'c')));
    expect(messagesOf('deepseek', ours)[1]).toMatchObject({ reasoning_content: 'why' });
  });

  it('stays away where the vendor’s own message came without it', () => {
    const body = {
      messages: [
        {
          role: 'assistant',
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      ],
    };
    const codec = openaiChat('deepseek');
    expect(codec.request.encode(codec.request.decode(body))).toMatchObject({ value: body, losses: [] });
    expect(messagesOf('kimi', codec.request.decode(body))[0]).toMatchObject({ reasoning_content: '' });
  });

  it('is asked for by no other dialect', () => {
    expect(messagesOf('glm', loop)[1]).not.toHaveProperty('reasoning_content');
  });
});

describe('a signature on a call', () => {
  const signed = {
    id: 'c',
    type: 'function',
    function: { name: 'f', arguments: '{}' },
    extra_content: { google: { thought_signature: 'SIGNED' } },
  };
  const body = {
    messages: [
      {
        role: 'assistant',
        content: 'a',
        extra_content: { google: { thought_signature: 'SIGNED' } },
        tool_calls: [signed],
      },
    ],
  };
  const ours = openaiChat('gemini').request.decode(body);

  it('is Google’s, and sits on the call and on the text', () => {
    const signatures = [{ issuer: 'google', kind: 'thoughtSignature', value: 'SIGNED' }];
    expect(ours.messages[0]?.parts).toMatchObject([
      { type: 'text', signatures },
      { type: 'toolCall', signatures },
    ]);
  });

  it('finds its place where another vendor puts Google’s', () => {
    expect(messagesOf('litellm', ours)[0]).toMatchObject({
      tool_calls: [{ provider_specific_fields: { thought_signature: 'SIGNED' } }],
    });
  });

  it.each(['openai', 'deepseek', 'openrouter'] as const)('does not reach %s, which is said', (name) => {
    const { value, losses } = openaiChat(name).request.encode(ours);
    expect(stringifyJson(value)).not.toContain('SIGNED');
    expect(losses.map(({ code }) => code)).toContain('signature-foreign');
  });

  it('does not reach another vendor as an unknown field either', () => {
    const unread = openaiChat('openrouter').request.decode(body);
    const { value, losses } = openaiChat('deepseek').request.encode(unread);
    expect(stringifyJson(value)).not.toContain('SIGNED');
    expect(losses.map(({ code }) => code)).toContain('field-unsupported');
  });
});

describe('a call without an id', () => {
  const fn = (name: string): JsonObject => ({ type: 'function', function: { name, arguments: '{}' } });
  const body = {
    messages: [
      {
        role: 'assistant',
        tool_calls: [
          { id: '', ...fn('f') },
          { id: '', ...fn('g') },
          { id: '', ...fn('f') },
        ],
      },
      { role: 'tool', tool_call_id: '', name: 'g', content: '1' },
      { role: 'tool', tool_call_id: '', content: '2' },
      { role: 'tool', tool_call_id: '', content: '3' },
    ],
  };
  const ours = openaiChat('gemini').request.decode(body);

  it('is joined with its result by name and order', () => {
    const ids = ours.messages.map(({ parts }) =>
      parts.map((part) => (part.type === 'toolCall' || part.type === 'toolResult' ? part.callId : '')),
    );
    expect(ids).toEqual([
      ['f#0', 'g#0', 'f#1'],
      ['g#0', 'f#0', 'f#1'],
    ]);
  });

  it('goes back without, and elsewhere with the id we gave it', () => {
    expect(messagesOf('gemini', ours)).toEqual(body.messages);
    expect(messagesOf('openai', ours)).toMatchObject([
      { tool_calls: [{ id: 'f#0' }, { id: 'g#0' }, { id: 'f#1' }] },
      { tool_call_id: 'g#0' },
      { tool_call_id: 'f#0' },
      { tool_call_id: 'f#1' },
    ]);
  });
});

it('keeps thinking from a vendor that discards it, and says why', () => {
  const foreign = { ...assistant(think('why'), text('a')), origin: { wire: 'anthropic-messages' } };
  const { value, delivery } = openaiChat('xai').request.encode(request(user('q'), foreign));
  expect(stringifyJson(value)).not.toContain('why');
  expect(delivery).toEqual([
    {
      path: 'messages[1].parts[0]',
      status: 'withheld',
      reason: 'the server discards earlier thinking on this wire',
    },
  ]);
});

it('holds back another vendor’s thinking where the caller wants it dropped', () => {
  const ours = openaiChat('deepseek').request.decode({
    messages: [{ role: 'assistant', content: 'a', reasoning_content: 'why' }],
  });
  const drop = { thinking: 'drop' } as const;
  expect(openaiChat('sglang').request.encode(ours, drop).delivery[0]?.status).toBe('withheld');
  expect(openaiChat('deepseek').request.encode(ours, drop).delivery[0]?.status).toBe('sent');
});
