import { ThroughlineError } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeSchema } from '../capture/exchange.ts';
import { redact } from '../capture/privacy.ts';
import { all, pieces } from '../capture/pieces.fixture.ts';
import { importAiSdkTelemetry } from './ai-sdk-telemetry.ts';
import { auditOf, findingsIn } from './audited.fixture.ts';
import { call, lines, loop, otlp, text, thought, type LoopOptions, type Part } from './telemetry.fixture.ts';

const read = async (log: string) => all(importAiSdkTelemetry(log));
const audited = async (options?: LoopOptions) => auditOf(importAiSdkTelemetry(otlp(loop(options))));

const isThought = ({ type }: Part): boolean => type === 'reasoning';
const unsigned = (part: Part): Part => (isThought(part) ? thought(String(part['text'])) : part);

describe('importAiSdkTelemetry', () => {
  it('tells each model call as messages of the framework, with the wire they went to', async () => {
    const [first, , , last] = await read(otlp(loop()));
    expect(first).toEqual({
      wire: 'ai-sdk',
      dialect: 'anthropic-messages',
      session: 'trace1',
      producer: { provider: 'anthropic.messages', model: 'claude-sonnet-4-5-20250929' },
      request: {
        model: 'claude-sonnet-4-5',
        tools: [{ type: 'function', name: 'rows', inputSchema: {} }],
        messages: [
          { role: 'system', content: 'Count.' },
          { role: 'user', content: [text('How many are late?')] },
        ],
      },
      response: { role: 'assistant', content: [thought('Look at part 1.', 'c2ln1'), call('call_1')] },
    });
    expect(last).not.toHaveProperty('response');
  });

  it('reads OTLP, lists and lines the same, in the order the spans began', async () => {
    const whole = await read(otlp(loop()));
    const plain = lines(loop().toReversed());
    expect(await read(plain)).toEqual(whole);
    expect(await read(`[${plain.replaceAll('\n', ',')}]`)).toEqual(whole);
    expect(await read(`${otlp(loop().slice(2))}\n${otlp(loop().slice(0, 2))}\n`)).toEqual(whole);
  });

  it('passes over other spans, and those whose prompt was not recorded', async () => {
    const others = [
      { start: 0, attributes: { 'ai.operationId': 'ai.toolCall' } },
      { start: 1, attributes: { 'ai.operationId': 'ai.generateText', 'ai.prompt': '{}' } },
    ];
    expect(await read(otlp([...others, ...loop()]))).toHaveLength(4);
  });

  it('says where an exporter cut an attribute off', async () => {
    await expect(read(otlp(loop({ attributes: { 'ai.prompt.messages': '[{"role":' } })))).rejects.toThrow(
      'ai.prompt.messages: not JSON; exporters with a limit',
    );
  });

  it('has no response where the span does not tell what the model thought', async () => {
    const untold = loop({ attributes: { 'ai.response.reasoning': undefined } });
    expect((await read(otlp(untold))).filter(({ response }) => response !== undefined)).toEqual([]);
  });

  it.each([
    ['openai.responses', 'openai-responses'],
    ['openai.chat', 'openai-chat'],
    ['google.generative-ai', 'gemini'],
    ['google.vertex.chat', 'gemini'],
    ['vertex.anthropic.messages', 'anthropic-messages'],
    ['amazon-bedrock', 'bedrock-converse'],
    ['mistral.chat', 'mistral-chat'],
    ['deepseek.chat', 'openai-chat'],
    ['gateway', undefined],
  ])('knows what %s speaks', async (provider, dialect) => {
    const [exchange] = await read(otlp(loop({ attributes: { 'ai.model.provider': provider } })));
    expect(exchange?.dialect).toBe(dialect);
  });

  it('puts in what a message lost as bare words, and takes the rest from the first message that has it', async () => {
    const parts = [thought('A.', 'c2lnQQ'), text('So.'), thought('B.', 'c2lnQg'), call('call_1')];
    const back: LoopOptions['back'] = (step, _, prompt) => (prompt === 1 ? step : step.filter(isThought));
    const [kept] = await read(otlp(loop({ steps: [parts, [call('call_2')]], back })));
    expect(kept?.response).toEqual({ role: 'assistant', content: parts });
    const [lost] = await read(otlp(loop({ steps: [parts], back: (step) => step.slice(1) })));
    expect(lost?.response).toEqual({
      role: 'assistant',
      content: [text('So.'), thought('A.'), ...parts.slice(2)],
    });
  });
});

