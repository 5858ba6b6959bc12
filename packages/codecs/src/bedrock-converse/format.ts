/**
 * The shapes of Bedrock Converse, loose: only what this codec interprets is typed, everything else passes. Blocks are
 * unions told apart by their one field. Source: types of `@aws-sdk/client-bedrock-runtime` 3.1164.0, read 2026-11-25.
 */
import type { JsonObject } from '@throughline/core';
import { z } from 'zod';

export const wire = 'bedrock-converse';

export type Block = JsonObject;
export type WireMessage = JsonObject & {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: readonly Block[];
};
export type Request = JsonObject & { readonly messages?: readonly WireMessage[] | null };
export type Response = JsonObject & { readonly output: JsonObject & { readonly message: WireMessage } };
/** An event of the stream: its name, and what it says. */
export type FrameData = JsonObject;

type Loose<T> = z.ZodType<T>;
const loose = <T>(shape: z.ZodRawShape): Loose<T> => z.looseObject(shape) as unknown as Loose<T>;

const content = z.array(loose<Block>({}));

export const request: Loose<Request> = loose({
  messages: z.array(loose({ role: z.enum(['user', 'assistant', 'system']), content })).nullish(),
});

export const response: Loose<Response> = loose({
  output: z.looseObject({ message: z.looseObject({ role: z.literal('assistant'), content }) }),
});

const index = { contentBlockIndex: z.number() };

/** The events this codec interprets, by name. */
export const frames: { readonly [name: string]: z.ZodType } = {
  messageStart: z.looseObject({ role: z.string() }),
  contentBlockStart: z.looseObject({ ...index, start: z.looseObject({}).nullish() }),
  contentBlockDelta: z.looseObject({ ...index, delta: z.looseObject({}) }),
  contentBlockStop: z.looseObject(index),
  messageStop: z.looseObject({}),
  metadata: z.looseObject({}),
};

/** `toolUseId` in a request. (Bedrock API reference ToolUseBlock, read 2026-11-23) */
export const idRule: { readonly allowed: RegExp; readonly maxLength: number } = {
  allowed: /^[a-zA-Z0-9_-]+$/,
  maxLength: 64,
};

/** `document.name`: letters, digits, single spaces, hyphens and brackets. (Bedrock API reference DocumentBlock, read 2026-11-25) */
export const nameRule: RegExp = /^(?!.*\s\s)[a-zA-Z0-9\s()[\]-]{1,200}$/;

/** What Bedrock calls each reason to stop; `malformed_model_output` and `malformed_tool_use` mean nothing of ours. */
export const stopReasons = {
  end_turn: 'end',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  stop_sequence: 'stop-sequence',
  content_filtered: 'content-filter',
  guardrail_intervened: 'content-filter',
  model_context_window_exceeded: 'context-full',
} as const;
