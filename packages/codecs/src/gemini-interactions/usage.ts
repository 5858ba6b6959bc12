/** Usage and stop reasons, both ways. */
import { countsIn, reportOf, sum, usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { otherStops, stopReasons } from './format.ts';

const places = {
  input: ['total_input_tokens'],
  output: ['total_output_tokens'],
  thinking: ['total_thought_tokens'],
  cacheRead: ['total_cached_tokens'],
} as const;

/**
 * Our `output` counts thinking too, this wire's does not: recorded totals are input + output + thought + tool use.
 * Tokens of built-in tools stay in the report only.
 */
export const usages: UsagePair = usagePair(places, {
  read(raw) {
    const { output, ...counts } = countsIn(raw, places);
    return { ...counts, ...(output !== undefined && { output: sum(output, counts.thinking) }) };
  },
  write(counts) {
    const { input, output, thinking } = counts;
    return {
      ...(input !== undefined && output !== undefined && { total_tokens: input + output }),
      ...reportOf({ ...counts, ...(output !== undefined && { output: output - sum(thinking) }) }, places),
    };
  },
});

export const stops: StopPair = stopPair(stopReasons, otherStops);
