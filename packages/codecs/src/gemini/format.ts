/**
 * The shapes of generateContent, loose: only what this codec interprets is typed, everything else passes.
 * Source: types of `@google/genai` 3.3.0 and ai.google.dev API reference, read 2026-11-23.
 */
import type { JsonObject, JsonValue } from '@throughline/core';
import { z } from 'zod';

export const wire = 'gemini';

/** Who reads `thoughtSignature`: Gemini API and Vertex AI alike. */
export const issuer = 'google';

export type Request = JsonObject & { readonly contents: readonly JsonObject[] | JsonObject };
export type Response = JsonObject & { readonly candidates?: readonly JsonObject[] | null };

type Loose<T> = z.ZodType<T>;
const loose = <T>(shape: z.ZodRawShape): Loose<T> => z.looseObject(shape) as unknown as Loose<T>;
const object = z.looseObject({});

/** A list of one may come without its brackets: Google's reader takes both. (recorded traffic, 2026-11) */
export const request: Loose<Request> = loose({ contents: z.union([z.array(object), object]) });

/** A whole reply and a chunk of a streamed one have the same shape. */
export const response: Loose<Response> = loose({ candidates: z.array(object).nullish() });

/** What a part can hold, one of them each; the first five are modelled, the others stay opaque. */
export const dataFields = [
  'functionCall',
  'functionResponse',
  'inlineData',
  'fileData',
  'text',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  'audioTranscription',
] as const;

/** Clients send ids of this shape; the API's own rule is not published. (`pi-ai` 1.5.2, read 2026-11-23) */
export const idRule: { readonly allowed: RegExp; readonly maxLength: number } = {
  allowed: /^[a-zA-Z0-9_-]+$/,
  maxLength: 64,
};

/**
 * Stand-ins for the signature of a call that another provider's model made. They prove nothing and are no signatures.
 * (ai.google.dev thought-signatures FAQ, read 2026-11-23)
 */
export const skipValidation = 'skip_thought_signature_validator';
export const standIns: ReadonlySet<string> = new Set([
  skipValidation,
  'context_engineering_is_the_way_to_go',
]);

/** What each reason to stop means. (`@google/genai` 3.3.0 FinishReason, read 2026-11-23) */
export const finishReasons = {
  STOP: 'end',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  CONTINUATION: 'paused',
  OTHER: 'other',
} as const;

export const isText = (value: JsonValue): value is string => typeof value === 'string';
export const isFilledText = (value: JsonValue): value is string => typeof value === 'string' && value !== '';
export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);
