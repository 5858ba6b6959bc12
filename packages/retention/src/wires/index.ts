/** The anatomy of every wire, by its codec's id. */
import { ThroughlineError } from '@throughline/core';
import type { Anatomy } from './anatomy.ts';
import { anthropicMessages, bedrockConverse, gemini } from './block-wires.ts';
import { geminiInteractions, openaiResponses } from './item-wires.ts';
import { cohereChat, mistralChat, ollamaChat, openaiChat } from './message-wires.ts';

const wires: { readonly [wire: string]: Anatomy } = {
  'anthropic-messages': anthropicMessages,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
  'gemini-interactions': geminiInteractions,
  'bedrock-converse': bedrockConverse,
  'mistral-chat': mistralChat,
  'cohere-chat': cohereChat,
  'ollama-chat': ollamaChat,
};

/** @throws ThroughlineError `config-invalid` on a wire that is not here; the message lists those that are. */
export function anatomyOf(wire: string): Anatomy {
  const found = Object.hasOwn(wires, wire) ? wires[wire] : undefined;
  if (found === undefined)
    throw new ThroughlineError(
      'config-invalid',
      `no wire "${wire}"; there is: ${Object.keys(wires).join(', ')}`,
    );
  return found;
}

/** The key that holds a wire's history; `undefined` on what is no wire of a provider. */
export function historyKeyOf(wire: string): string | undefined {
  return Object.hasOwn(wires, wire) ? wires[wire]?.history : undefined;
}

export const historyKeys: readonly string[] = [
  ...new Set(Object.values(wires).map(({ history }) => history)),
];
