/** Usage and stop reasons, both ways. */
import type { JsonObject, Stop } from '@throughline/core';
import { countsIn, reportOf, sum, usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { stopReasons } from './format.ts';

const places = {
  input: ['input_tokens'],
  cacheWrite: ['cache_creation_input_tokens'],
  cacheRead: ['cache_read_input_tokens'],
  output: ['output_tokens'],
  thinking: ['output_tokens_details', 'thinking_tokens'],
} as const;

/** Our `input` counts what was read from and written to the cache too, this wire's does not. */
export const usages: UsagePair = usagePair(places, {
  read(raw) {
    const { input, cacheRead, cacheWrite, ...counts } = countsIn(raw, places);
    return {
      ...(input !== undefined && { input: sum(input, cacheRead, cacheWrite) }),
      ...counts,
      ...(cacheRead !== undefined && { cacheRead }),
      ...(cacheWrite !== undefined && { cacheWrite }),
    };
  },
  write(counts) {
    const { input, cacheRead, cacheWrite } = counts;
    return reportOf(
      { ...counts, ...(input !== undefined && { input: input - sum(cacheRead, cacheWrite) }) },
      places,
    );
  },
});

export const stops: StopPair = stopPair(stopReasons);

export function stopOf({ stop_reason: raw, stop_sequence: sequence }: JsonObject): Stop | undefined {
  const stop = stops.decode(raw);
  return stop && { ...stop, ...(typeof sequence === 'string' && { sequence }) };
}
