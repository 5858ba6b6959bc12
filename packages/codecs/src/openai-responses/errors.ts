/** Errors of this wire, both ways. (types of `openai` 7.57.0, and bodies as recorded from OpenAI, read 2026-11-23) */
import {
  isJsonObject,
  numberOf,
  type ErrorKind,
  type ErrorPair,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { errorPair, textAt, type Told } from '../provider-errors.ts';
import { errorKinds } from '../openai-chat/errors.ts';
import { wire } from './format.ts';

/** Codes that say more than the type beside them, which is `invalid_request_error` as a rule. */
const codes: { readonly [code: string]: ErrorKind } = {
  invalid_api_key: 'authentication',
  model_not_found: 'not-found',
  context_length_exceeded: 'too-large',
  insufficient_quota: 'permission',
  rate_limit_exceeded: 'rate-limit',
  vector_store_timeout: 'timeout',
  invalid_prompt: 'invalid-request',
  invalid_image: 'invalid-request',
  invalid_encrypted_content: 'invalid-request',
};

const kinds: { readonly [word: string]: ErrorKind } = {
  timeout_error: 'timeout',
  request_too_large: 'too-large',
  ...errorKinds,
  ...codes,
};

export const errors: ErrorPair = errorPair({
  wire,
  read(body) {
    if (!isJsonObject(body) || body['object'] === 'response' || Array.isArray(body['output']))
      return undefined;
    const { type, response, error } = body;
    if (type === 'response.failed') return told(isJsonObject(response) ? response['error'] : undefined);
    if (type === 'error' && !isJsonObject(error)) return told({ ...body, type: null });
    if (typeof error === 'string') return { message: error };
    if (isJsonObject(error)) return told(error);
    return isBare(body) ? told(body) : undefined;
  },
  kinds,
  write: (type, message) => ({ error: { message, type, param: null, code: null } }),
  fallback: 'server_error',
});

/** Servers and gateways in front of them that put the fields at the top. */
function isBare(body: JsonObject): boolean {
  return ['message', 'detail'].some((field) => typeof body[field] === 'string');
}

function told(error: JsonValue | undefined): Told {
  if (!isJsonObject(error)) return {};
  const type = textAt(error, 'type');
  const code = textAt(error, 'code') ?? numberOf(error['code'] ?? error['statusCode'])?.toString();
  const word = code !== undefined && (Object.hasOwn(codes, code) || !isKnown(type)) ? code : type;
  const message = textAt(error, 'message') ?? textAt(error, 'detail');
  return { ...(word !== undefined && { word }), ...(message !== undefined && { message }) };
}

function isKnown(type: string | undefined): boolean {
  return type !== undefined && Object.hasOwn(kinds, type);
}
