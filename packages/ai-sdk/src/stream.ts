/** A reply's events as the framework's stream parts. */
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { StreamEvent } from '@throughline/core';
import { encodePart, messagePart, metadataOf, shownCall } from './encode.ts';
import { finishReason, usageOf } from './format.ts';

type Parts<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  offered: ReadonlySet<string> | undefined,
) => LanguageModelV4StreamPart[];
type AnyParts = (event: StreamEvent, offered: ReadonlySet<string> | undefined) => LanguageModelV4StreamPart[];

export function streamParts(
  event: StreamEvent,
  offered: ReadonlySet<string> | undefined,
): LanguageModelV4StreamPart[] {
  return (parts[event.type] as AnyParts)(event, offered);
}

const parts: { readonly [Type in StreamEvent['type']]: Parts<Type> } = {
  'reply-start': ({ reply: { message } }) => {
    const { responseId, model } = { responseId: undefined, model: undefined, ...message.origin };
    return [
      {
        type: 'response-metadata',
        ...(responseId !== undefined && { id: responseId }),
        ...(model !== undefined && { modelId: model }),
      },
    ];
  },
  'text-start': ({ index }) => [{ type: 'text-start', id: `${index}` }],
  'text-delta': ({ index, text }) => [{ type: 'text-delta', id: `${index}`, delta: text }],
  'text-end': ({ index, part }) => [
    { type: 'text-end', id: `${index}`, providerMetadata: metadataOf(part, index) },
  ],
  'thinking-start': ({ index }) => [{ type: 'reasoning-start', id: `${index}` }],
  'thinking-delta': ({ index, text }) => [{ type: 'reasoning-delta', id: `${index}`, delta: text }],
  'thinking-end': ({ index, part }) => [
    { type: 'reasoning-end', id: `${index}`, providerMetadata: metadataOf(part, index) },
  ],
  'tool-call-start': ({ part }, offered) => [
    {
      type: 'tool-input-start',
      id: part.callId,
      toolName: shownCall({ ...part, arguments: '{}' }, offered).toolName,
    },
  ],
  // Deltas that are not JSON in the end would contradict what the framework is shown; the whole input follows in the call.
  'tool-call-delta': () => [],
  'tool-call-end': ({ index, part }, offered) => {
    const call = encodePart(part, index, offered) as LanguageModelV4StreamPart & {
      readonly type: 'tool-call';
    };
    return [
      { type: 'tool-input-delta', id: part.callId, delta: call.input },
      { type: 'tool-input-end', id: part.callId },
      call,
    ];
  },
  part: ({ index, part }, offered) => {
    const content = encodePart(part, index, offered);
    if (content.type !== 'reasoning') return [content as LanguageModelV4StreamPart];
    const id = `${index}`;
    return [
      { type: 'reasoning-start', id },
      {
        type: 'reasoning-end',
        id,
        ...(content.providerMetadata && { providerMetadata: content.providerMetadata }),
      },
    ];
  },
  'reply-end': ({ reply: { message } }) => [
    messagePart(message) as LanguageModelV4StreamPart,
    { type: 'finish', finishReason: finishReason(message.stop), usage: usageOf(message.usage) },
  ],
  error: ({ error }) => [{ type: 'error', error: error.body }],
};
