import { handOffRequest, type JsonObject, type ModelRequest, type Part } from '@throughline/core';
import { assistant, call, request, result, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { openaiResponses } from './index.ts';

const [openai, azure, open] = [openaiResponses(), openaiResponses('azure'), openaiResponses('open')];

const proven = (id: string, proof: string): JsonObject => ({
  type: 'reasoning',
  id,
  summary: [
    { type: 'summary_text', text: 'First.' },
    { type: 'summary_text', text: 'Then.' },
  ],
  encrypted_content: proof,
});
const said = (id: string, words: string): JsonObject => ({
  type: 'message',
  id,
  status: 'completed',
  role: 'assistant',
  phase: 'commentary',
  content: [{ type: 'output_text', text: words, annotations: [] }],
});
const called = (id: string, callId: string): JsonObject => ({
  type: 'function_call',
  id,
  call_id: callId,
  name: 'f',
  arguments: '{}',
});
const answered = (callId: string): JsonObject => ({
  type: 'function_call_output',
  call_id: callId,
  output: 'ok',
});
const session: JsonObject = {
  input: [
    { type: 'message', role: 'user', content: 'Go' },
    proven('rs_1', 'cHJvb2Y='),
    said('msg_1', 'Wait.'),
    called('fc_1', 'call_1'),
    answered('call_1'),
  ],
};

function items(value: JsonObject): readonly JsonObject[] {
  return value['input'] as readonly JsonObject[];
}

describe('a session of this wire', () => {
  it('is one step of thinking, words and calls, and one of results', () => {
    const { messages } = openai.request.decode(session);
    expect(messages.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)])).toEqual([
      ['user', 'text'],
      ['assistant', 'thinking', 'thinking', 'text', 'toolCall'],
      ['tool', 'toolResult'],
    ]);
  });

  it('keeps the parts of a summary apart, under one id and one proof', () => {
    const [first, second] = openai.request
      .decode(session)
      .messages.flatMap(({ role, parts }) => (role === 'assistant' ? parts : []));
    expect(first).toMatchObject({
      text: 'First.',
      visibility: 'summary',
      id: 'rs_1',
      signatures: [{ issuer: 'openai', kind: 'reasoning.encrypted', value: 'cHJvb2Y=' }],
    });
    expect(second).toMatchObject({ text: 'Then.', visibility: 'summary', id: 'rs_1' });
    expect(second).not.toHaveProperty('signatures');
  });

  it('sends no proof to another provider, and no id whose thinking stays here', () => {
    const { value, delivery, losses } = handOffRequest(session, azure, openai);
    expect(items(value).slice(1)).toEqual([
      { ...said('', 'Wait.'), id: undefined },
      { ...called('', 'call_1'), id: undefined },
      answered('call_1'),
    ]);
    expect(delivery.map(({ status }) => status)).toEqual(['withheld', 'withheld']);
    expect(new Set(losses.map(({ path, code }) => `${path} ${code}`))).toEqual(
      new Set([
        'messages[1].parts[0].signatures signature-foreign',
        'messages[1].parts[0] thinking-withheld',
        'messages[1].parts[1] thinking-withheld',
        'messages[1].parts[2].notes field-unsupported',
        'messages[1].parts[3].id field-unsupported',
      ]),
    );
  });

  it('gives open servers what is readable, in one item, without the id', () => {
    const { value, delivery } = handOffRequest(session, openai, open);
    expect(items(value)[1]).toEqual({
      type: 'reasoning',
      summary: [],
      content: [
        { type: 'reasoning_text', text: 'First.' },
        { type: 'reasoning_text', text: 'Then.' },
      ],
    });
    expect(items(value)[2]).not.toHaveProperty('id');
    expect(delivery.every(({ status }) => status === 'sent')).toBe(true);
  });

  it('is readable on other wires', () => {
    const { value, delivery } = handOffRequest(session, openai, anthropicMessages, { thinking: 'tag' });
    expect((value['messages'] as readonly JsonObject[])[1]).toMatchObject({
      content: [
        { type: 'text', text: '<think>First.</think>' },
        { type: 'text', text: '<think>Then.</think>' },
        { type: 'text', text: 'Wait.' },
        { type: 'tool_use', id: 'call_1' },
      ],
    });
    expect(delivery.map(({ status }) => status)).toEqual(['sent', 'sent']);
  });

  it('goes back whole after a stay elsewhere', () => {
    const kept = openai.request.decode(session);
    anthropicMessages.request.encode(kept);
    expect(openai.request.encode(kept).value).toEqual(session);
  });

  it('resumes ids behind thinking that goes back', () => {
    const { messages, ...rest } = openai.request.decode({
      input: [proven('rs_1', 'YQ=='), called('fc_1', 'c1'), proven('rs_2', 'Yg=='), called('fc_2', 'c2')],
    });
    const parts = messages[0]?.parts.map((part) =>
      part.type === 'thinking' && part.id === 'rs_1'
        ? { ...part, ...(part.signatures && { signatures: [{ issuer: 'azure', kind: 'k', value: 'v' }] }) }
        : part,
    ) as Part[];
    const { value } = openai.request.encode({ ...rest, messages: [assistant(...parts)] });
    expect(items(value).map(({ type, id }) => [type, id])).toEqual([
      ['function_call', undefined],
      ['reasoning', 'rs_2'],
      ['function_call', 'fc_2'],
    ]);
  });
});

