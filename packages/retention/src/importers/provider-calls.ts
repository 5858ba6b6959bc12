/** Recognises calls of providers by where they go and what they carry. */
import { codecFor } from '@throughline/codecs';
import { isJsonObject, type JsonObject } from '@throughline/core';

export type ProviderCall = { readonly wire: string; readonly endpoint: string; readonly request: JsonObject };

type Route = {
  readonly wire: string;
  /** Only at this host: another wire has the same path. */
  readonly host?: RegExp;
  /** Proxies and other vendors put the path below a version of their own, or below none. */
  readonly isAnyVersion?: true;
};

/** The first that fits counts. */
const routes: readonly Route[] = [
  { wire: 'mistral-chat', host: /(^|\.)mistral\.ai$/ },
  { wire: 'openai-chat' },
  { wire: 'openai-responses', isAnyVersion: true },
  { wire: 'anthropic-messages' },
  { wire: 'gemini', isAnyVersion: true },
  { wire: 'gemini-interactions', isAnyVersion: true },
  { wire: 'bedrock-converse' },
  { wire: 'cohere-chat' },
  { wire: 'ollama-chat' },
];

/** `undefined` where the address or the body is that of no known wire. */
export function providerCall(url: string, body: unknown): ProviderCall | undefined {
  if (!isJsonObject(body) || !URL.canParse(url)) return undefined;
  const { pathname, hostname, origin } = new URL(url);
  for (const route of routes) {
    if (route.host?.test(hostname) === false) continue;
    const model = modelIn(pathname, route);
    const { history } = codecFor(route.wire);
    if (model === undefined || !Object.hasOwn(body, history)) continue;
    const request = model === '' || Object.hasOwn(body, 'model') ? body : { model, ...body };
    return { wire: route.wire, endpoint: origin, request };
  }
  return undefined;
}

/** The model's name in the path, empty where the wire has it in the body; `undefined` for any other path. */
function modelIn(pathname: string, { wire, isAnyVersion }: Route): string | undefined {
  const { path, streamPath } = codecFor(wire);
  for (const declared of streamPath === undefined ? [path] : [path, streamPath]) {
    const [bare] = declared.split('?') as [string];
    const known = isAnyVersion === true ? bare.replace(/^\/v[^/]*/, '') : bare;
    const [before, after] = known.split('{model}') as [string, string?];
    const model = between(pathname, before, after);
    if (model !== undefined) return decoded(model);
  }
  return undefined;
}

/** What stands at the end of a path between two pieces of it; without the second one, nothing. */
function between(pathname: string, before: string, after: string | undefined): string | undefined {
  if (after === undefined) return pathname.endsWith(before) ? '' : undefined;
  if (!pathname.endsWith(after)) return undefined;
  const head = pathname.slice(0, pathname.length - after.length);
  const start = head.lastIndexOf(before);
  return start === -1 ? undefined : head.slice(start + before.length);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name; // a name that was never encoded
    throw error;
  }
}
