/** Errors of this wire, both ways. (platform.claude.com API errors, and types of `@anthropic-ai/sdk` 1.12.0, read 2026-11-23) */
import { isJsonObject, type ErrorPair, type JsonObject } from '@throughline/core';
import { errorPair, textAt } from '../provider-errors.ts';
import { wire } from './format.ts';

export const errors: ErrorPair = errorPair({
  wire,
  read(body) {
    if (!isJsonObject(body)) return undefined;
    const error = body['error'] ?? body;
    if (body['type'] !== 'error' && !isTold(body)) return undefined;
    const [word, message] = [textAt(error, 'type'), textAt(error, 'message')];
    return { ...(word !== undefined && { word }), ...(message !== undefined && { message }) };
  },
  kinds: {
    invalid_request_error: 'invalid-request',
    authentication_error: 'authentication',
    permission_error: 'permission',
    billing_error: 'permission',
    not_found_error: 'not-found',
    request_too_large: 'too-large',
    rate_limit_error: 'rate-limit',
    overloaded_error: 'overloaded',
    timeout_error: 'timeout',
    api_error: 'internal',
  },
  write: (type, message) => ({ type: 'error', error: { type, message } }),
  fallback: 'api_error',
});

/** Bedrock says a message alone, Vertex an error without a type around it. (public recordings of 2026-08-22, and cloud.google.com API errors, read 2026-11-23) */
function isTold(body: JsonObject): boolean {
  if (Object.hasOwn(body, 'content')) return false;
  return textAt(body, 'message') !== undefined || isJsonObject(body['error']);
}
