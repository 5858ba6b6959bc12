/** Errors that say what the provider said. */
import { isJsonObject, parseJson, ThroughlineError, type JsonValue } from '@throughline/core';
import { legibleTextOf, type Watch } from './body.ts';

type Asked = { readonly url: string; readonly watch: Watch; readonly secret?: string };

/** What to throw for an answer that is no reply. */
export async function refusalOf(
  response: Response,
  { url, watch, secret }: Asked,
): Promise<ThroughlineError> {
  const { status } = response;
  const told = `${new URL(url).host} answered ${status}`;
  try {
    const text = await legibleTextOf(response, watch);
    const body = jsonOrText(
      secret === undefined || secret === '' ? text : text.replaceAll(secret, '[credential]'),
    );
    return new ThroughlineError('upstream-failed', `${told}: ${messageOf(body)}`, { status, body });
  } catch (cause) {
    watch.signal.throwIfAborted();
    return new ThroughlineError('upstream-failed', `${told}, and its body did not arrive`, { status, cause });
  }
}

/** What to throw where nothing answered. */
export function silenceOf(error: unknown, url: string): ThroughlineError {
  if (ThroughlineError.is(error)) return error;
  return new ThroughlineError('upstream-failed', `${new URL(url).host} did not answer: ${reasonOf(error)}`, {
    cause: error,
  });
}

/** `fetch` hides what happened in the cause, and behind several addresses in a list of errors without a message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error instanceof AggregateError && error.message === ''
    ? error.errors.map(reasonOf).join(', ')
    : error.message;
}

function jsonOrText(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (ThroughlineError.is(error)) return text;
    throw error;
  }
}

const shown = 200;

/** The provider's own sentence where the body has one, else the beginning of what came. */
export function messageOf(body: JsonValue): string {
  if (typeof body === 'string') return body === '' ? 'an empty body' : body.trim().slice(0, shown);
  const error = isJsonObject(body) ? body['error'] : undefined;
  if (typeof error === 'string') return error;
  const inner = isJsonObject(error) ? error : body;
  if (isJsonObject(inner) && typeof inner['message'] === 'string') return inner['message'];
  return JSON.stringify(body).slice(0, shown);
}
