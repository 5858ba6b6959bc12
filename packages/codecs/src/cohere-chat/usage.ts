/** Usage and stop reasons, both ways. */
import { countsIn, usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { stopReasons } from './format.ts';

const places = {
  input: ['tokens', 'input_tokens'],
  output: ['tokens', 'output_tokens'],
  cacheRead: ['cached_tokens'],
} as const;

/** What is billed is less than what was read: templates cost nothing. Counted only where nothing else is said. */
const billed = {
  input: ['billed_units', 'input_tokens'],
  output: ['billed_units', 'output_tokens'],
} as const;

export const usages: UsagePair = usagePair(places, {
  read: (raw) => ({ ...countsIn(raw, billed), ...countsIn(raw, places) }),
});

export const stops: StopPair = stopPair(stopReasons, { refusal: 'COMPLETE', 'context-full': 'MAX_TOKENS' });
