/** The log of our simulator: what a session's `exchanges()` gives, and its address ending in `/log`. */
import { isJsonObject, ThroughlineError, type JsonValue } from '@throughline/core';
import type { Exchange } from '../capture/exchange.ts';
import { statusIn } from './status.ts';
import { documentIn, type Text } from './text.ts';

export type SimulatorOptions = {
  /** Default: the replies show it. */
  readonly wire?: string;
  readonly dialect?: string;
};

/**
 * Requests that were no JSON object are passed over. Replies are whole in the log, also those that were streamed.
 * @throws ThroughlineError `format-invalid` when the text is no such log, or its wire neither shows nor is told.
 */
export async function* importSimulatorLog(
  text: Text,
  options: SimulatorOptions = {},
): AsyncGenerator<Exchange> {
  const log = await documentIn(text);
  if (!Array.isArray(log)) throw new ThroughlineError('format-invalid', 'expected a list of exchanges');
  const wire = options.wire ?? wireIn(log as readonly JsonValue[]);
  const { dialect } = options;
  for (const [index, entry] of (log as readonly JsonValue[]).entries()) {
    const { request, response, status } = isJsonObject(entry) ? entry : {};
    if (!isJsonObject(response))
      throw new ThroughlineError('format-invalid', 'expected an exchange', { path: `[${index}]` });
    const number = statusIn(status);
    if (!isJsonObject(request)) continue;
    yield {
      wire,
      ...(dialect !== undefined && { dialect }),
      request,
      response,
      ...(number !== undefined && { status: number }),
    };
  }
}

/** Each simulated wire has a field that the other's replies never have. */
const marks: { readonly [field: string]: string } = { type: 'anthropic-messages', choices: 'openai-chat' };

function wireIn(log: readonly JsonValue[]): string {
  for (const entry of log) {
    const response = isJsonObject(entry) ? entry['response'] : undefined;
    for (const [field, wire] of Object.entries(marks))
      if (isJsonObject(response) && Object.hasOwn(response, field)) return wire;
  }
  throw new ThroughlineError('format-invalid', 'the log does not show its wire');
}
