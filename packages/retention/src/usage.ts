/** Tokens that a reply says its thinking took. */
import { numberOf, type JsonObject } from '@throughline/core';
import { settingAt } from './subject.ts';

/** (Types of the providers' own clients, read 2026-11-23) */
const paths: readonly string[] = [
  'usage.output_tokens_details.thinking_tokens',
  'usage.output_tokens_details.reasoning_tokens',
  'usage.completion_tokens_details.reasoning_tokens',
  'usageMetadata.thoughtsTokenCount',
  'usage.total_thought_tokens',
];

export function thinkingTokens(reply: JsonObject): number | undefined {
  for (const path of paths) {
    const count = numberOf(settingAt(reply, path));
    if (count !== undefined) return count;
  }
  return undefined;
}
