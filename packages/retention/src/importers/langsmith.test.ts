import { ThroughlineError } from '@throughline/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangeSchema } from '../capture/exchange.ts';
import { redact } from '../capture/privacy.ts';
import { all, pieces } from '../capture/pieces.fixture.ts';
import { auditOf, findingsIn } from './audited.fixture.ts';
import { importLangsmith } from './langsmith.ts';

type Fields = { readonly [field: string]: unknown };

/** A message as `toJSON` of LangChain's own classes writes it. */
const message = (name: string, kwargs: Fields): Fields => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', name],
  kwargs,
});
const human = (content: string): Fields => message('HumanMessage', { content });
const tool = (id: string): Fields => message('ToolMessage', { content: '7', tool_call_id: id });
const ai = (content: unknown, fields: Fields = {}): Fields => message('AIMessage', { content, ...fields });

const thinking = (words: string, signature?: string): Fields => ({
  type: 'thinking',
  thinking: words,
  ...(signature !== undefined && { signature }),
});
const use = (id: string): Fields => ({ type: 'tool_use', id, name: 'rows', input: {} });
const calls = (id: string): Fields => ({ tool_calls: [{ id, name: 'rows', args: {}, type: 'tool_call' }] });

const anthropic = { ls_provider: 'anthropic', ls_model_name: 'claude-sonnet-4-5' };

const run = (at: number, messages: readonly unknown[], reply?: unknown, fields: Fields = {}): Fields => ({
  id: `run-${at}`,
  run_type: 'llm',
  trace_id: 'trace1',
  start_time: `2026-11-01T10:00:0${at}.000Z`,
  inputs: { messages: [messages] },
  outputs: reply === undefined ? null : { generations: [[{ text: '', message: reply }]] },
  error: null,
  extra: { metadata: anthropic },
  ...fields,
});

const lines = (...runs: readonly Fields[]): string => runs.map((one) => JSON.stringify(one)).join('\n');
const read = async (text: string) => all(importLangsmith(text));
const audited = async (...runs: readonly Fields[]) => auditOf(importLangsmith(lines(...runs)));

const reply = ai([thinking('Look.', 'c2ln'), use('a')], calls('a'));
/** A loop of two steps, in which the first reply comes back so. */
const twice = (first: Fields, back: Fields, fields: Fields = {}): readonly Fields[] => [
  run(0, [human('How many?')], first, fields),
  run(1, [human('How many?'), back, tool('a')], undefined, fields),
];

