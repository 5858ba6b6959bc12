/** Errors in a provider's words, both ways, from one table per wire. */
import {
  isJsonObject,
  type ErrorKind,
  type ErrorPair,
  type JsonValue,
  type ProviderError,
} from '@throughline/core';

/** What a body says, in the wire's own words; `undefined` where it is no error. */
export type Told = { readonly word?: string; readonly message?: string };

export type ErrorTable = {
  readonly wire: string;
  readonly read: (body: JsonValue) => Told | undefined;
  /** What the wire's words mean; the first word for a kind is the one that is written. */
  readonly kinds: { readonly [word: string]: ErrorKind };
  readonly write: (word: string, message: string, kind: ErrorKind) => JsonValue;
  /** The word for kinds that have none of their own. */
  readonly fallback: string;
};

export function errorPair({ wire, read, kinds, write, fallback }: ErrorTable): ErrorPair {
  const words = new Map<ErrorKind, string>();
  for (const [word, kind] of Object.entries(kinds)) if (!words.has(kind)) words.set(kind, word);
  return {
    decode(body) {
      const told = read(body as JsonValue);
      if (told === undefined) return undefined;
      const { word, message } = told;
      const kind = word !== undefined && Object.hasOwn(kinds, word) ? kinds[word] : undefined;
      return {
        kind: kind ?? 'other',
        ...(message !== undefined && { message }),
        ...(word !== undefined && { word }),
        wire,
        body: body as JsonValue,
      };
    },
    encode: (error) =>
      error.wire === wire
        ? error.body
        : write(words.get(error.kind) ?? fallback, sentenceOf(error), error.kind),
  };
}

/** The provider's sentence; without one, its word or the kind. */
export function sentenceOf({ message, word, kind }: ProviderError): string {
  return message ?? word ?? kind;
}

/** HTTP statuses as error words, for wires that say no other. (RFC 9110, and the providers' documentation read 2026-11-23) */
export const statusOfKind: { readonly [kind in ErrorKind]: number } = {
  'invalid-request': 400,
  authentication: 401,
  permission: 403,
  'not-found': 404,
  'too-large': 413,
  'rate-limit': 429,
  overloaded: 503,
  timeout: 504,
  internal: 500,
  other: 500,
};

export function textAt(body: JsonValue, field: string): string | undefined {
  const value = isJsonObject(body) && Object.hasOwn(body, field) ? body[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}
