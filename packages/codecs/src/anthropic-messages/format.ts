/**
 * The shapes of Anthropic Messages, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `@anthropic-ai/sdk` 1.12.0 (2026-11-20), read 2026-11-23.
 */
import type { JsonObject } from '@throughline/core';
import { z } from 'zod';

export const wire = 'anthropic-messages';

export type Block = JsonObject & { readonly type: string };
export type WireMessage = JsonObject & {
  readonly role: 'user' | 'assistant' | 'system';
  /** Only system messages may come without, to say `output_config` alone. */
  readonly content?: string | readonly Block[] | null;
};
export type Request = JsonObject & { readonly messages: readonly WireMessage[] };
export type Response = JsonObject & { readonly role: 'assistant'; readonly content: readonly Block[] };
export type FrameData = JsonObject & { readonly type: string };

type Loose<T> = z.ZodType<T>;
const loose = <T>(shape: z.ZodRawShape): Loose<T> => z.looseObject(shape) as unknown as Loose<T>;

const block = loose<Block>({ type: z.string() });
export const content: Loose<string | readonly Block[]> = z.union([z.string(), z.array(block)]);

const message = loose<WireMessage>({
  role: z.enum(['user', 'assistant', 'system']),
  content: content.nullish(),
});

export const request: Loose<Request> = loose({
  messages: z.array(message),
  system: content.nullish(),
  tools: z.array(loose({})).nullish(),
});

export const response: Loose<Response> = loose({ role: z.literal('assistant'), content: z.array(block) });

export const frame: Loose<FrameData> = loose({ type: z.string() });

/** The blocks this codec interprets, by type; any other type is opaque. */
export const blocks: { readonly [type: string]: z.ZodType } = {
  text: z.looseObject({ text: z.string() }),
  thinking: z.looseObject({ thinking: z.string(), signature: z.string().nullish() }),
  redacted_thinking: z.looseObject({ data: z.string() }),
  tool_use: z.looseObject({ id: z.string(), name: z.string(), input: z.unknown() }),
  tool_result: z.looseObject({ tool_use_id: z.string(), content: content.nullish() }),
};

export const frames: { readonly [type: string]: z.ZodType } = {
  message_start: z.looseObject({ message: z.looseObject({}) }),
  content_block_start: z.looseObject({ index: z.number(), content_block: block }),
  content_block_delta: z.looseObject({ index: z.number(), delta: z.looseObject({ type: z.string() }) }),
  content_block_stop: z.looseObject({ index: z.number() }),
  message_delta: z.looseObject({ delta: z.looseObject({}) }),
};

/** `tool_use.id`: clients cap at 64. (platform.claude.com API reference by way of `pi-ai` 1.5.2, read 2026-11-23) */
export const idRule: { readonly allowed: RegExp; readonly maxLength: number } = {
  allowed: /^[a-zA-Z0-9_-]+$/,
  maxLength: 64,
};

/** What Anthropic calls each reason to stop. (`@anthropic-ai/sdk` 1.12.0, read 2026-11-23) */
export const stopReasons = {
  end_turn: 'end',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  refusal: 'refusal',
  pause_turn: 'paused',
  model_context_window_exceeded: 'context-full',
} as const;
