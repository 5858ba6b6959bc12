/** Endpoints and headers without what is secret in them. */
import { keptHeaders } from './plain-fields.ts';
import { hashed } from './placeholder.ts';

const parts = /^((?:[a-z][a-z\d+.-]*:)?\/\/)?(?:[^/?#]*@)?([^?#]*)(?:\?([^#]*))?/i;

/** Takes out user and password, the values of the query, and the fragment. Works on names that are no URL too. */
export function withoutSecrets(endpoint: string): string {
  const [, scheme = '', place = '', query] = parts.exec(endpoint) ?? [];
  if (query === undefined || query === '') return scheme + place;
  const names = query.split('&').map((pair) => pair.split('=', 1)[0]);
  return `${scheme}${place}?${names.join('&')}`;
}

/** Names are compared without regard to case, and come out as they were spelled. */
export function safeHeaders(headers: { readonly [name: string]: string }): {
  readonly [name: string]: string;
} {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const lower = name.toLowerCase();
    if (!Object.hasOwn(keptHeaders, lower)) return [];
    return [[name, keptHeaders[lower] === 'hashed' ? hashed(value) : value]];
  });
  return Object.fromEntries(kept);
}
