/** One call over HTTP: the same bytes on every attempt, waits between them, and errors that say what the provider said. */
import { isJsonObject, parseJson, ThroughlineError, type JsonValue } from '@throughline/core';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Patience = {
  /** Further attempts after a 429, a 5xx or a network error. */
  readonly retries: number;
  /** Wait before the first retry, in milliseconds; doubles each time. */
  readonly backoffMs: number;
  /** Limit of a wait, `retry-after` included, in milliseconds. */
  readonly maxBackoffMs: number;
  /** Milliseconds until the response's head, and between two pieces of its body. */
  readonly timeoutMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
};

export type Call = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly fetch: Fetch;
  readonly patience: Patience;
};

// 529 is Anthropic's word for overloaded. (platform.claude.com errors page, read 2026-11-23)
const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 529]);

/**
 * The response of the first attempt that was not refused for a passing reason.
 * @throws ThroughlineError `upstream-failed` with status and body, or without a status when nothing answered; the signal's reason on abort.
 */
export async function send(call: Call, signal: AbortSignal): Promise<Response> {
  const { patience } = call;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await once(call, signal);
    if (outcome instanceof Response && outcome.ok) return outcome;
    const isPassing = !(outcome instanceof Response) || passing.has(outcome.status);
    if (!isPassing || attempt >= patience.retries) throw await refusal(outcome, call.url);
    await patience.sleep(waitBefore(attempt, outcome, patience), signal);
    if (outcome instanceof Response) await outcome.body?.cancel();
  }
}

/** A network error is an outcome; an abort of the caller is not. */
async function once({ url, headers, body, fetch, patience }: Call, signal: AbortSignal): Promise<Response | Error> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new ThroughlineError('upstream-failed', `no answer within ${patience.timeoutMs} ms`)), patience.timeoutMs);
  try {
    return await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.any([signal, limit.signal]) });
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

function waitBefore(attempt: number, outcome: Response | Error, { backoffMs, maxBackoffMs, random }: Patience): number {
  const asked = outcome instanceof Response ? Number(outcome.headers.get('retry-after')) * 1000 : 0;
  const usual = backoffMs * 2 ** attempt * (0.5 + random() / 2);
  return Math.min(maxBackoffMs, asked > 0 ? asked : usual);
}

async function refusal(outcome: Response | Error, url: string): Promise<ThroughlineError> {
  const host = new URL(url).host;
  if (!(outcome instanceof Response)) {
    if (ThroughlineError.is(outcome)) return outcome;
    return new ThroughlineError('upstream-failed', `${host} did not answer: ${reasonOf(outcome)}`, { cause: outcome });
  }
  const text = await outcome.text();
  const body = jsonOrText(text);
  return new ThroughlineError('upstream-failed', `${host} answered ${outcome.status}: ${messageOf(body)}`, { status: outcome.status, body });
}

/** `fetch` hides what happened in the cause. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function jsonOrText(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (ThroughlineError.is(error)) return text;
    throw error;
  }
}

/** The provider's own sentence where the body has one, else the beginning of what came. */
export function messageOf(body: JsonValue): string {
  if (typeof body === 'string') return body.trim().slice(0, 200);
  const inner = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : body;
  if (isJsonObject(inner) && typeof inner['message'] === 'string') return inner['message'];
  return JSON.stringify(body).slice(0, 200);
}
