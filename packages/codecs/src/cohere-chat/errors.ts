/** Errors of this wire, both ways: a sentence, and an id at times. (`cohere-ai` 8.1.0, read 2026-11-23) */
import { isJsonObject, type ErrorPair, type JsonValue } from '@throughline/core';
import { errorPair, textAt, type Told } from '../provider-errors.ts';
import { wire } from './format.ts';

export const errors: ErrorPair = errorPair({
  wire,
  read,
  kinds: {},
  write: (_word, message) => ({ message }),
  fallback: 'error',
});

/** `{ message }`; the last event of a stream says it in its delta; proxies put it inside `error`. */
function read(body: JsonValue): Told | undefined {
  if (!isJsonObject(body)) return undefined;
  const { error, delta } = body;
  const message = textAt(body, 'message') ?? sentenceIn(error) ?? sentenceIn(deltaError(delta));
  if (message !== undefined) return { message };
  return isJsonObject(error) ? {} : undefined;
}

function deltaError(delta: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(delta) ? delta['error'] : undefined;
}

function sentenceIn(error: JsonValue | undefined): string | undefined {
  if (typeof error === 'string') return error;
  return error === undefined ? undefined : textAt(error, 'message');
}
