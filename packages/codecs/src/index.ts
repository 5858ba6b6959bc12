/** Provider wires ⇄ the transcript, one folder per wire. */
import { ThroughlineError, type Codec } from '@throughline/core';
import { anthropicCompatible, anthropicMessages } from './anthropic-messages/index.ts';
import { openaiChat, type DialectName } from './openai-chat/index.ts';

export { anthropicCompatible, anthropicMessages, type AnthropicDialect } from './anthropic-messages/index.ts';
export { dialects, openaiChat, type DialectName } from './openai-chat/index.ts';

type Choose = (dialect: string | undefined) => Codec;

const wires: { readonly [wire: string]: Choose } = {
  'anthropic-messages': (dialect) => {
    if (dialect === undefined || dialect === 'claude') return anthropicMessages;
    if (dialect === 'open') return anthropicCompatible;
    throw new ThroughlineError('config-invalid', `expected claude or open, found "${dialect}"`, {
      path: 'dialect',
    });
  },
  'openai-chat': (dialect) => openaiChat(dialect as DialectName | undefined),
};

/**
 * The codec of a wire, by name.
 * @throws ThroughlineError `config-invalid` on a wire or dialect that is not here; the message lists those that are.
 */
export function codecFor(wire: string, dialect?: string): Codec {
  const choose = Object.hasOwn(wires, wire) ? wires[wire] : undefined;
  if (choose === undefined)
    throw new ThroughlineError(
      'config-invalid',
      `expected one of ${Object.keys(wires).join(', ')}, found "${wire}"`,
      { path: 'wire' },
    );
  return choose(dialect);
}
