/** Mints replies of Anthropic: sealed thinking, calls, and the envelope. */
import { isJsonObject, parseJson, type JsonObject, type Part, type ToolCallPart } from '@throughline/core';
import type { Ledger, Minted } from '../wire.ts';
import { decorated } from '../decorate.ts';
import { blocksOf, isThinking, messagesOf, prefixHashes, unitsOf } from './read.ts';
import { hash, seal } from './seal.ts';
import { blockHash } from './thinking.ts';

type Kind = 'signed' | 'omitted' | 'redacted' | 'unsigned';
const rotation: readonly Kind[] = ['signed', 'omitted', 'redacted'];

export function mint(
  parts: readonly Part[],
  body: JsonObject,
  dropped: readonly string[],
  ledger: Ledger,
): Minted {
  const number = ledger.replies.length;
  const model = String(body['model']);
  const prefix = String(prefixHashes(body).at(-1));
  const kindOf = kindsOf(ledger);
  let previous = previousHash(body, dropped);
  const content = isThinkingOn(body, ledger) ? parts : parts.filter(({ type }) => type !== 'thinking');
  const blocks = content.flatMap((part, index): JsonObject[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    if (part.type === 'toolCall') return [callOf(part, `toolu_${ledger.id}_${number}_${index}`)];
    if (part.type !== 'thinking' || part.text === undefined) return [];
    const minted = block(kindOf(), decorated(part.text), { model, prefix, previous });
    previous = blockHash(minted);
    return [minted];
  });
  return { reply: envelope(blocks, body, dropped, ledger), units: unitsOf(blocks) };
}

/** What the next block of this reply shall be; `mixed` goes round, and begins each reply with another. */
function kindsOf({ options: { thinking = 'signed' }, replies }: Ledger): () => Kind {
  let turn = replies.length;
  return () => (thinking === 'mixed' ? (rotation[turn++ % rotation.length] as Kind) : thinking);
}

function callOf({ name, arguments: written }: ToolCallPart, id: string): JsonObject {
  return { type: 'tool_use', id, name, input: parseJson(written) };
}

/** Manual mode thinks when it is told to, later models unless they are told not to. */
function isThinkingOn({ thinking }: JsonObject, { options: { mode } }: Ledger): boolean {
  const type = isJsonObject(thinking) ? thinking['type'] : undefined;
  return mode === 'manual' ? type === 'enabled' : type !== 'disabled';
}

/** Of the last block the model saw; blocks that were dropped are no part of the chain. */
function previousHash(body: JsonObject, dropped: readonly string[]): string {
  const seen = messagesOf(body).flatMap((message, index) =>
    message['role'] === 'assistant'
      ? blocksOf(message).filter(
          (one, order) => isThinking(one) && !dropped.includes(`messages.${index}.content.${order}`),
        )
      : [],
  );
  const last = seen.at(-1);
  return last === undefined ? '' : blockHash(last);
}

type Bound = { readonly model: string; readonly prefix: string; readonly previous: string };

function block(kind: Kind, thinking: string, bound: Bound): JsonObject {
  if (kind === 'unsigned') return { type: 'thinking', thinking, signature: '' };
  if (kind === 'redacted')
    return { type: 'redacted_thinking', data: seal({ thinking, shown: '', ...bound }) };
  const shown = kind === 'omitted' ? '' : thinking;
  return { type: 'thinking', thinking: shown, signature: seal({ thinking, shown, ...bound }) };
}

function envelope(
  content: readonly JsonObject[],
  body: JsonObject,
  dropped: readonly string[],
  ledger: Ledger,
): JsonObject {
  const hasCall = content.some(({ type }) => type === 'tool_use');
  const thought = content.filter(isThinking).length;
  const transformations = dropped.map((path) => ({
    type: 'thinking_dropped',
    path,
    reason: 'prefix_binding_mismatch',
  }));
  return {
    id: `msg_${hash(`${ledger.id} ${ledger.replies.length}`).slice(0, 20)}`,
    type: 'message',
    role: 'assistant',
    model: String(body['model']),
    content,
    stop_reason: hasCall ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 10 + messagesOf(body).length,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 20 + thought,
      output_tokens_details: { thinking_tokens: thought },
    },
    ...(transformations.length > 0 && { input_transformations: transformations }),
  };
}
