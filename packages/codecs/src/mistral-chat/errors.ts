/** Errors of this wire, both ways. (recorded refusals by way of nearai/ironclaw#1241 and datapizza-labs/datapizza-ai#98, and types of `@mistralai/mistralai` 2.7.0, read 2026-11-23) */
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

/** Types, codes, and sentences that are all a body says. */
const kinds: { readonly [word: string]: ErrorKind } = {
  invalid_request_error: 'invalid-request',
  invalid_request_message_order: 'invalid-request',
  invalid_request_invalid_args: 'invalid-request',
  invalid_request_prompt: 'invalid-request',
  invalid_function_call: 'invalid-request',
  invalid_model: 'invalid-request',
  extra_forbidden: 'invalid-request',
  unauthorized: 'authentication',
  Unauthorized: 'authentication',
  authentication_error: 'authentication',
  forbidden: 'permission',
  permission_error: 'permission',
  not_found: 'not-found',
  not_found_error: 'not-found',
  request_too_large: 'too-large',
  rate_limited: 'rate-limit',
  rate_limit_exceeded: 'rate-limit',
  rate_limit_error: 'rate-limit',
  service_tier_capacity_exceeded: 'overloaded',
  unreachable_backend: 'overloaded',
  timeout: 'timeout',
  internal_server_error: 'internal',
  internal_error: 'internal',
  '400': 'invalid-request',
  '401': 'authentication',
  '403': 'permission',
  '404': 'not-found',
  '413': 'too-large',
  '422': 'invalid-request',
  '429': 'rate-limit',
  '500': 'internal',
  '502': 'internal',
  '503': 'overloaded',
  '504': 'timeout',
};

export const errors: ErrorPair = errorPair({
  wire,
  read,
  kinds,
  write: (type, message) => ({ object: 'error', message, type, param: null, code: null }),
  fallback: 'internal_server_error',
});

/** `{ object: 'error', message, type, code }`; a bare `{ message }` or `{ detail }`; or the same inside `error`. */
function read(body: JsonValue): Told | undefined {
  if (!isJsonObject(body) || Object.hasOwn(body, 'choices')) return undefined;
  const { error } = body;
  if (typeof error === 'string') return { message: error };
  const inner = isJsonObject(error) ? error : body;
  const message = messageIn(inner);
  const isError =
    inner !== body || body['object'] === 'error' || message !== undefined || Array.isArray(body['detail']);
  if (!isError) return undefined;
  const word = wordIn(inner, message);
  return { ...(word !== undefined && { word }), ...(message !== undefined && { message }) };
}

/** What was wrong with a field is said in a list, at the top or where the message would be. */
function messageIn(body: JsonObject): string | undefined {
  const { message, detail } = body;
  if (typeof message === 'string') return message;
  if (isJsonObject(message)) return messageIn(message);
  if (typeof detail === 'string') return detail;
  const [first] = Array.isArray(detail) ? (detail as readonly JsonValue[]) : [];
  return first === undefined ? undefined : textAt(first, 'msg');
}

function wordIn(body: JsonObject, message: string | undefined): string | undefined {
  const { code, raw_status_code: status, detail } = body;
  const words = [textAt(body, 'type'), textAt(body, 'code'), numberOf(code)?.toString()];
  const coded = [...words, numberOf(status)?.toString(), message].find(
    (word) => word !== undefined && Object.hasOwn(kinds, word),
  );
  if (coded !== undefined) return coded;
  return words.find((word) => word !== undefined) ?? (Array.isArray(detail) ? '422' : undefined);
}
