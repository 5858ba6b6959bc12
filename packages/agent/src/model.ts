/** A model behind a wire: a codec, an address, and `fetch`. */
import { setTimeout as wait } from 'node:timers/promises';
import { codecFor } from '@throughline/codecs';
import { stringifyJson, ThroughlineError, type Codec, type JsonObject, type ModelRequest, type Origin, type Reply, type Settings } from '@throughline/core';
import { fingerprint } from '@throughline/core/fingerprint';
import { send, type Fetch, type Patience } from './http.ts';
import { readReply } from './response.ts';
import type { CallOptions, Model } from './scaffold.ts';

export type ModelOptions = {
  /** Where the wire's path is appended; a trailing `/v1` that the path has too is not doubled. */
  readonly baseURL: string;
  /** The provider's name of the model. */
  readonly model: string;
  readonly apiKey?: string;
  readonly dialect?: string;
  /** Who answers; noted in each reply's origin. */
  readonly provider?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether to ask for a stream. Default false. */
  readonly stream?: boolean;
  readonly settings?: Partial<Settings>;
  /** Fields of the wire's own, sent as they are, e.g. `{ thinking: { type: 'adaptive' } }`. */
  readonly body?: JsonObject;
  /** Milliseconds until the response's head, and between two pieces of its body. Default 600,000. */
  readonly timeoutMs?: number;
  /** Further attempts after a 429, a 5xx or a network error. Default 2. */
  readonly retries?: number;
  /** Wait before the first retry, in milliseconds. Default 500. */
  readonly backoffMs?: number;
  readonly fetch?: Fetch;
  readonly sleep?: Patience['sleep'];
  readonly random?: Patience['random'];
};

type Authorization = (key: string) => Readonly<Record<string, string>>;

/** How each wire says who is asking. (API references of both providers, read 2026-11-23) */
const authorizations: { readonly [wire: string]: Authorization } = {
  'anthropic-messages': (key) => ({ 'x-api-key': key }),
  'openai-chat': (key) => ({ authorization: `Bearer ${key}` }),
};
const wireHeaders: { readonly [wire: string]: Readonly<Record<string, string>> } = {
  'anthropic-messages': { 'anthropic-version': '2023-06-01' },
};

/** @throws ThroughlineError `config-invalid` on an unknown wire, dialect or base URL. */
export function model(wire: string, options: ModelOptions): Model {
  const codec = codecFor(wire, options.dialect);
  const url = addressOf(options.baseURL, codec.path);
  const streams = options.stream === true;
  return {
    codec,
    name: options.model,
    endpoint: options.baseURL,
    streams,
    ...(options.provider !== undefined && { provider: options.provider }),
    reply: (request, callOptions) => ask({ codec, url, options, streams }, request, callOptions),
  };
}

function addressOf(baseURL: string, path: string): string {
  if (!URL.canParse(baseURL)) throw new ThroughlineError('config-invalid', `not a URL: "${baseURL}"`, { path: 'baseURL' });
  const base = baseURL.replace(/\/+$/, '');
  return base.endsWith('/v1') && path.startsWith('/v1/') ? `${base}${path.slice('/v1'.length)}` : `${base}${path}`;
}

type Target = { readonly codec: Codec; readonly url: string; readonly options: ModelOptions; readonly streams: boolean };

async function ask(target: Target, request: ModelRequest, { signal = new AbortController().signal, onEvent }: CallOptions = {}): Promise<Reply> {
  const { codec, url, options, streams } = target;
  const patience = patienceOf(options);
  const call = { url, headers: headersOf(codec, options), body: bodyOf(target, request), fetch: options.fetch ?? globalThis.fetch, patience };
  const response = await send(call, signal);
  const reply = await readReply(response, { codec, isStream: streams, idleMs: patience.timeoutMs, signal, onEvent });
  return withOrigin(reply, target, request);
}

/** Made once per call: every attempt sends the same bytes. */
function bodyOf({ codec, options, streams }: Target, request: ModelRequest): string {
  const settings: Settings = { model: options.model, ...options.settings, ...request.settings, ...(streams && { stream: true }) };
  const { value } = codec.request.encode({ ...request, settings });
  return stringifyJson({ ...options.body, ...value });
}

function headersOf(codec: Codec, { apiKey, headers }: ModelOptions): Readonly<Record<string, string>> {
  const authorization = apiKey === undefined ? undefined : authorizations[codec.id]?.(apiKey);
  return { 'content-type': 'application/json', ...wireHeaders[codec.id], ...authorization, ...headers };
}

function patienceOf({ retries = 2, backoffMs = 500, timeoutMs = 600_000, sleep, random }: ModelOptions): Patience {
  return {
    retries,
    backoffMs,
    maxBackoffMs: 60_000,
    timeoutMs,
    sleep: sleep ?? (async (ms, signal) => wait(ms, undefined, { signal })),
    random: random ?? Math.random,
  };
}

function withOrigin(reply: Reply, { codec, options }: Target, { messages, tools }: ModelRequest): Reply {
  const origin: Origin = {
    wire: codec.id,
    endpoint: options.baseURL,
    context: fingerprint(messages, tools),
    ...(options.provider !== undefined && { provider: options.provider }),
    ...(reply.message.origin?.model === undefined ? { model: options.model } : { model: reply.message.origin.model }),
    ...(reply.message.origin?.responseId !== undefined && { responseId: reply.message.origin.responseId }),
  };
  return { ...reply, message: { ...reply.message, origin } };
}
