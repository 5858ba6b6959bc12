/** Usage and reasons to stop, both ways. */
import type { JsonObject, JsonValue, Stop } from '@throughline/core';
import { countsIn, reportOf, sum, usagePair, type UsagePair } from '../counts.ts';
import { stopPair } from '../stops.ts';
import { finishReasons } from './format.ts';

const places = {
  input: ['promptTokenCount'],
  output: ['candidatesTokenCount'],
  thinking: ['thoughtsTokenCount'],
  cacheRead: ['cachedContentTokenCount'],
} as const;

/** Our `output` counts thinking too, this wire's does not. */
export const usages: UsagePair = usagePair(places, {
  read(raw) {
    const { output, ...counts } = countsIn(raw, places);
    const isSaid = output !== undefined || counts.thinking !== undefined;
    return { ...counts, ...(isSaid && { output: sum(output, counts.thinking) }) };
  },
  write(counts): JsonObject {
    const { input, output, thinking } = counts;
    const report = reportOf(
      { ...counts, ...(output !== undefined && { output: output - sum(thinking) }) },
      places,
    );
    return { ...report, ...(input !== undefined && { totalTokenCount: sum(input, output) }) };
  },
});

const stops = stopPair(finishReasons, {
  'tool-calls': 'STOP',
  'stop-sequence': 'STOP',
  refusal: 'SAFETY',
  'context-full': 'MAX_TOKENS',
});

/** A reply that calls a tool stops like any other here. */
export function stopOf(raw: JsonValue | undefined, hasCall: boolean): Stop | undefined {
  const stop = stops.decode(raw);
  return hasCall && stop?.reason === 'end' ? { ...stop, reason: 'tool-calls' } : stop;
}

/** Every reason has a word here; the nearest where there is none of its own. */
export const wordOf = (stop: Stop): string => String(stops.encode(stop));
