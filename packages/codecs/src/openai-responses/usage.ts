/** Usage and stop reasons, both ways. */
import { isJsonObject, type JsonObject, type Loss, type Part, type Stop } from '@throughline/core';
import { reportOf, sum, usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { runningStatuses, stopReasons } from './format.ts';

const places = {
  input: ['input_tokens'],
  cacheRead: ['input_tokens_details', 'cached_tokens'],
  cacheWrite: ['input_tokens_details', 'cache_write_tokens'],
  output: ['output_tokens'],
  thinking: ['output_tokens_details', 'reasoning_tokens'],
} as const;

export const usages: UsagePair = usagePair(places, {
  write(counts) {
    const { input, output } = counts;
    const isWhole = input !== undefined && output !== undefined;
    return { ...reportOf(counts, places), ...(isWhole && { total_tokens: sum(input, output) }) };
  },
});

const stops: StopPair = stopPair(stopReasons, { 'context-full': 'max_output_tokens' });

/** A response that completed with a call waits for its result; one that still runs has no reason to have stopped. */
export function stopOf(body: JsonObject, parts: readonly Part[]): Stop | undefined {
  const { status, incomplete_details: details } = body;
  if (typeof status === 'string' && runningStatuses.includes(status)) return undefined;
  const reason = isJsonObject(details) && status === 'incomplete' ? details['reason'] : undefined;
  const stop = stops.decode(typeof reason === 'string' ? reason : status);
  if (stop?.raw !== 'completed') return stop;
  if (parts.some(({ type }) => type === 'toolCall')) return { ...stop, reason: 'tool-calls' };
  return parts.some(({ type }) => type === 'refusal') ? { ...stop, reason: 'refusal' } : stop;
}

/** `status` and `incomplete_details` for a stop that did not come from here. */
export function stopFields(stop: Stop | undefined, losses: Loss[]): JsonObject {
  const word = stop && stops.encode(stop);
  const status = statuses.find((known) => known === word);
  const lost = stop && status === undefined ? lostOf(stop) : undefined;
  if (lost !== undefined) losses.push({ path: 'stop', code: 'field-unsupported', detail: lost });
  return word !== undefined && word !== 'completed' && Object.hasOwn(stopReasons, word)
    ? { status: 'incomplete', incomplete_details: { reason: word } }
    : { status: status ?? 'completed', incomplete_details: null };
}

/** Statuses that say all there is to say. */
const statuses = ['failed', 'cancelled', 'incomplete'] as const;

const saidReasons: ReadonlySet<string> = new Set([
  'end',
  'tool-calls',
  'refusal',
  'length',
  'content-filter',
]);

/** What is read back as something else. */
function lostOf({ reason, sequence }: Stop): string | undefined {
  if (sequence !== undefined) return `the sequence ${sequence}`;
  return saidReasons.has(reason) ? undefined : reason;
}
