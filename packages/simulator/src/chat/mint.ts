/** Mints replies of Chat Completions: thinking where the dialect puts it, calls, and the envelope. */
import { createHash } from 'node:crypto';
import { parseJson, ThroughlineError, type JsonObject, type Part } from '@throughline/core';
import { decorated } from '../decorate.ts';
import type { Ledger, Minted } from '../wire.ts';
import type { Dialect } from './dialects.ts';
import { messagesOf, unitsOf } from './read.ts';
import { spelled } from './spelling.ts';

export function mint(parts: readonly Part[], body: JsonObject, dialect: Dialect, ledger: Ledger): Minted {
  const number = ledger.replies.length;
  const thoughts = parts.flatMap((part) =>
    part.type === 'thinking' && part.text !== undefined ? [decorated(part.text)] : [],
  );
  const calls = parts.flatMap((part, index) =>
    part.type === 'toolCall'
      ? [callOf(part.name, part.arguments, `call_${ledger.id}_${number}_${index}`)]
      : [],
  );
  const message: JsonObject = {
    role: 'assistant',
    content: contentOf(parts, dialect),
    ...minters[dialect.mints](thoughts, number),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  return { reply: envelope(message, calls.length > 0, body, ledger), units: unitsOf(message) };
}

function callOf(name: string, written: string, id: string): JsonObject {
  return { id, type: 'function', function: { name, arguments: asModelsWrite(written) } };
}

/** Text that is no JSON is what a reply cut by its limit leaves; it goes out as it is. */
function asModelsWrite(written: string): string {
  try {
    return spelled(parseJson(written));
  } catch (error) {
    if (ThroughlineError.is(error)) return written;
    throw error;
  }
}

/** Thinking between tags keeps its place among the texts. */
function contentOf(parts: readonly Part[], { mints }: Dialect): string | null {
  const said = parts.flatMap((part) => {
    if (part.type === 'text') return [part.text];
    return mints === 'tags' && part.type === 'thinking' && part.text !== undefined
      ? [`<think>${decorated(part.text)}</think>`]
      : [];
  });
  return said.length === 0 ? null : said.join('');
}

type Minter = (thoughts: readonly string[], number: number) => JsonObject;

const minters: { readonly [mints in Dialect['mints']]: Minter } = {
  nothing: () => ({}),
  tags: () => ({}),
  reasoning_content: (thoughts) => ({ reasoning_content: thoughts.join('\n\n') }),
  reasoning: (thoughts) => ({ reasoning: thoughts.join('\n\n') }),
  details: (thoughts, number) => ({
    reasoning: thoughts.join(''),
    reasoning_details: [
      ...thoughts.map((text, index) => ({
        type: 'reasoning.text',
        text,
        signature: secret(`${text} ${number}`),
        format: 'anthropic-claude-v1',
        index,
      })),
      ...(number % 2 === 1
        ? [
            {
              type: 'reasoning.encrypted',
              data: secret(`encrypted ${number}`),
              id: null,
              format: 'openai-responses-v1',
              index: thoughts.length,
            },
          ]
        : []),
    ],
  }),
  split: (thoughts) => ({
    reasoning_content: thoughts.join(''),
    reasoning_details: thoughts.map((text, index) => ({
      type: 'reasoning.text',
      id: `reasoning-text-${index + 1}`,
      format: 'MiniMax-response-v1',
      index,
      text,
    })),
  }),
};

function secret(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function envelope(message: JsonObject, hasCall: boolean, body: JsonObject, ledger: Ledger): JsonObject {
  const [input, output] = [10 + messagesOf(body).length, 20];
  return {
    id: `chatcmpl-${ledger.id}-${ledger.replies.length}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: String(body['model']),
    choices: [{ index: 0, message, finish_reason: hasCall ? 'tool_calls' : 'stop' }],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      completion_tokens_details: { reasoning_tokens: 9 },
    },
  };
}
