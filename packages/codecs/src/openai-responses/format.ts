/**
 * The shapes of OpenAI Responses, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `openai` 7.57.0 (`resources/responses/responses`), read 2026-11-23.
 */
import type { JsonObject, StopReason } from '@throughline/core';
import { z } from 'zod';
import type { IdRule } from '../alias.ts';

export const wire = 'openai-responses';

export type Item = JsonObject;
export type Request = JsonObject & { readonly input?: string | readonly Item[] | null };
export type Response = JsonObject & { readonly output?: readonly Item[] | null };

type Loose<T> = z.ZodType<T>;
const loose = <T>(shape: z.ZodRawShape): Loose<T> => z.looseObject(shape) as unknown as Loose<T>;

const items = z.array(loose({}));

export const request: Loose<Request> = loose({ input: z.union([z.string(), items]).nullish() });

/** Some bodies say an output later, or never: then they must at least say that they are a response. */
export const response: Loose<Response> = z.union([
  loose<Response>({ output: items }),
  loose<Response>({ object: z.literal('response'), output: z.null().optional() }),
]);

const place = { output_index: z.number() };
const envelope = z.looseObject({ response: z.looseObject({ output: items.nullish() }) });
const item = z.looseObject({ ...place, item: z.looseObject({}) });
// A lone text needs no index.
const content = z.looseObject({ ...place, content_index: z.number().optional(), part: z.looseObject({}) });
const summary = z.looseObject({ ...place, summary_index: z.number().optional(), part: z.looseObject({}) });

/** The events this codec interprets besides the deltas. */
export const frames: { readonly [type: string]: z.ZodType } = {
  'response.created': envelope,
  'response.queued': envelope,
  'response.in_progress': envelope,
  'response.completed': envelope,
  'response.incomplete': envelope,
  'response.cancelled': envelope,
  'response.output_item.added': item,
  'response.output_item.done': item,
  'response.content_part.added': content,
  'response.content_part.done': content,
  'response.reasoning_summary_part.added': summary,
  'response.reasoning_summary_part.done': summary,
};

/** `call_id` and item ids are cut at 64 characters; of the characters nothing is said. (API reference by way of `pi-ai` 1.5.2, read 2026-11-23) */
export const idRule: IdRule = { allowed: /^[^]*$/, maxLength: 64 };

/** `status`, or `incomplete_details.reason` where the status is `incomplete`. */
export const stopReasons: { readonly [word: string]: StopReason } = {
  completed: 'end',
  max_output_tokens: 'length',
  content_filter: 'content-filter',
};

/** Statuses of a response that has not stopped. */
export const runningStatuses: readonly string[] = ['queued', 'in_progress'];

/** Items that a client sends in answer to an item of the model; all other kinds we do not model stay with the model's own. */
export const clientOutputs: readonly string[] = [
  'computer_call_output',
  'local_shell_call_output',
  'shell_call_output',
  'apply_patch_call_output',
  'mcp_approval_response',
];
