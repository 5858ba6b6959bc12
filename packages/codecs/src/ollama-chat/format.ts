/**
 * The shapes of Ollama's chat, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `ollama` 0.6.4, Ollama's OpenAPI description and its server's types, read 2026-11-25.
 */
import type { JsonObject, JsonValue, StopReason } from '@throughline/core';
import { z } from 'zod';

export const wire = 'ollama-chat';

export type WireMessage = JsonObject & {
  readonly role: string;
  readonly content?: string | null;
};
export type Request = JsonObject & { readonly messages?: readonly WireMessage[] | null };
export type Spoken = JsonObject & { readonly content?: string | null };
export type Response = JsonObject & { readonly message?: Spoken | null };

type Loose<T> = z.ZodType<T>;
const loose = <T>(shape: z.ZodRawShape): Loose<T> => z.looseObject(shape) as unknown as Loose<T>;

const content = z.string().nullish();

/** A request without messages loads the model. */
export const request: Loose<Request> = loose({
  messages: z.array(z.looseObject({ role: z.string(), content })).nullish(),
});

const message = z.looseObject({ content }).nullish();

/** A body that is not done is a line of a stream. */
export const response: Loose<Response> = loose({ message, done: z.literal(true) });

/** A line of a stream. */
export const chunk: Loose<Response> = loose({ message });

/** What the server measured, beside the message. */
export const metrics: readonly string[] = [
  'total_duration',
  'load_duration',
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
];

/** A model that calls tools stops like any other. (Ollama's API documentation, read 2026-11-25) */
export const stopReasons: { readonly [raw: string]: StopReason } = {
  stop: 'end',
  length: 'length',
  load: 'other',
  unload: 'other',
};

export const otherStops: { readonly [reason in StopReason]?: string } = {
  'tool-calls': 'stop',
  'stop-sequence': 'stop',
  refusal: 'stop',
  'content-filter': 'stop',
  'context-full': 'length',
};

export function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && (value as readonly JsonValue[]).every((item) => typeof item === 'string');
}

export function isObjects(value: JsonValue | undefined): value is readonly JsonObject[] {
  return (
    Array.isArray(value) &&
    (value as readonly JsonValue[]).every(
      (item) => typeof item === 'object' && item !== null && !Array.isArray(item),
    )
  );
}
