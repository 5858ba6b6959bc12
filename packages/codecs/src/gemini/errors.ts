/** Errors of this wire, both ways. (google.rpc.Status and Code, `@google/genai` 3.3.0 ApiError, read 2026-11-23) */
import { isJsonObject, numberOf, type ErrorPair, type JsonValue } from '@throughline/core';
import { errorPair, statusOfKind, textAt } from '../provider-errors.ts';
import { wire } from './format.ts';

/** The words of the HTTP statuses, for bodies that say no other. */
const wordOfCode: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [429, 'RESOURCE_EXHAUSTED'],
  [500, 'INTERNAL'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
]);

export const errors: ErrorPair = errorPair({
  wire,
  read(body) {
    const error = errorIn(body);
    if (error === undefined) return undefined;
    const code = isJsonObject(error) ? numberOf(error['code']) : undefined;
    const word = textAt(error, 'status') ?? (code === undefined ? undefined : wordOfCode.get(code));
    const message = typeof error === 'string' ? error : textAt(error, 'message');
    return { ...(word !== undefined && { word }), ...(message !== undefined && { message }) };
  },
  kinds: {
    INVALID_ARGUMENT: 'invalid-request',
    FAILED_PRECONDITION: 'invalid-request',
    OUT_OF_RANGE: 'invalid-request',
    ALREADY_EXISTS: 'invalid-request',
    UNIMPLEMENTED: 'invalid-request',
    UNAUTHENTICATED: 'authentication',
    PERMISSION_DENIED: 'permission',
    NOT_FOUND: 'not-found',
    RESOURCE_EXHAUSTED: 'rate-limit',
    UNAVAILABLE: 'overloaded',
    DEADLINE_EXCEEDED: 'timeout',
    INTERNAL: 'internal',
    DATA_LOSS: 'internal',
    UNKNOWN: 'other',
  },
  write: (status, message, kind) => ({ error: { code: statusOfKind[kind], message, status } }),
  // Only what is too large has no word of its own.
  fallback: 'INVALID_ARGUMENT',
});

/** The array framing of streams puts the error into a list. */
function errorIn(body: JsonValue): JsonValue | undefined {
  const whole = Array.isArray(body) ? (body[0] as JsonValue | undefined) : body;
  const error = isJsonObject(whole) && whole['candidates'] === undefined ? whole['error'] : undefined;
  return isJsonObject(error) || typeof error === 'string' ? error : undefined;
}
