/**
 * The shapes of Mistral's Chat Completions, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `@mistralai/mistralai` 2.7.0, read 2026-11-23.
 */
import type { JsonObject, StopReason } from '@throughline/core';
import { z } from 'zod';
import type { IdRule } from '../alias.ts';
import type { ChoicesBody } from '../choices.ts';

export const wire = 'mistral-chat';

/** Who can read the signatures of thinking chunks. */
export const issuer = 'mistral';

export type WireMessage = JsonObject & { readonly role: string };
export type Request = JsonObject & { readonly messages: readonly WireMessage[] };

const loose = <T>(shape: z.ZodRawShape): z.ZodType<T> => z.looseObject(shape) as unknown as z.ZodType<T>;

export const request: z.ZodType<Request> = loose({
  messages: z.array(z.looseObject({ role: z.string() })),
});

export const response: z.ZodType<ChoicesBody> = loose({
  choices: z.tuple([z.looseObject({})], z.looseObject({})),
});

/** (`@mistralai/mistralai` 2.7.0, read 2026-11-23) */
export const stopReasons: { readonly [raw: string]: StopReason } = {
  stop: 'end',
  tool_calls: 'tool-calls',
  length: 'length',
  model_length: 'context-full',
  error: 'other',
};

/**
 * Ids of exactly nine letters and digits, anything else is refused with code 3280. Models of other vendors on this API
 * mint longer ones. (nearai/ironclaw#1241 and recorded streams, read 2026-11-23)
 */
export const idRule: IdRule = {
  allowed: /^[A-Za-z0-9]{9}$/,
  maxLength: 9,
  digits: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
};

/** What the SDK writes for a call that has no id. (`@mistralai/mistralai` 2.7.0 tool call, read 2026-11-23) */
export const noId = 'null';
