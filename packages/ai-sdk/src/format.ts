/** The Vercel AI SDK's shapes as far as this adapter touches them, and the carrier our parts travel in. (`ai` 7.0.173, `@ai-sdk/provider` 4.0.38, read 2026-11-23) */
import type {
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4Message,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import type { StopReason, Usage } from '@throughline/core';

/** Our namespace in `providerMetadata` and `providerOptions`. Values are JSON text: live objects would be copied and lose raw numbers. */
const namespace = 'throughline';

/** A part of the framework's own kind that holds what belongs to the message, not to one of its parts. */
export const messageKind = 'throughline.message';
/** A part the framework has no kind for. */
export const partKind = 'throughline.part';

export type Carrier = {
  /** JSON of our part. */
  readonly part?: string;
  /** Its place in our message. */
  readonly index?: number;
  /** JSON of our message: whole, or without its parts where they travel on their own. */
  readonly message?: string;
};

export type Metadata = SharedV4ProviderMetadata;
export type Content = LanguageModelV4Content;
export type PromptMessage = LanguageModelV4Message;
export type AssistantContent = Extract<PromptMessage, { role: 'assistant' }>['content'];
export type ToolContent = Extract<PromptMessage, { role: 'tool' }>['content'];

export function carry(carrier: Carrier): Metadata {
  return { [namespace]: carrier };
}

export function carried(options: { readonly [provider: string]: unknown } | undefined): Carrier | undefined {
  return options?.[namespace] as Carrier | undefined;
}

const unified: { readonly [reason in StopReason]: LanguageModelV4FinishReason['unified'] } = {
  end: 'stop',
  'stop-sequence': 'stop',
  'tool-calls': 'tool-calls',
  length: 'length',
  'context-full': 'length',
  refusal: 'content-filter',
  'content-filter': 'content-filter',
  paused: 'other',
  other: 'other',
};

export function finishReason(
  stop: { readonly reason: StopReason; readonly raw?: string } | undefined,
): LanguageModelV4FinishReason {
  return stop === undefined
    ? { unified: 'other', raw: undefined }
    : { unified: unified[stop.reason], raw: stop.raw };
}

export function usageOf(usage: Usage | undefined): LanguageModelV4Usage {
  const { input, output, thinking, cacheRead, cacheWrite } = {
    input: undefined,
    output: undefined,
    thinking: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
    ...usage,
  };
  const fresh = input === undefined ? undefined : input - (cacheRead ?? 0) - (cacheWrite ?? 0);
  return {
    inputTokens: { total: input, noCache: fresh, cacheRead, cacheWrite },
    outputTokens: {
      total: output,
      text: output === undefined || thinking === undefined ? undefined : output - thinking,
      reasoning: thinking,
    },
  };
}