describe('an audit of telemetry of the AI SDK', () => {
  it('finds nothing where all came back', async () => {
    expect(await audited()).toEqual([]);
    const steps = [
      [thought('A.', 'c2lnQQ'), text('So.'), thought('', 'c2lnRQ'), thought('B.', 'c2lnQg'), call('call_1')],
      [text('Well.'), call('call_2')],
    ];
    expect(await audited({ steps })).toEqual([]);
  });

  it('finds thinking that the framework lost', async () => {
    const found = await audited({ back: (parts) => parts.filter((part) => !isThought(part)) });
    expect(found.slice(0, 2)).toEqual([
      {
        exchange: 1,
        code: 'thinking-missing-in-open-tool-loop',
        at: 'messages[2].content[0]',
        evidence: 'request+prior-response',
      },
      expect.objectContaining({ exchange: 2, at: 'messages[2].content[0]' }),
    ]);
    expect(found).toHaveLength(6);
  });

  it('finds one of two thoughts that were lost', async () => {
    const parts = [thought('A.', 'c2lnQQ'), thought('B.', 'c2lnQg'), call('call_1')];
    expect(await audited({ steps: [parts], back: (step) => step.slice(1) })).toEqual([
      {
        exchange: 1,
        code: 'thinking-pruned-from-latest-turn',
        at: 'messages[2].content',
        evidence: 'request+prior-response',
      },
    ]);
  });

  it('finds a signature that was lost on the way, and one that never was there', async () => {
    const back: LoopOptions['back'] = (parts, step, prompt) =>
      step === 0 && prompt > 1 ? parts.map(unsigned) : parts;
    const signature = { code: 'signature-missing', at: 'messages[2].content[0].providerOptions' };
    expect(await audited({ back })).toEqual([
      { exchange: 2, ...signature, evidence: 'request+prior-response' },
      { exchange: 3, ...signature, evidence: 'request+prior-response' },
    ]);
    const never = await audited({ back: (parts) => parts.map(unsigned) });
    expect(never[0]).toEqual({ exchange: 1, ...signature, evidence: 'request-only' });
  });

  it('goes by the rule of the wire that the provider speaks', async () => {
    const attributes = {
      'ai.model.provider': 'deepseek.chat',
      'ai.model.id': 'deepseek-reasoner',
      'ai.response.model': 'deepseek-reasoner',
    };
    const steps = [[thought('A.'), call('call_1')]];
    expect(await audited({ steps, attributes })).toEqual([]);
    const lost = await findingsIn(
      importAiSdkTelemetry(otlp(loop({ steps, attributes, back: (parts) => parts.slice(1) }))),
    );
    expect(lost.map(({ code, rule }) => [code, rule?.id.split('/')[0]])).toEqual([
      ['thinking-missing-in-open-tool-loop', 'deepseek'],
    ]);
  });

  it('finds the same in a capture that was redacted', async () => {
    const log = otlp(loop({ back: (parts) => parts.filter((part) => !isThought(part)) }));
    const hashed = (await read(log)).map((exchange) => redact(exchange, 'hashes'));
    expect(await auditOf(pieces(hashed))).toEqual(await auditOf(importAiSdkTelemetry(log)));
  });

  it('offers no repair, and tells a refusal without the place it would name', async () => {
    const [found] = await findingsIn(
      importAiSdkTelemetry(otlp(loop({ back: (parts) => parts.filter((part) => !isThought(part)) }))),
    );
    expect(found).not.toHaveProperty('repair');
    expect(found?.refusal).toContain('no request');
    expect(found?.providerOutcome).toMatchObject({
      status: 400,
      message: expect.stringContaining('messages.*'),
    });
  });

  it('finds lost reasoning items, and encrypted content that changed', async () => {
    const item = (encrypted: string): Part => ({
      type: 'reasoning',
      text: 'A.',
      providerOptions: { openai: { itemId: 'rs_1', reasoningEncryptedContent: encrypted } },
    });
    const options = {
      steps: [[item('Z2Fy'), call('call_1')], [call('call_2')]],
      attributes: {
        'ai.model.provider': 'openai.responses',
        'ai.model.id': 'gpt-5.5',
        'ai.response.model': 'gpt-5.5',
      },
    };
    expect(await audited(options)).toEqual([]);
    const changed = await audited({
      ...options,
      back: (parts, step, prompt) => (step === 0 && prompt > 1 ? [item('YmxlZA'), ...parts.slice(1)] : parts),
    });
    expect(changed.map(({ exchange, code }) => [exchange, code])).toEqual([[2, 'signature-altered']]);
    const lost = await audited({ ...options, back: (parts) => parts.filter((part) => !isThought(part)) });
    expect(lost[0]).toMatchObject({ exchange: 1, at: 'messages[2].content[0]' });
  });
});

