/** A model behind a wire: a codec, an address, and `fetch`. */
import { setTimeout as wait } from 'node:timers/promises';
import { codecFor } from '@throughline/codecs';
import {
  stringifyJson,
  type Codec,
  type JsonObject,
  type ModelRequest,
  type Origin,
  type Reply,
  type Settings,
} from '@throughline/core';
import { fingerprint } from '@throughline/core/fingerprint';
import { addressOf, headersOf, streamFields, type Address } from './address.ts';
import { send, type Call, type Fetch, type Patience } from './http.ts';
import { readReply } from './response.ts';
import type { CallOptions, Model } from './scaffold.ts';

export type ModelOptions = {
  /** Where the wire's path is appended; a trailing `/v1` (or the like) that the path has too is not doubled. */
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
  /** Some wires want `maxTokens`; nothing is assumed. */
  readonly settings?: Partial<Settings>;
  /** Fields of the wire's own, sent as they are, e.g. `{ thinking: { type: 'adaptive' } }`. */
  readonly body?: JsonObject;
  /**
   * Milliseconds until the response's head, and between two pieces of its body. Default 600,000; Node's own `fetch` gives up
   * after 300,000, so a longer wait needs a `fetch` that allows it. (undici headersTimeout, read 2026-11-23)
   */
  readonly timeoutMs?: number;
  /** Further attempts after a 429, a 5xx or a network error. Default 2. */
  readonly retries?: number;
  /** Wait before the first retry, in milliseconds; doubles each time. Default 500. */
  readonly backoffMs?: number;
  /** Limit of a wait, also of one the provider asks for, in milliseconds. Default 60,000. */
  readonly maxBackoffMs?: number;
  readonly fetch?: Fetch;
  readonly sleep?: Patience['sleep'];
  readonly random?: Patience['random'];
};

type Target = {
  readonly codec: Codec;
  readonly options: ModelOptions;
  readonly address: Address;
  readonly headers: Readonly<Record<string, string>>;
  readonly patience: Patience;
  readonly streams: boolean;
};

/** @throws ThroughlineError `config-invalid` on an unknown wire or dialect, a base URL or a header that cannot be used. */
export function model(wire: string, options: ModelOptions): Model {
  const codec = codecFor(wire, options.dialect);
  const streams = options.stream === true;
  const path = streams && codec.streamPath !== undefined ? codec.streamPath : codec.path;
  const address = addressOf(options.baseURL, path, options.model);
  const target: Target = {
    codec,
    options,
    address,
    headers: headersOf(codec.id, options),
    patience: patienceOf(options),
    streams,
  };
  return {
    codec,
    name: options.model,
    endpoint: address.endpoint,
    streams,
    ...(options.provider !== undefined && { provider: options.provider }),
    reply: (request, callOptions) => ask(target, request, callOptions),
  };
}

async function ask(
  target: Target,
  request: ModelRequest,
  { signal = new AbortController().signal, onEvent }: CallOptions = {},
): Promise<Reply> {
  const { codec, patience, streams } = target;
  const response = await send(callOf(target, request), signal);
  return readReply(response, {
    codec,
    isStream: streams,
    idleMs: patience.timeoutMs,
    signal,
    complete: (reply) => withOrigin(reply, target, request),
    tell: (event) => onEvent?.(event),
  });
}

/** Its body is made once: every attempt sends the same bytes. */
function callOf(target: Target, request: ModelRequest): Call {
  const { address, headers, patience, options } = target;
  const body = bodyOf(target, request);
  return {
    url: address.url,
    headers,
    body,
    patience,
    fetch: options.fetch ?? globalThis.fetch,
    ...(options.apiKey !== undefined && { secret: options.apiKey }),
  };
}

function bodyOf({ codec, options, streams }: Target, request: ModelRequest): string {
  const { stream: _ours, ...settings } = { model: options.model, ...options.settings, ...request.settings };
  const { value } = codec.request.encode({
    ...request,
    settings: streams ? { ...settings, stream: true } : settings,
  });
  return stringifyJson({ ...(streams && streamFields[codec.id]), ...options.body, ...value });
}

// `setTimeout` takes no more, and would fire at once.
const longest = 2 ** 31 - 1;

function patienceOf(options: ModelOptions): Patience {
  const { retries = 2, backoffMs = 500, maxBackoffMs = 60_000, timeoutMs = 600_000, sleep, random } = options;
  return {
    retries,
    backoffMs,
    maxBackoffMs: Math.min(longest, maxBackoffMs),
    timeoutMs: Math.min(longest, timeoutMs),
    sleep: sleep ?? ((ms, signal) => wait(ms, undefined, { signal })),
    random: random ?? Math.random,
  };
}

function withOrigin(
  reply: Reply,
  { codec, options, address }: Target,
  { messages, tools }: ModelRequest,
): Reply {
  const origin: Origin = {
    model: options.model,
    ...reply.message.origin,
    wire: codec.id,
    endpoint: address.endpoint,
    context: fingerprint(messages, tools),
    ...(options.provider !== undefined && { provider: options.provider }),
  };
  return { ...reply, message: { ...reply.message, origin } };
}
