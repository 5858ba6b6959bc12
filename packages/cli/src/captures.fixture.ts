/** Captures for the tests: a tool loop that keeps its thinking, and ones that lose it. */
import type { JsonObject } from '@throughline/core';

type Message = { readonly role: string; readonly content: unknown };

const thought = (step: number): JsonObject => ({
  type: 'thinking',
  thinking: `Look at part ${step}.`,
  signature: `c2lnbmF0dXJl${step}`,
});
const call = (step: number): JsonObject => ({
  type: 'tool_use',
  id: `toolu_${step}`,
  name: 'rows',
  input: { part: step },
});
const result = (step: number): Message => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: `toolu_${step}`, content: '7' }],
});

export type LoopOptions = {
  /** Blocks of a past step as the client sends them back. Default: all. */
  readonly back?: (blocks: readonly JsonObject[], step: number) => readonly JsonObject[];
  readonly model?: string;
  readonly question?: string;
  readonly session?: string;
};

/** A loop of so many steps, one line each; the last one is only a request. */
export function loop(
  steps: number,
  {
    back = (blocks) => blocks,
    model = 'claude-sonnet-4-5',
    question = 'How many?',
    session,
  }: LoopOptions = {},
): readonly JsonObject[] {
  const messages: Message[] = [{ role: 'user', content: question }];
  return Array.from({ length: steps }, (_, step) => {
    if (step > 0)
      messages.push({ role: 'assistant', content: back([thought(step), call(step)], step) }, result(step));
    const request = {
      model,
      max_tokens: 4096,
      thinking: { type: 'enabled', budget_tokens: 2048 },
      tools: [{ name: 'rows', input_schema: { type: 'object' } }],
      messages: [...messages],
    };
    const response = {
      id: `msg_${step + 1}`,
      type: 'message',
      role: 'assistant',
      model,
      content: [thought(step + 1), call(step + 1)],
      stop_reason: 'tool_use',
      usage: { input_tokens: 9, output_tokens: 20, output_tokens_details: { thinking_tokens: 12 } },
    };
    return {
      wire: 'anthropic-messages',
      ...(session !== undefined && { session }),
      request,
      ...(step < steps - 1 && { response, status: 200 }),
    } as unknown as JsonObject;
  });
}

export const linesOf = (exchanges: readonly unknown[]): string =>
  exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');

/** Blocks without thinking, as careless clients send them back. */
export const forgetful = (blocks: readonly JsonObject[]): readonly JsonObject[] =>
  blocks.filter(({ type }) => type !== 'thinking');
