/** Usage and stop reasons, both ways. */
import { numberOf } from '@throughline/core';
import type { ChoicesWire } from '../choices.ts';
import { countsIn, reportOf, sum, usagePair } from '../counts.ts';
import { stopPair } from '../stops.ts';
import { stopReasons, wire } from './format.ts';

const places = {
  input: ['prompt_tokens'],
  output: ['completion_tokens'],
  cacheRead: ['prompt_tokens_details', 'cached_tokens'],
  thinking: ['completion_tokens_details', 'reasoning_tokens'],
} as const;

const usages = usagePair(places, {
  // Some models report cached tokens in a field of their own. (recorded replies, read 2026-11-23)
  read(raw) {
    const counts = countsIn(raw, places);
    const cacheRead = counts.cacheRead ?? numberOf(raw['num_cached_tokens']);
    return { ...counts, ...(cacheRead !== undefined && { cacheRead }) };
  },
  write(counts) {
    const { input, output } = counts;
    return {
      ...reportOf(counts, places),
      ...(input !== undefined && output !== undefined && { total_tokens: sum(input, output) }),
    };
  },
});

const stops = stopPair(stopReasons, { 'stop-sequence': 'stop', refusal: 'stop' });

export const envelope: ChoicesWire = { wire, usages, stops };
