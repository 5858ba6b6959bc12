/** One call over HTTP: the same bytes on every attempt, waits between them. */
import { ThroughlineError } from '@throughline/core';
import { refusalOf, silenceOf } from './refusal.ts';

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
  /** What no error may repeat, even where the provider does. */
  readonly secret?: string;
};

/** What an attempt led to. */
type Outcome =
  | { readonly type: 'response'; readonly response: Response }
  | { readonly type: 'silence'; readonly error: unknown };

// 529 is Anthropic's word for overloaded. (platform.claude.com errors page, read 2026-11-23)
const passing: ReadonlySet<number> = new Set([429, 500, 502, 503, 504, 529]);

/**
 * The response of the first attempt that was not refused for a passing reason.
 * @throws ThroughlineError `upstream-failed` with status and body, or without a status when nothing answered; the signal's reason on abort.
 */
export async function send(call: Call, signal: AbortSignal): Promise<Response> {
  const { patience, secret } = call;
  const watch = { signal, idleMs: () => patience.timeoutMs };
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await once(call, signal);
    if (outcome.type === 'response' && outcome.response.ok) return outcome.response;
    if (!isPassing(outcome) || attempt >= patience.retries) {
      if (outcome.type === 'silence') throw silenceOf(outcome.error, call.url);
      throw await refusalOf(outcome.response, {
        url: call.url,
        watch,
        ...(secret !== undefined && { secret }),
      });
    }
    if (outcome.type === 'response') discard(outcome.response);
    await pause(waitBefore(attempt, outcome, patience), patience, signal);
  }
}

/** An abort of the caller is no outcome. */
async function once({ url, headers, body, fetch, patience }: Call, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const late = new ThroughlineError('upstream-failed', `no answer within ${patience.timeoutMs} ms`);
  const timer = setTimeout(() => limit.abort(late), patience.timeoutMs);
  try {
    // A redirect would take the key to an address nobody named.
    const init = { method: 'POST', headers, body, redirect: 'manual' } as const;
    return {
      type: 'response',
      response: await fetch(url, { ...init, signal: AbortSignal.any([signal, limit.signal]) }),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { type: 'silence', error: limit.signal.aborted ? late : error };
  } finally {
    clearTimeout(timer);
  }
}

function isPassing(outcome: Outcome): boolean {
  return outcome.type === 'silence' || passing.has(outcome.response.status);
}

/** Frees the connection; that it is gone already is no news. */
function discard({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}

/** A sleep that was cut short by the caller ends as the caller said. */
async function pause(ms: number, { sleep }: Patience, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function waitBefore(
  attempt: number,
  outcome: Outcome,
  { backoffMs, maxBackoffMs, random }: Patience,
): number {
  const asked = outcome.type === 'response' ? askedWait(outcome.response.headers) : undefined;
  const usual = backoffMs * 2 ** attempt * (0.5 + random() / 2);
  return Math.min(maxBackoffMs, asked === undefined ? usual : asked);
}

/** `retry-after` in milliseconds: a number of seconds, or a date, which is read against the answer's own `date`. (RFC 9110 §10.2.3) */
function askedWait(headers: Headers): number | undefined {
  const asked = headers.get('retry-after');
  if (asked === null) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  const sent = headers.get('date');
  const wait = sent === null ? Number.NaN : Date.parse(asked) - Date.parse(sent);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
