/** Errors of this wire, both ways. (types of `openai` 7.57.0, and bodies as recorded from OpenAI, read 2026-11-23) */
import { isJsonObject, type ErrorPair, type JsonValue } from '@throughline/core';
import { errorPair, textAt, type Told } from '../provider-errors.ts';
import { errorKinds, readError } from '../openai-chat/errors.ts';
import { wire } from './format.ts';

/** Codes of `response.error`, which come without a type. */
const codes = {
  invalid_prompt: 'invalid-request',
  invalid_image: 'invalid-request',
  invalid_encrypted_content: 'invalid-request',
  context_length_exceeded: 'too-large',
  model_not_found: 'not-found',
  invalid_api_key: 'authentication',
  vector_store_timeout: 'timeout',
} as const;

export const errors: ErrorPair = errorPair({
  wire,
  read(body) {
    if (!isJsonObject(body) || body['object'] === 'response' || Array.isArray(body['output']))
      return undefined;
    const { type, response } = body;
    if (type === 'response.failed') return isJsonObject(response) ? told(response['error']) : {};
    if (type === 'error' && !isJsonObject(body['error'])) return told(body);
    return readError(body);
  },
  kinds: { timeout_error: 'timeout', request_too_large: 'too-large', ...errorKinds, ...codes },
  write: (type, message) => ({ error: { message, type, param: null, code: null } }),
  fallback: 'server_error',
});

/** In a stream the type is the event's, so the code is the word. */
function told(error: JsonValue | undefined): Told {
  if (error === undefined) return {};
  const [word, message] = [textAt(error, 'code'), textAt(error, 'message')];
  return { ...(word !== undefined && { word }), ...(message !== undefined && { message }) };
}
