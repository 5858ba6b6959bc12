/**
 * The shapes of OpenAI Chat Completions and of its vendors, loose: only what this codec interprets is typed.
 * Source: types of `openai` 7.57.0 and the vendors' documentation as collected 2026-11-23; dialects.ts says which field is whose.
 */
import type { JsonObject, JsonValue, StopReason } from '@throughline/core';
import { z } from 'zod';

export const wire = 'openai-chat';

export type Content = string | readonly JsonObject[] | null | undefined;
export type WireMessage = JsonObject & { readonly role: string };
export type Request = JsonObject & { readonly messages: readonly WireMessage[] };
type Choice = JsonObject & { readonly message: JsonObject };
export type Response = JsonObject & { readonly choices: readonly [Choice, ...JsonObject[]] };

const loose = <T>(shape: z.ZodRawShape): z.ZodType<T> => z.looseObject(shape) as unknown as z.ZodType<T>;

const content = z.union([z.string(), z.array(z.looseObject({}))]).nullish();
const calls = z.array(z.looseObject({})).nullish();

const message = { content, tool_calls: calls };

export const request: z.ZodType<Request> = loose({
  messages: z.array(z.looseObject({ role: z.string(), ...message })),
});

export const response: z.ZodType<Response> = loose({
  choices: z.tuple([z.looseObject({ message: z.looseObject(message) })], z.looseObject({})),
});

/** Where vendors put thinking as one string. (wire-format collection of 2026-11-23: DeepSeek, Kimi, GLM, Qwen; vLLM, Groq, OpenRouter; Copilot) */
export const reasoningFields: readonly string[] = ['reasoning_content', 'reasoning', 'reasoning_text'];

/** All places of thinking beside the content. */
export const thinkingFields: readonly string[] = [
  ...reasoningFields,
  'reasoning_opaque',
  'reasoning_details',
  'thinking_blocks',
];

/** What one vendor says and no other should be told, signatures among it. (Google's OpenAI endpoint and LiteLLM, read 2026-11-23) */
export const vendorFields: readonly string[] = [
  ...thinkingFields,
  'extra_content',
  'thought_signature',
  'provider_specific_fields',
];

/** (`openai` 7.57.0, read 2026-11-23) */
export const stopReasons: { readonly [raw: string]: StopReason } = {
  stop: 'end',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  length: 'length',
  content_filter: 'content-filter',
};

export function isContentList(value: JsonValue | undefined): value is readonly JsonObject[] {
  return Array.isArray(value);
}