describe('a session of another wire', () => {
  const elsewhere: ModelRequest = request(
    user('Go'),
    {
      ...assistant(think('Hm.', { issuer: 'anthropic', kind: 'thinking', value: 'c2ln' }), text('Wait.'), {
        ...call('f', '{ "a": 1.0 }', `toolu_${'x'.repeat(80)}`),
        id: 'item_7',
      }),
      origin: { wire: 'anthropic-messages' },
    },
    tool(result(`toolu_${'x'.repeat(80)}`, 'ok')),
  );

  it('has its words as strings, its calls under an alias, its ids left out', () => {
    const { value, losses } = openai.request.encode(elsewhere);
    const [, words, made, output] = items(value);
    expect(words).toEqual({ type: 'message', role: 'assistant', content: 'Wait.' });
    expect(made).toMatchObject({ type: 'function_call', name: 'f', arguments: '{ "a": 1.0 }' });
    expect(made).not.toHaveProperty('id');
    expect(made?.['call_id']).toHaveLength(64);
    expect(output?.['call_id']).toBe(made?.['call_id']);
    expect(losses.map(({ code }) => code)).toContain('thinking-withheld');
  });

  it.each([
    ['keep-readable', openai, 'withheld'],
    ['tag', openai, 'sent'],
    ['drop', open, 'withheld'],
    ['keep-readable', open, 'sent'],
  ] as const)('has its thinking under %s %#', (thinking, codec, status) => {
    const { value, delivery } = codec.request.encode(elsewhere, { thinking });
    expect(delivery).toMatchObject([{ path: 'messages[1].parts[0]', status }]);
    expect(JSON.stringify(value)).not.toContain('c2ln');
  });

  it('says that its tools are not strict', () => {
    const { value } = openai.request.encode({ ...elsewhere, tools: [{ type: 'function', name: 'f' }] });
    expect(value['tools']).toEqual([{ type: 'function', name: 'f', strict: false }]);
  });

  it('tells settings without a place', () => {
    const settings = { ...elsewhere.settings, stopSequences: ['\n'] };
    const { losses } = openai.request.encode({ ...elsewhere, settings });
    expect(losses).toContainEqual(
      expect.objectContaining({ path: 'settings.stopSequences', code: 'setting-unsupported' }),
    );
  });

  it('answers a custom call in its own kind', () => {
    const custom = { type: 'custom_tool_call', call_id: 'c', name: 'patch', input: 'text' };
    const { messages } = openai.request.decode({ input: [custom] });
    const { value } = openai.request.encode(request(...messages, tool(result('c', 'done'))));
    expect(items(value)).toEqual([custom, { type: 'custom_tool_call_output', call_id: 'c', output: 'done' }]);
  });
});

describe('a reply', () => {
  it('says why it stopped', () => {
    const stopped = (stop: NonNullable<ReturnType<typeof assistant>['stop']>): JsonObject =>
      openai.reply.encode({ message: { ...assistant(text('a')), stop } }).value;
    expect(stopped({ reason: 'end', raw: 'end_turn' })).toMatchObject({
      status: 'completed',
      incomplete_details: null,
    });
    expect(stopped({ reason: 'length' })).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(stopped({ reason: 'content-filter' })['incomplete_details']).toEqual({ reason: 'content_filter' });
  });

  it('says anew what was changed since', () => {
    const body = { id: 'r', object: 'response', status: 'completed', incomplete_details: null, output: [] };
    const { message, ...rest } = openai.reply.decode(body);
    const { value, losses } = openai.reply.encode({
      ...rest,
      message: { ...message, stop: { reason: 'length' } },
    });
    expect(value).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(losses).toMatchObject([{ path: 'stop', code: 'edited' }]);
  });

  it('knows a call from an end', () => {
    const body = { object: 'response', status: 'completed', output: [called('fc_1', 'c')] };
    expect(openai.reply.decode(body).message.stop).toEqual({ reason: 'tool-calls', raw: 'completed' });
  });
});
