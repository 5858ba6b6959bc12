/** Provider wires ⇄ the transcript, one folder per wire. */
import { ThroughlineError, type Codec } from '@throughline/core';
import { anthropicCompatible, anthropicMessages } from './anthropic-messages/index.ts';
import { bedrockConverse, bedrockConverseOther } from './bedrock-converse/index.ts';
import { cohereChat } from './cohere-chat/index.ts';
import { gemini } from './gemini/index.ts';
import { geminiInteractions } from './gemini-interactions/index.ts';
import { mistralChat } from './mistral-chat/index.ts';
import { ollamaChat } from './ollama-chat/index.ts';
import { dialects, openaiChat, type DialectName } from './openai-chat/index.ts';
import { openaiResponses, responsesDialects, type ResponsesDialect } from './openai-responses/index.ts';

export { anthropicCompatible, anthropicMessages, type AnthropicDialect } from './anthropic-messages/index.ts';
export { bedrockConverse, bedrockConverseOther, type BedrockDialect } from './bedrock-converse/index.ts';
export { cohereChat } from './cohere-chat/index.ts';
export { gemini } from './gemini/index.ts';
export { geminiInteractions } from './gemini-interactions/index.ts';
export { mistralChat } from './mistral-chat/index.ts';
export { ollamaChat } from './ollama-chat/index.ts';
export { dialects, openaiChat, type DialectName } from './openai-chat/index.ts';
export { openaiResponses, responsesDialects, type ResponsesDialect } from './openai-responses/index.ts';

/** One wire, its dialects by name; the first is what the wire's own vendor speaks. */
type Wire = { readonly dialects: readonly [string, ...string[]]; readonly codec: (dialect: string) => Codec };

const only = (codec: Codec): Wire => ({ dialects: [codec.dialect ?? codec.id], codec: () => codec });

const wires: { readonly [wire: string]: Wire } = {
  'anthropic-messages': {
    dialects: ['claude', 'open'],
    codec: (name) => (name === 'open' ? anthropicCompatible : anthropicMessages),
  },
  'openai-chat': {
    dialects: Object.keys(dialects) as [DialectName, ...DialectName[]],
    codec: (name) => openaiChat(name as DialectName),
  },
  'openai-responses': {
    dialects: responsesDialects as [ResponsesDialect, ...ResponsesDialect[]],
    codec: (name) => openaiResponses(name as ResponsesDialect),
  },
  gemini: only(gemini),
  'gemini-interactions': only(geminiInteractions),
  'bedrock-converse': {
    dialects: ['claude', 'other'],
    codec: (name) => (name === 'other' ? bedrockConverseOther : bedrockConverse),
  },
  'mistral-chat': only(mistralChat),
  'cohere-chat': only(cohereChat),
  'ollama-chat': only(ollamaChat),
};

/** Every wire and its dialects. */
export const wireNames: { readonly [wire: string]: readonly string[] } = Object.fromEntries(
  Object.entries(wires).map(([name, { dialects: names }]) => [name, names]),
);

/**
 * The codec of a wire, by name.
 * @throws ThroughlineError `config-invalid` on a wire or dialect that is not here; the message lists those that are.
 */
export function codecFor(wire: string, dialect?: string): Codec {
  const found = Object.hasOwn(wires, wire) ? wires[wire] : undefined;
  if (found === undefined) throw unknown('wire', wire, Object.keys(wires));
  const name = dialect ?? found.dialects[0];
  if (!found.dialects.includes(name)) throw unknown('dialect', name, found.dialects);
  return found.codec(name);
}

function unknown(path: string, name: string, known: readonly string[]): ThroughlineError {
  return new ThroughlineError('config-invalid', `expected one of ${known.join(', ')}, found "${name}"`, {
    path,
  });
}
