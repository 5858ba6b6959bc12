/** Where a wire's requests go, and how each wire says who is asking. */
import { ThroughlineError, type JsonObject } from '@throughline/core';

export type Address = {
  readonly url: string;
  /** The base URL without its query, which may hold a key. */
  readonly endpoint: string;
};

/**
 * `path` may begin with the version that the base URL ends with, have a query, and say `{model}`.
 * @throws ThroughlineError `config-invalid`; a URL with a password in it is not repeated.
 */
export function addressOf(baseURL: string, path: string, model: string = ''): Address {
  const url = URL.parse(baseURL);
  if (url === null) throw unusable(`not a URL: "${baseURL}"`);
  if (url.username !== '' || url.password !== '')
    throw unusable('the URL holds a user or a password; use headers');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw unusable(`expected http or https, found ${url.protocol}`);
  const base = url.pathname.replace(/\/+$/, '');
  const [place = '', query] = path.replace('{model}', encodeURIComponent(model)).split('?');
  const [version] = /^\/[^/]+(?=\/)/.exec(place) ?? [];
  const rest = version !== undefined && base.endsWith(version) ? place.slice(version.length) : place;
  return {
    url: `${url.origin}${base}${rest}${joinedQuery(url.search, query)}`,
    endpoint: url.search === '' ? baseURL : `${url.origin}${base}`,
  };
}

function joinedQuery(search: string, query: string | undefined): string {
  if (query === undefined) return search;
  return search === '' ? `?${query}` : `${search}&${query}`;
}

function unusable(message: string): ThroughlineError {
  return new ThroughlineError('config-invalid', message, { path: 'baseURL' });
}

type WireHeaders = (apiKey: string | undefined) => Readonly<Record<string, string>>;

const bearer: WireHeaders = (key) => (key === undefined ? {} : { authorization: `Bearer ${key}` });
const google: WireHeaders = (key) => (key === undefined ? {} : { 'x-goog-api-key': key });

/** Bedrock takes an API key; requests signed with AWS credentials need a `fetch` that signs. (API references of the providers, read 2026-11-23) */
const wireHeaders: { readonly [wire: string]: WireHeaders } = {
  'anthropic-messages': (key) => ({
    'anthropic-version': '2023-06-01',
    ...(key !== undefined && { 'x-api-key': key }),
  }),
  'openai-chat': bearer,
  'openai-responses': bearer,
  gemini: google,
  'gemini-interactions': google,
  'bedrock-converse': bearer,
  'mistral-chat': bearer,
  'cohere-chat': bearer,
  'ollama-chat': bearer,
};

/** What a wire wants to be told besides `stream`, so that a stream reports its tokens. (OpenAI API reference, read 2026-11-23) */
export const streamFields: { readonly [wire: string]: JsonObject } = {
  'openai-chat': { stream_options: { include_usage: true } },
};

type Given = { readonly apiKey?: string; readonly headers?: Readonly<Record<string, string>> };

/**
 * All names in lower case; the user's headers win.
 * @throws ThroughlineError `config-invalid` with the name of a header that HTTP cannot carry, never its value.
 */
export function headersOf(wire: string, { apiKey, headers }: Given): Readonly<Record<string, string>> {
  const ours = { 'content-type': 'application/json', ...wireHeaders[wire]?.(apiKey) };
  const made = new Headers();
  for (const [name, value] of [
    ...Object.entries(ours),
    ...(headers === undefined ? [] : Object.entries(headers)),
  ]) {
    try {
      made.set(name, value);
    } catch {
      // The cause would show the value.
      throw new ThroughlineError('config-invalid', 'HTTP cannot carry this name or value', {
        path: `headers.${name}`,
      });
    }
  }
  return Object.fromEntries(made);
}
