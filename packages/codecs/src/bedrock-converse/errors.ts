/** Errors of this wire, both ways. (types of `@aws-sdk/client-bedrock-runtime` 3.1164.0, bodies recorded 2026-08, AWS common errors, read 2026-11-25) */
import {
  isJsonObject,
  type ErrorKind,
  type ErrorPair,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { errorPair, textAt, type Told } from '../provider-errors.ts';
import { wire } from './format.ts';

const kinds: { readonly [word: string]: ErrorKind } = {
  ValidationException: 'invalid-request',
  UnrecognizedClientException: 'authentication',
  ExpiredTokenException: 'authentication',
  InvalidSignatureException: 'authentication',
  IncompleteSignatureException: 'authentication',
  MissingAuthenticationTokenException: 'authentication',
  AccessDeniedException: 'permission',
  ResourceNotFoundException: 'not-found',
  UnknownOperationException: 'not-found',
  RequestEntityTooLargeException: 'too-large',
  ThrottlingException: 'rate-limit',
  ServiceQuotaExceededException: 'rate-limit',
  ServiceUnavailableException: 'overloaded',
  ModelNotReadyException: 'overloaded',
  ModelTimeoutException: 'timeout',
  InternalServerException: 'internal',
  InternalFailure: 'internal',
  ModelErrorException: 'internal',
  ModelStreamErrorException: 'internal',
};

export const errors: ErrorPair = errorPair({
  wire,
  read,
  kinds,
  write: (word, message) => ({ message, __type: word }),
  fallback: 'InternalServerException',
});

/** `{ message }`, the word beside it or in a header; `{ throttlingException: { message } }` within a stream. */
function read(body: JsonValue): Told | undefined {
  if (!isJsonObject(body) || Object.hasOwn(body, 'output')) return undefined;
  const [only, ...others] = Object.entries(body);
  if (only !== undefined && others.length === 0 && isJsonObject(only[1])) {
    const [name, inner] = only;
    if (name.endsWith('Exception')) return { word: wordOf(name), ...messageIn(inner) };
  }
  // A service that does not know the operation answers in its own envelope.
  const inner = isJsonObject(body['Output']) ? body['Output'] : body;
  const type = textAt(inner, '__type');
  const message = messageIn(inner);
  if (type === undefined && message.message === undefined) return undefined;
  return { ...(type !== undefined && { word: wordOf(type) }), ...message };
}

function messageIn(body: JsonObject): { readonly message?: string } {
  const message = textAt(body, 'message') ?? textAt(body, 'Message');
  return message === undefined ? {} : { message };
}

/** `com.amazon.coral.service#ThrottlingException:http://…` and `throttlingException` are one word. */
function wordOf(type: string): string {
  const [, name = type] = /(?:^|#)([A-Za-z]+)(?::.*)?$/s.exec(type) ?? [];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The exceptions a stream may carry, by what they mean; the first of a kind is the one that is written. */
const inStreams: { readonly [kind in ErrorKind]: string } = {
  'invalid-request': 'validationException',
  authentication: 'validationException',
  permission: 'validationException',
  'not-found': 'validationException',
  'too-large': 'validationException',
  'rate-limit': 'throttlingException',
  overloaded: 'serviceUnavailableException',
  timeout: 'modelStreamErrorException',
  internal: 'internalServerException',
  other: 'internalServerException',
};

/** An error as a stream carries it: its name there, and what it says. */
export function exceptionOf(error: Parameters<ErrorPair['encode']>[0]): readonly [string, JsonObject] {
  const body = errors.encode(error);
  const [only, ...others] = isJsonObject(body) ? Object.entries(body) : [];
  if (only !== undefined && others.length === 0 && isJsonObject(only[1])) return [only[0], only[1]];
  return [inStreams[error.kind], isJsonObject(body) ? body : { message: error.message ?? error.kind }];
}
