/** Usage and stop reasons, both ways. Counts lie among the other fields of a reply here. */
import { numberOf, type JsonObject, type Usage } from '@throughline/core';
import { usagePair, type UsagePair } from '../counts.ts';
import { stopPair, type StopPair } from '../stops.ts';
import { stopReasons } from './format.ts';

export const usages: UsagePair = usagePair({ input: ['prompt_eval_count'], output: ['eval_count'] });

const countFields = ['prompt_eval_count', 'eval_count'] as const;

export function usageIn(body: JsonObject): { readonly usage?: Usage; readonly taken: readonly string[] } {
  const taken = countFields.filter((field) => numberOf(body[field]) !== undefined);
  if (taken.length === 0) return { taken };
  const raw = Object.fromEntries(Object.entries(body).filter(([key]) => taken.some((one) => one === key)));
  return { usage: usages.decode(raw), taken };
}

export const stops: StopPair = stopPair(stopReasons, {
  'tool-calls': 'stop',
  'stop-sequence': 'stop',
  refusal: 'stop',
  'content-filter': 'stop',
  paused: 'stop',
  'context-full': 'length',
});