describe('importLangsmith', () => {
  it('tells each model run as messages of the framework, with the wire they went to', async () => {
    expect((await read(lines(...twice(reply, reply))))[0]).toEqual({
      wire: 'langchain',
      dialect: 'anthropic-messages',
      session: 'trace1',
      producer: { provider: 'anthropic' },
      request: { model: 'claude-sonnet-4-5', messages: [human('How many?')] },
      response: reply,
    });
  });

  it('reads lists, lines, pages and trees of runs the same, in the order they began', async () => {
    const runs = twice(reply, reply);
    const whole = await read(lines(...runs));
    const page = JSON.stringify({ runs: runs.toReversed() });
    const tree = JSON.stringify({ run_type: 'chain', child_runs: runs });
    for (const text of [JSON.stringify(runs), page, tree]) expect(await read(text)).toEqual(whole);
    const capitals = runs.map((one) => ({ ...one, run_type: 'LLM' }));
    expect(await read(JSON.stringify({ items: capitals }))).toEqual(whole);
  });

  it('joins traces of one thread', async () => {
    const metadata = { ...anthropic, thread_id: 'thread1' };
    const [exchange] = await read(lines(run(0, [], undefined, { extra: { metadata } })));
    expect(exchange?.session).toBe('thread1');
  });

  it('passes over other runs, and has no response where a run failed', async () => {
    const chain = { ...run(0, [human('Hi.')]), run_type: 'chain' };
    const text = run(1, [], undefined, { inputs: { prompts: ['Hi.'] } });
    const failed = run(2, [human('Hi.')], reply, { error: 'BadRequestError' });
    const found = await read(lines(chain, text, failed));
    expect(found).toHaveLength(1);
    expect(found[0]).not.toHaveProperty('response');
  });

  it.each([
    ['anthropic', 'anthropic-messages'],
    ['google_genai', 'gemini'],
    ['amazon_bedrock', 'bedrock-converse'],
    ['openai', 'openai-chat'],
    ['mistralai', 'mistral-chat'],
    ['DeepSeek', undefined],
  ])('knows what %s speaks', async (ls_provider, dialect) => {
    const extra = { metadata: { ls_provider } };
    expect((await read(lines(run(0, [], undefined, { extra }))))[0]?.dialect).toBe(dialect);
  });

  it('sees in the replies that OpenAI was asked for Responses', async () => {
    const extra = { metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5.5' } };
    const answer = ai('Hi.', { response_metadata: { object: 'response', model_name: 'gpt-5.5' } });
    expect((await read(lines(run(0, [], answer, { extra }))))[0]).toMatchObject({
      dialect: 'openai-responses',
      producer: { provider: 'openai', model: 'gpt-5.5' },
    });
  });

  it('reads the runs of wrapped clients', async () => {
    const answer = { role: 'assistant', content: 'Hi.' };
    for (const outputs of [
      { choices: [{ message: answer }] },
      { message: answer },
      { messages: [answer] },
      answer,
    ])
      expect((await read(lines({ ...run(0, []), outputs })))[0]?.response).toEqual(answer);
  });
});

describe('an audit of LangSmith runs', () => {
  it('finds nothing where all came back', async () => {
    expect(await audited(...twice(reply, reply))).toEqual([]);
  });

  it('finds thinking that was lost, at its place in the wrapped message', async () => {
    const [found, ...others] = await findingsIn(
      importLangsmith(lines(...twice(reply, ai([use('a')], calls('a'))))),
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      exchange: 1,
      code: 'thinking-missing-in-open-tool-loop',
      at: 'messages[1].kwargs.content[0]',
      refusal: expect.stringContaining('no request'),
    });
    expect(found).not.toHaveProperty('repair');
  });

  it('finds a signature that was lost, and one that another took the place of', async () => {
    const back = (signature?: string): Fields => ai([thinking('Look.', signature), use('a')], calls('a'));
    const at = 'messages[1].kwargs.content[0].signature';
    expect(await audited(...twice(reply, back()))).toMatchObject([{ code: 'signature-missing', at }]);
    expect(await audited(...twice(reply, back('b3RoZXI')))).toMatchObject([
      { code: 'signature-altered', at },
    ]);
  });

  it('finds redacted thinking that was lost', async () => {
    const redacted = { type: 'redacted_thinking', data: 'c2VhbGVk' };
    const both = ai([thinking('Look.', 'c2ln'), redacted, use('a')], calls('a'));
    expect(await audited(...twice(both, both))).toEqual([]);
    expect(await audited(...twice(both, reply))).toMatchObject([
      { code: 'thinking-pruned-from-latest-turn' },
    ]);
  });

  it('finds words beside the content that were lost', async () => {
    const extra = { metadata: { ls_provider: 'deepseek', ls_model_name: 'deepseek-reasoner' } };
    const kept = ai('', { ...calls('a'), additional_kwargs: { reasoning_content: 'Look.' } });
    expect(await audited(...twice(kept, kept, { extra }))).toEqual([]);
    expect(await audited(...twice(kept, ai('', calls('a')), { extra }))).toMatchObject([
      {
        code: 'reasoning-missing-on-tool-call-message',
        at: 'messages[1].kwargs.additional_kwargs.reasoning_content',
      },
    ]);
  });

  it('finds a lost reasoning item of Responses', async () => {
    const extra = { metadata: { ls_provider: 'openai', ls_model_name: 'gpt-5.5' } };
    const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'Z2Fy' };
    const metadata = { response_metadata: { object: 'response', model_name: 'gpt-5.5' } };
    const kept = ai('', { ...calls('a'), ...metadata, additional_kwargs: { reasoning: item } });
    expect(await audited(...twice(kept, kept, { extra }))).toEqual([]);
    expect(await audited(...twice(kept, ai('', { ...calls('a'), ...metadata }), { extra }))).toMatchObject([
      { exchange: 1, at: 'messages[1].kwargs.additional_kwargs.reasoning' },
    ]);
  });

  it('finds the same in a capture that was redacted', async () => {
    const log = lines(...twice(reply, ai([use('a')], calls('a'))));
    const hashed = (await read(log)).map((exchange) => redact(exchange, 'hashes'));
    expect(await auditOf(pieces(hashed))).toEqual(await auditOf(importLangsmith(log)));
  });

  it('reads stored and plain messages too', async () => {
    const stored = (content: unknown): Fields => ({ type: 'ai', data: { content, ...calls('a') } });
    const plain = (content: unknown): Fields => ({ role: 'assistant', content, ...calls('a') });
    const asked = [thinking('Look.', 'c2ln'), use('a')];
    for (const [made, at] of [
      [stored, 'messages[1].data.content[0]'],
      [plain, 'messages[1].content[0]'],
    ] as const) {
      expect(await audited(...twice(made(asked), made(asked)))).toEqual([]);
      expect(await audited(...twice(made(asked), made(asked.slice(1))))).toMatchObject([{ at }]);
    }
  });

  it('sees across the traces of a thread', async () => {
    const extra = {
      metadata: { ls_provider: 'deepseek', ls_model_name: 'deepseek-reasoner', thread_id: 't' },
    };
    const answer = ai('Seven.', { additional_kwargs: { reasoning_content: 'Look.' } });
    const first = run(0, [human('How many?')], answer, { extra, trace_id: '1' });
    const again = run(1, [human('How many?'), ai('Seven.'), human('Sure?')], undefined, {
      extra,
      trace_id: '2',
    });
    expect(await audited(first, again)).toMatchObject([{ code: 'finished-turn-thinking-omitted' }]);
  });
});

describe('whatever the text', () => {
  const field = fc.jsonValue();
  const block = fc.record(
    { type: fc.constantFrom('thinking', 'reasoning', 'text', 'tool_use'), id: field },
    {},
  );
  const anyMessage = fc.oneof(
    field,
    fc.record({
      role: fc.constantFrom('assistant', 'user', 'tool'),
      content: fc.oneof(field, fc.array(block)),
    }),
    fc
      .record({ content: fc.oneof(field, fc.array(block)), tool_calls: field, additional_kwargs: field })
      .map((kwargs) => message('AIMessage', kwargs)),
  );
  const anyRun = fc
    .tuple(
      fc.array(anyMessage),
      anyMessage,
      fc.record({ start_time: field, extra: field, trace_id: field }, {}),
    )
    .map(([messages, answer, fields]) => run(0, messages, answer, fields));

  it('tells exchanges that can be audited, or refuses', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.array(anyRun).map((runs) => JSON.stringify(runs)),
        ),
        async (text) => {
          const found = await read(text).catch((error: unknown) => error);
          if (ThroughlineError.is(found)) return;
          exchangeSchema.array().parse(found);
          await auditOf(importLangsmith(text));
        },
      ),
    );
  });
});
