/** A tool loop as the AI SDK logs it: one span a step, with the prompt as it stood and the reply in words. */

export type Part = { readonly type: string; readonly [field: string]: unknown };
type Message = { readonly role: string; readonly content: unknown };
export type Attributes = { readonly [name: string]: unknown };
export type Logged = { readonly start: number; readonly attributes: Attributes };

export const thought = (words: string, signature?: string): Part => ({
  type: 'reasoning',
  text: words,
  ...(signature !== undefined && { providerOptions: { anthropic: { signature } } }),
});
export const call = (id: string): Part => ({
  type: 'tool-call',
  toolCallId: id,
  toolName: 'rows',
  input: { of: id },
});
export const text = (words: string): Part => ({ type: 'text', text: words });

const result = (id: string): Message => ({
  role: 'tool',
  content: [
    { type: 'tool-result', toolCallId: id, toolName: 'rows', output: { type: 'text', value: `${id}: 7` } },
  ],
});

export type Step = readonly Part[];

/** The usual one: each step thinks, with a signature, and calls. */
export const signedSteps: readonly Step[] = [1, 2, 3].map((step) => [
  thought(`Look at part ${step}.`, `c2ln${step}`),
  call(`call_${step}`),
]);

export type LoopOptions = {
  /** A past step as it stands in the prompt of a later one. Default: as it was. */
  readonly back?: (parts: Step, step: number, inPromptOf: number) => Step;
  readonly attributes?: Attributes;
  readonly steps?: readonly Step[];
};

const claude = {
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.model.provider': 'anthropic.messages',
  'ai.model.id': 'claude-sonnet-4-5',
  'ai.response.model': 'claude-sonnet-4-5-20250929',
};

const wordsOf = (parts: Step, type: string): readonly unknown[] =>
  parts.flatMap((part) => (part.type === type ? [part['text']] : []));

/** The attributes of each step's span; the last one comes after all others and only asks. */
export function loop({
  back = (parts) => parts,
  attributes = {},
  steps = signedSteps,
}: LoopOptions = {}): readonly Logged[] {
  return [...steps, undefined].map((reply, at) => {
    const messages: Message[] = [
      { role: 'system', content: 'Count.' },
      { role: 'user', content: [text('How many are late?')] },
      ...steps
        .slice(0, at)
        .flatMap((parts, step) => [
          { role: 'assistant', content: back(parts, step, at) },
          ...parts.flatMap(({ type, toolCallId }) =>
            type === 'tool-call' ? [result(String(toolCallId))] : [],
          ),
        ]),
    ];
    return {
      start: at,
      attributes: {
        ...claude,
        'ai.prompt.messages': JSON.stringify(messages),
        'ai.prompt.tools': [JSON.stringify({ type: 'function', name: 'rows', inputSchema: {} })],
        ...(reply !== undefined && {
          'ai.response.text': wordsOf(reply, 'text').join(''),
          'ai.response.reasoning': wordsOf(reply, 'reasoning').join('\n'),
          'ai.response.toolCalls': JSON.stringify(
            reply.flatMap(({ type, ...part }) => (type === 'tool-call' ? [part] : [])),
          ),
        }),
        ...attributes,
      },
    };
  });
}

const nanoseconds = (start: number): string => `179000000${start}000000000`;

/** Spans as simple exporters write them, one a line. */
export function lines(logged: readonly Logged[], traceId = 'trace1'): string {
  return logged
    .map(({ start, attributes }) =>
      JSON.stringify({ name: 'span', traceId, startTimeUnixNano: nanoseconds(start), attributes }),
    )
    .join('\n');
}

const anyValue = (value: unknown): object =>
  Array.isArray(value) ? { arrayValue: { values: value.map(anyValue) } } : { stringValue: value };

/** The same as OTLP. */
export function otlp(logged: readonly Logged[], traceId = 'trace1'): string {
  const spans = logged.map(({ start, attributes }) => ({
    traceId,
    spanId: `span${start}`,
    name: 'ai.generateText.doGenerate',
    startTimeUnixNano: nanoseconds(start),
    attributes: Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [{ key, value: anyValue(value) }],
    ),
  }));
  return JSON.stringify({
    resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'ai' }, spans }] }],
  });
}
