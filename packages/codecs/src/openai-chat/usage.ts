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

export function usageOf(raw: JsonObject): Usage {
  const [input, output] = [numberOf(raw['prompt_tokens']), numberOf(raw['completion_tokens'])];
  const thinking = detail(raw['completion_tokens_details'], 'reasoning_tokens');
  const cacheRead = detail(raw['prompt_tokens_details'], 'cached_tokens');
  return {
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(thinking !== undefined && { thinking }),
    ...(cacheRead !== undefined && { cacheRead }),
    raw,
  };
}

function detail(details: JsonValue | undefined, name: string): number | undefined {
  return isJsonObject(details) ? numberOf(details[name]) : undefined;
}

/** The provider's own report while it still says the same, else one made from ours. */
export function encodeUsage(usage: Usage): JsonValue {
  const { raw, input, output, thinking, cacheRead } = usage;
  if (isJsonObject(raw) && sameJson(usageOf(raw), usage)) return raw;
  return {
    ...(input !== undefined && { prompt_tokens: input }),
    ...(output !== undefined && { completion_tokens: output }),
    ...(input !== undefined && output !== undefined && { total_tokens: input + output }),
    ...(cacheRead !== undefined && { prompt_tokens_details: { cached_tokens: cacheRead } }),
    ...(thinking !== undefined && { completion_tokens_details: { reasoning_tokens: thinking } }),
  };
}

export function stopOf(raw: JsonValue | undefined): Stop | undefined {
  return typeof raw === 'string' ? { reason: reasonOf(raw), raw } : undefined;
}

function reasonOf(raw: string): StopReason {
  return Object.hasOwn(stopReasons, raw) && stopReasons[raw] !== undefined ? stopReasons[raw] : 'other';
}

const spellings: { readonly [reason in StopReason]?: string } = {
  end: 'stop',
  'tool-calls': 'tool_calls',
  length: 'length',
  'content-filter': 'content_filter',
  'stop-sequence': 'stop',
  refusal: 'stop',
  'context-full': 'length',
};

/** The provider's own word where it is one of this wire's, else this wire's word for the same reason. */
export function encodeStop({ reason, raw }: Stop): string | undefined {
  return raw !== undefined && reasonOf(raw) === reason ? raw : spellings[reason];
}
