/** The anatomy of every wire, by its codec's id, and of the messages that frameworks hold. */
import { ThroughlineError } from '@throughline/core';
import { aiSdk, genAi } from './ai-sdk.ts';
import type { Anatomy } from './anatomy.ts';
import { anthropicMessages, bedrockConverse, gemini } from './block-wires.ts';
import { geminiInteractions, openaiResponses } from './item-wires.ts';
import { langchain } from './langchain.ts';
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
  'ai-sdk': aiSdk,
  'gen-ai': genAi,
  langchain,
};

/** What is no wire of a provider but what frameworks hold and log: their own messages. */
export const scaffoldWires: readonly string[] = Object.keys(wires).filter(
  (wire) => wires[wire]?.isScaffold === true,
);

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

/** The key that holds a wire's history; `undefined` on what has none. */
export function historyKeyOf(wire: string): string | undefined {
  return Object.hasOwn(wires, wire) ? wires[wire]?.history : undefined;
}

/** The wire of a provider that a name means; Chat Completions, which most of them speak, where it means none. */
export function providerWireOf(name: string | undefined): string {
  return name !== undefined && Object.hasOwn(wires, name) && wires[name]?.isScaffold !== true
    ? name
    : 'openai-chat';
}

export const historyKeys: readonly string[] = [
  ...new Set(Object.values(wires).map(({ history }) => history)),
];
