/** Usage and stop reasons, both ways. */
import { reportOf, usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { stopReasons } from './format.ts';

const places = {
  input: ['prompt_tokens'],
  output: ['completion_tokens'],
  cacheRead: ['prompt_tokens_details', 'cached_tokens'],
  thinking: ['completion_tokens_details', 'reasoning_tokens'],
} as const;

export const usages: UsagePair = usagePair(places, {
  write(counts) {
    const { input, output } = counts;
    const {
      prompt_tokens_details: read,
      completion_tokens_details: details,
      ...sums
    } = reportOf(counts, places);
    return {
      ...sums,
      ...(input !== undefined && output !== undefined && { total_tokens: input + output }),
      ...(read !== undefined && { prompt_tokens_details: read }),
      ...(details !== undefined && { completion_tokens_details: details }),
    };
  },
});

export const stops: StopPair = stopPair(stopReasons, {
  'stop-sequence': 'stop',
  refusal: 'stop',
  'context-full': 'length',
});
