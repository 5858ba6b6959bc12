/** What frameworks log of a tool loop of two steps, and what becomes of the first step's thinking. */

type Fields = { readonly [field: string]: unknown };
type Back = (parts: readonly Fields[]) => readonly Fields[];

const reasoning = {
  type: 'reasoning',
  text: 'Look.',
  providerOptions: { anthropic: { signature: 'c2lnbmF0dXJl' } },
};
const call = { type: 'tool-call', toolCallId: 'call_1', toolName: 'rows', input: {} };
const result = {
  role: 'tool',
  content: [
    { type: 'tool-result', toolCallId: 'call_1', toolName: 'rows', output: { type: 'text', value: '7' } },
  ],
};

const span = (at: number, messages: readonly unknown[], reply: Fields = {}): Fields => ({
  traceId: 'trace1',
  spanId: `span${at}`,
  name: 'ai.generateText.doGenerate',
  startTimeUnixNano: `179000000${at}000000000`,
  attributes: {
    'ai.model.provider': 'anthropic.messages',
    'ai.model.id': 'claude-sonnet-4-5',
    'ai.prompt.messages': JSON.stringify(messages),
    ...reply,
  },
});

const asked = { role: 'user', content: [{ type: 'text', text: 'How many?' }] };

/** Spans of the AI SDK. */
export function spans(back: Back): readonly Fields[] {
  const { type: _, ...called } = call;
  return [
    span(0, [asked], {
      'ai.response.reasoning': 'Look.',
      'ai.response.text': '',
      'ai.response.toolCalls': JSON.stringify([called]),
    }),
    span(1, [asked, { role: 'assistant', content: back([reasoning, call]) }, result]),
  ];
}

/** The same as one document of OTLP. */
export function otlp(back: Back): Fields {
  const listed = spans(back).map(({ attributes, ...one }) => ({
    ...one,
    attributes: Object.entries(attributes as Fields).map(([key, stringValue]) => ({
      key,
      value: { stringValue },
    })),
  }));
  return { resourceSpans: [{ scopeSpans: [{ spans: listed }] }] };
}

const message = (name: string, kwargs: Fields): Fields => ({
  lc: 1,
  type: 'constructor',
  id: ['langchain_core', 'messages', name],
  kwargs,
});

const ai = (content: readonly Fields[]): Fields =>
  message('AIMessage', { content, tool_calls: [{ id: 'toolu_1', name: 'rows', args: {} }] });
const thinking = { type: 'thinking', thinking: 'Look.', signature: 'c2lnbmF0dXJl' };
const use = { type: 'tool_use', id: 'toolu_1', name: 'rows', input: {} };

const run = (at: number, messages: readonly Fields[], reply?: Fields): Fields => ({
  id: `run-${at}`,
  run_type: 'llm',
  trace_id: 'trace1',
  start_time: `2026-11-01T10:00:0${at}.000Z`,
  inputs: { messages: [messages] },
  outputs: reply === undefined ? null : { generations: [[{ message: reply }]] },
  extra: { metadata: { ls_provider: 'anthropic', ls_model_name: 'claude-sonnet-4-5' } },
});

/** Runs of LangSmith. */
export function runs(back: Back): readonly Fields[] {
  const human = message('HumanMessage', { content: 'How many?' });
  const tool = message('ToolMessage', { content: '7', tool_call_id: 'toolu_1' });
  return [run(0, [human], ai([thinking, use])), run(1, [human, ai(back([thinking, use])), tool])];
}
