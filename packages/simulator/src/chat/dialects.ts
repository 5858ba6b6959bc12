/** How each simulated vendor of Chat Completions hands out thinking, reads it back, and refuses. */
import type { JsonObject } from '@throughline/core';
import type { Refusal } from '../wire.ts';
import { messagesOf } from './read.ts';

export type Dialect = {
  readonly mints: 'nothing' | 'reasoning_content' | 'reasoning' | 'details' | 'split' | 'tags';
  /** Fields of an assistant message the model is shown; thinking in any other field is dropped in silence. */
  readonly reads: readonly string[];
  readonly check?: (body: JsonObject) => Refusal | undefined;
};

function refused(message: string): Refusal {
  return {
    status: 400,
    body: { error: { message, type: 'invalid_request_error', param: null, code: 'invalid_request_error' } },
  };
}

function hasCalls({ tool_calls: calls }: JsonObject): boolean {
  return Array.isArray(calls) && calls.length > 0;
}

/** Assistant messages of turns that made tool calls; an empty text is enough. (crewAIInc/crewAI#5878 and api-docs.deepseek.com, read 2026-11-23) */
function deepseek(body: JsonObject): Refusal | undefined {
  const messages = messagesOf(body);
  const turns: JsonObject[][] = [];
  for (const message of messages) {
    if (message['role'] === 'user') turns.push([]);
    else turns.at(-1)?.push(message);
  }
  const due = turns
    .filter((turn) => turn.some(hasCalls))
    .flatMap((turn) => turn.filter(({ role }) => role === 'assistant'));
  const isMissing = due.some((message) => typeof message['reasoning_content'] !== 'string');
  return isMissing
    ? refused('The `reasoning_content` in the thinking mode must be passed back to the API.')
    : undefined;
}

/** (anomalyco/opencode#25758, read 2026-11-23) */
function kimi(body: JsonObject): Refusal | undefined {
  const index = messagesOf(body).findIndex(
    (message) =>
      message['role'] === 'assistant' &&
      hasCalls(message) &&
      typeof message['reasoning_content'] !== 'string',
  );
  return index === -1
    ? undefined
    : refused(
        `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${index}`,
      );
}

export const dialects: { readonly [name: string]: Dialect } = {
  openai: { mints: 'nothing', reads: [] },
  deepseek: { mints: 'reasoning_content', reads: ['reasoning_content'], check: deepseek },
  kimi: { mints: 'reasoning_content', reads: ['reasoning_content'], check: kimi },
  // reasoning_content was dropped in silence for a while. (vllm-project/vllm#38488, read 2026-11-23)
  vllm: { mints: 'reasoning', reads: ['reasoning'] },
  // The alias is documented for input. (openrouter.ai/docs, read 2026-11-23)
  openrouter: { mints: 'details', reads: ['reasoning_details', 'reasoning', 'reasoning_content'] },
  minimax: { mints: 'split', reads: ['reasoning_details'] },
  'minimax-think': { mints: 'tags', reads: [] },
};

/** Every field in which some vendor puts thinking. */
export const thinkingFields: readonly string[] = ['reasoning_content', 'reasoning', 'reasoning_details'];
