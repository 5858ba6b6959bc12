/** Usage and stop reasons, both ways. */
import {
  isJsonObject,
  numberOf,
  sameJson,
  type JsonObject,
  type JsonValue,
  type Stop,
  type StopReason,
  type Usage,
} from '@throughline/core';
import { stopReasons } from './format.ts';

/** `input` counts what was read from and written to the cache too. */
export function usageOf(raw: JsonObject): Usage {
  const details = raw['output_tokens_details'];
  const [input, output] = [numberOf(raw['input_tokens']), numberOf(raw['output_tokens'])];
  const [cacheRead, cacheWrite] = [
    numberOf(raw['cache_read_input_tokens']),
    numberOf(raw['cache_creation_input_tokens']),
  ];
  const thinking = isJsonObject(details) ? numberOf(details['thinking_tokens']) : undefined;
  return {
    ...(input !== undefined && { input: sum(input, cacheRead, cacheWrite) }),
    ...(output !== undefined && { output }),
    ...(thinking !== undefined && { thinking }),
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
    raw,
  };
}

function sum(...counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => (count === undefined ? total : total + count), 0);
}

/** The provider's own report while it still says the same, else one made from ours. */
export function encodeUsage(usage: Usage): JsonValue {
  const { raw, ...counts } = usage;
  if (isJsonObject(raw) && sameJson(usageOf(raw), usage)) return raw;
  const { input, output, thinking, cacheRead, cacheWrite } = counts;
  const cached = sum(cacheRead, cacheWrite);
  return {
    ...(input !== undefined && { input_tokens: input - cached }),
    ...(cacheWrite !== undefined && { cache_creation_input_tokens: cacheWrite }),
    ...(cacheRead !== undefined && { cache_read_input_tokens: cacheRead }),
    ...(output !== undefined && { output_tokens: output }),
    ...(thinking !== undefined && { output_tokens_details: { thinking_tokens: thinking } }),
  };
}

export function stopOf({ stop_reason: raw, stop_sequence: sequence }: JsonObject): Stop | undefined {
  if (typeof raw !== 'string') return undefined;
  return { reason: reasonOf(raw), raw, ...(typeof sequence === 'string' && { sequence }) };
}

function reasonOf(raw: string): StopReason {
  return Object.hasOwn(stopReasons, raw) ? stopReasons[raw as keyof typeof stopReasons] : 'other';
}

const spellings: { readonly [reason: string]: string } = Object.fromEntries(
  Object.entries(stopReasons).map(([raw, reason]) => [reason, raw]),
);

/** The provider's own word where it is one of this wire's, else this wire's word for the same reason. */
export function encodeStop({ reason, raw }: Stop): string | undefined {
  if (raw !== undefined && reasonOf(raw) === reason) return raw;
  return Object.hasOwn(spellings, reason) ? spellings[reason] : undefined;
}
