/** Usage and stop reasons, both ways. */
import { countsIn, reportOf, sum, usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { stopReasons } from './format.ts';

const places = {
  input: ['inputTokens'],
  cacheRead: ['cacheReadInputTokens'],
  cacheWrite: ['cacheWriteInputTokens'],
  output: ['outputTokens'],
} as const;

/**
 * Our `input` counts what was read from and written to the cache too, this wire's does not: its total is the sum of all
 * four. (bodies recorded 2026-08)
 */
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
    const { input, output, cacheRead, cacheWrite } = counts;
    return {
      ...reportOf(
        { ...counts, ...(input !== undefined && { input: input - sum(cacheRead, cacheWrite) }) },
        places,
      ),
      ...(input !== undefined && output !== undefined && { totalTokens: input + output }),
    };
  },
});

export const stops: StopPair = stopPair(stopReasons, { refusal: 'content_filtered' });
