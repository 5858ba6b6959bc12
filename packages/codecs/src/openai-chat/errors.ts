/** Errors of this wire, both ways. (types of `openai` 7.57.0, OpenRouter's and vLLM's bodies as recorded, read 2026-11-23) */
import {
  isJsonObject,
  numberOf,
  type ErrorKind,
  type ErrorPair,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { errorPair, textAt, type Told } from '../provider-errors.ts';
import { wire } from './format.ts';

export const errorKinds: { readonly [word: string]: ErrorKind } = {
  invalid_request_error: 'invalid-request',
  authentication_error: 'authentication',
  permission_error: 'permission',
  insufficient_quota: 'permission',
  not_found_error: 'not-found',
  rate_limit_error: 'rate-limit',
  rate_limit_exceeded: 'rate-limit',
  overloaded_error: 'overloaded',
  server_error: 'internal',
  BadRequestError: 'invalid-request',
  wrong_api_format: 'invalid-request',
  '400': 'invalid-request',
  '401': 'authentication',
  '402': 'permission',
  '403': 'permission',
  '404': 'not-found',
  '408': 'timeout',
  '413': 'too-large',
  '429': 'rate-limit',
  '500': 'internal',
  '502': 'internal',
  '503': 'overloaded',
  '504': 'timeout',
};

export const errors: ErrorPair = errorPair({
  wire,
  read: readError,
  kinds: errorKinds,
  write: (type, message) => ({ error: { message, type, param: null, code: null } }),
  fallback: 'server_error',
});

/**
 * `{ error: { message, type, code } }`; some vendors say a text, a status for a code, put the fields at the top or in a list.
 * (Cerebras, QwenLM/qwen-code#11045; Google's OpenAI endpoint; vLLM's `detail`; read 2026-11-23)
 */
function readError(body: JsonValue): Told | undefined {
  if (Array.isArray(body)) return body.length === 1 ? readError(body[0] as JsonValue) : undefined;
  if (!isJsonObject(body)) return undefined;
  const { error } = body;
  if (typeof error === 'string') return { message: error };
  const inner = isJsonObject(error) ? error : atTop(body);
  if (inner === undefined) return undefined;
  const message = textAt(inner, 'message') ?? textAt(inner, 'detail');
  const word = textAt(inner, 'type') ?? textAt(inner, 'code') ?? numberOf(inner['code'])?.toString();
  return { ...(word !== undefined && { word }), ...(message !== undefined && { message }) };
}

function atTop(body: JsonObject): JsonObject | undefined {
  if (body['object'] === 'error') return body;
  const isTold = textAt(body, 'message') !== undefined || Object.hasOwn(body, 'detail');
  return isTold && !Object.hasOwn(body, 'choices') ? body : undefined;
}
