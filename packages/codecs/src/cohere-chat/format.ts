/**
 * The shapes of Cohere's Chat API, version 2, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `cohere-ai` 8.1.0, read 2026-11-23.
 */
import type { JsonObject, StopReason } from '@throughline/core';
import { z } from 'zod';

export const wire = 'cohere-chat';

export type WireMessage = JsonObject & { readonly role: string };
export type Request = JsonObject & { readonly messages: readonly WireMessage[] };
export type Response = JsonObject & { readonly message: JsonObject };
export type FrameData = JsonObject & { readonly type: string };

const loose = <T>(shape: z.ZodRawShape): z.ZodType<T> => z.looseObject(shape) as unknown as z.ZodType<T>;

export const request: z.ZodType<Request> = loose({
  messages: z.array(z.looseObject({ role: z.string() })),
});

export const response: z.ZodType<Response> = loose({ message: z.looseObject({}) });

export const frame: z.ZodType<FrameData> = loose({ type: z.string() });

/** (`cohere-ai` 8.1.0, read 2026-11-23) */
export const stopReasons: { readonly [raw: string]: StopReason } = {
  COMPLETE: 'end',
  TOOL_CALL: 'tool-calls',
  MAX_TOKENS: 'length',
  STOP_SEQUENCE: 'stop-sequence',
  ERROR: 'other',
  TIMEOUT: 'other',
};

/**
 * Cohere calls it a reflection and plan in the style of a chain of thought, written before the calls it leads to
 * (`cohere-ai` 8.1.0, read 2026-11-23). So it is thinking, with a field of its own, which `notes` remember.
 */
export const planField = 'tool_plan';
