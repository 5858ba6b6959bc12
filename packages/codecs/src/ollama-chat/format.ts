/**
 * The shapes of Ollama's own chat API, loose: only what this codec interprets is typed.
 * Source: docs/api.md of ollama/ollama and the types of the `ollama` package, as collected 2026-11-23.
 */
import type { JsonObject, JsonValue, StopReason } from '@throughline/core';
import { z } from 'zod';

export const wire = 'ollama-chat';

export type WireMessage = JsonObject & { readonly role: string };
export type Request = JsonObject & { readonly messages: readonly WireMessage[] };
export type Response = JsonObject & { readonly message: JsonObject & { readonly role?: string } };

const loose = <T>(shape: z.ZodRawShape): z.ZodType<T> => z.looseObject(shape) as unknown as z.ZodType<T>;

export const request: z.ZodType<Request> = loose({ messages: z.array(z.looseObject({ role: z.string() })) });
export const response: z.ZodType<Response> = loose({
  message: z.looseObject({ role: z.string().optional() }),
});
export const line: z.ZodType<JsonObject> = loose({ message: z.looseObject({}).nullish() });

/** A reply that calls tools says `stop` too; the calls tell. */
export const stopReasons: { readonly [raw: string]: StopReason } = { stop: 'end', length: 'length' };

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