describe('gen_ai attributes', () => {
  const reasoning = { type: 'reasoning', content: 'A.' };
  const asked = { type: 'tool_call', id: 'call_1', name: 'rows', arguments: {} };
  const user = { role: 'user', parts: [{ type: 'text', content: 'How many?' }] };
  const answer = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: '7' }] };
  const output = JSON.stringify([
    { role: 'assistant', parts: [reasoning, asked], finish_reason: 'tool_call' },
  ]);

  const chat = (at: number, messages: readonly object[], reply: object = {}) => ({
    start: at,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.system_instructions': '[{"type":"text","content":"Count."}]',
      'gen_ai.input.messages': JSON.stringify(messages),
      ...reply,
    },
  });
  const twice = (back: readonly object[]): string =>
    otlp([
      chat(0, [user], { 'gen_ai.output.messages': output }),
      chat(1, [user, { role: 'assistant', parts: back }, answer]),
    ]);

  it('tells messages in the spelling of the conventions', async () => {
    const [first] = await read(twice([reasoning, asked]));
    expect(first).toMatchObject({
      wire: 'gen-ai',
      dialect: 'anthropic-messages',
      request: { system: [{ type: 'text', content: 'Count.' }], messages: [user] },
      response: { role: 'assistant', parts: [reasoning, asked] },
    });
  });

  it('shows lost words, and misses no signature, since there never is one', async () => {
    expect(await auditOf(importAiSdkTelemetry(twice([reasoning, asked])))).toEqual([]);
    expect(await auditOf(importAiSdkTelemetry(twice([asked])))).toMatchObject([
      { exchange: 1, code: 'thinking-missing-in-open-tool-loop', at: 'messages[1].parts[0]' },
    ]);
  });

  it('leaves agents and other operations out', async () => {
    const agent = chat(0, [user]);
    const attributes = { ...agent.attributes, 'gen_ai.operation.name': 'invoke_agent' };
    expect(await read(otlp([{ start: 0, attributes }]))).toEqual([]);
  });
});

describe('whatever the text', () => {
  const json = fc.json();
  const attribute = fc.oneof(
    json,
    fc.jsonValue(),
    fc
      .array(fc.record({ role: fc.constant('assistant'), content: fc.jsonValue() }))
      .map((list) => JSON.stringify(list)),
  );
  const names = [
    'ai.prompt.messages',
    'ai.prompt.tools',
    'ai.response.reasoning',
    'ai.response.text',
    'ai.response.toolCalls',
    'ai.model.provider',
    'gen_ai.operation.name',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
  ];
  const attributes = fc.dictionary(fc.constantFrom(...names), fc.oneof(attribute, fc.constant('chat')));
  const span = fc.record({ traceId: fc.jsonValue(), startTimeUnixNano: fc.jsonValue(), attributes });
  const logs = fc.oneof(
    json,
    fc.string(),
    fc.array(span).map((spans) => JSON.stringify(spans)),
    fc.array(attributes).map((list) => otlp(list.map((one, start) => ({ start, attributes: one })))),
  );

  it('tells exchanges that can be audited, or refuses', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async (log) => {
        const found = await read(log).catch((error: unknown) => error);
        if (ThroughlineError.is(found)) return;
        exchangeSchema.array().parse(found);
        await auditOf(importAiSdkTelemetry(log));
      }),
    );
  });

  it('reads the same however the text is cut', async () => {
    const log = otlp(loop());
    await fc.assert(
      fc.asyncProperty(fc.nat(log.length), async (at) => {
        const cut = pieces([log.slice(0, at), log.slice(at)]);
        expect(await all(importAiSdkTelemetry(cut))).toEqual(await read(log));
      }),
      { numRuns: 20 },
    );
  });
});
