/** Errors of this wire, both ways: one sentence and no word. (types of `ollama` 0.6.4, read 2026-11-25) */
import { isJsonObject, type ErrorPair } from '@throughline/core';
import { errorPair, textAt } from '../provider-errors.ts';
import { wire } from './format.ts';

export const errors: ErrorPair = errorPair({
  wire,
  read(body) {
    if (!isJsonObject(body) || isJsonObject(body['message'])) return undefined;
    const { error } = body;
    if (typeof error === 'string') return { message: error };
    if (!isJsonObject(error)) return undefined;
    const message = textAt(error, 'message');
    return message === undefined ? {} : { message };
  },
  kinds: {},
  write: (_word, message) => ({ error: message }),
  fallback: 'error',
});
