/** Errors of this wire, both ways. (types of `@google/genai` 3.3.0 and google.rpc.Code, read 2026-11-25) */
import { isJsonObject, numberOf, type ErrorKind, type ErrorPair, type JsonValue } from '@throughline/core';
import { errorPair, statusOfKind, textAt, type Told } from '../provider-errors.ts';
import { wire } from './format.ts';

const kinds: { readonly [word: string]: ErrorKind } = {
  INVALID_ARGUMENT: 'invalid-request',
  FAILED_PRECONDITION: 'invalid-request',
  OUT_OF_RANGE: 'invalid-request',
  UNAUTHENTICATED: 'authentication',
  PERMISSION_DENIED: 'permission',
  NOT_FOUND: 'not-found',
  RESOURCE_EXHAUSTED: 'rate-limit',
  UNAVAILABLE: 'overloaded',
  DEADLINE_EXCEEDED: 'timeout',
  INTERNAL: 'internal',
  UNKNOWN: 'other',
  CANCELLED: 'other',
  // Errors inside an interaction are told in words of their own.
  invalid_request: 'invalid-request',
  failed_precondition: 'invalid-request',
  authentication: 'authentication',
  unauthenticated: 'authentication',
  permission_denied: 'permission',
  not_found: 'not-found',
  rate_limit_exceeded: 'rate-limit',
  too_many_requests: 'rate-limit',
  resource_exhausted: 'rate-limit',
  service_unavailable: 'overloaded',
  unavailable: 'overloaded',
  gateway_timeout: 'timeout',
  deadline_exceeded: 'timeout',
  api_error: 'internal',
  internal_error: 'internal',
  internal: 'internal',
};

/** Bodies without a word have at least a status. (RFC 9110) */
const wordOfStatus: { readonly [status: string]: string } = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

export const errors: ErrorPair = errorPair({
  wire,
  read: readError,
  kinds,
  write: (status, message, kind) => ({ error: { code: statusOfKind[kind], message, status } }),
  fallback: 'INTERNAL',
});

/** `{ error: { code, message, status } }`, alone or as the only entry of a list, and the event that says the same. */
function readError(body: JsonValue): Told | undefined {
  if (Array.isArray(body)) return body.length === 1 ? readError(body[0] as JsonValue) : undefined;
  if (!isJsonObject(body) || ['status', 'steps', 'outputs'].some((field) => Object.hasOwn(body, field)))
    return undefined;
  const { error } = body;
  if (!isJsonObject(error)) return body['event_type'] === 'error' ? messageOf(error) : undefined;
  const word = textAt(error, 'status') ?? textAt(error, 'code') ?? wordIn(numberOf(error['code']));
  return { ...(word !== undefined && { word }), ...messageOf(error['message']) };
}

function messageOf(message: JsonValue | undefined): Told {
  return typeof message === 'string' ? { message } : {};
}

function wordIn(status: number | undefined): string | undefined {
  return status === undefined ? undefined : wordOfStatus[status];
}
