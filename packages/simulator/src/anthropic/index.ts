/** A strict stand-in for Anthropic Messages. */
import { anthropicMessages } from '@throughline/codecs';
import type { JsonObject, Message, Part } from '@throughline/core';
import type { Provider } from '../wire.ts';
import { frames } from './frames.ts';
import { mint } from './mint.ts';
import { blocksOf, headText, messagesOf, messageText, unitsOf } from './read.ts';
import { rules } from './rules.ts';
import { unseal } from './seal.ts';
import { judgeThinking } from './thinking.ts';

function invalid(message: string): JsonObject {
  return { type: 'error', error: { type: 'invalid_request_error', message }, request_id: 'req_simulated' };
}

export const anthropic: Provider = {
  invalid,
  check(body, headers, ledger) {
    const broken = rules.map((rule) => rule(body, headers, ledger)).find((message) => message !== undefined);
    const message = broken ?? judgeThinking(body, headers, ledger).refusal;
    return message === undefined ? undefined : { status: 400, body: invalid(message) };
  },
  read: (body) =>
    messagesOf(body)
      .filter(({ role }) => role === 'assistant')
      .map((message) => unitsOf(blocksOf(message))),
  view(body, headers, ledger) {
    const { dropped } = judgeThinking(body, headers, ledger);
    return anthropicMessages.request.decode(without(body, dropped)).messages.map(revealed);
  },
  mint: (parts, body, headers, ledger) =>
    mint(parts, body, judgeThinking(body, headers, ledger).dropped, ledger),
  frames: (reply) => frames(reply),
  prefix: (body) => ({ head: headText(body), messages: messagesOf(body).map(messageText) }),
};

function without(body: JsonObject, dropped: readonly string[]): JsonObject {
  const messages = messagesOf(body).map((message, index) => {
    const blocks = blocksOf(message);
    return {
      ...message,
      content: blocks.filter((_block, order) => !dropped.includes(`messages.${index}.content.${order}`)),
    };
  });
  return { ...body, messages };
}

/** The model reads what its signatures hold, not what the blocks show. */
function revealed(message: Message): Message {
  return { ...message, parts: message.parts.map(reveal) };
}

function reveal(part: Part): Part {
  if (part.type !== 'thinking') return part;
  const [signature] = part.signatures === undefined ? [] : part.signatures;
  const sealed = signature === undefined ? undefined : unseal(signature.value);
  return sealed === undefined ? part : { type: 'thinking', text: sealed.thinking, visibility: 'full' };
}
