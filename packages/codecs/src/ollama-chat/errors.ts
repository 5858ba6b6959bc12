/** Errors of this wire, both ways: one sentence and no word for its kind. (docs/api.md of ollama/ollama, as collected 2026-11-23) */
import { isJsonObject, type ErrorPair } from '@throughline/core';
import { errorPair, textAt } from '../provider-errors.ts';
import { wire } from './format.ts';

export const errors: ErrorPair = errorPair({
  wire,
  read(body) {
    if (!isJsonObject(body) || Object.hasOwn(body, 'message') || !Object.hasOwn(body, 'error'))
      return undefined;
    const message = textAt(body, 'error');
    return message === undefined ? {} : { message };
  },
  kinds: {},
  write: (_word, message) => ({ error: message }),
  fallback: 'error',
});
