/**
 * Manual thinking and an open tool loop: Claude refuses a final assistant turn that does not start with thinking. One that
 * another provider began cannot, so such a request goes out without `thinking`. (anthropics/claude-code#20705 and litellm's
 * modify_params, read 2026-11-23)
 */
import { isJsonObject, type JsonObject, type Loss, type Message } from '@throughline/core';
import { wire } from './format.ts';

/** The noted fields of the request that may go out, and the loss of the one that may not. */
export function withoutManualThinking(
  extra: JsonObject | undefined,
  messages: readonly Message[],
): { readonly extra: JsonObject | undefined; readonly losses: readonly Loss[] } {
  const asked = extra?.['thinking'];
  const isManual = isJsonObject(asked) && asked['type'] === 'enabled';
  if (extra === undefined || !isManual || !isLoopOfAnother(messages)) return { extra, losses: [] };
  const { thinking: _thinking, ...rest } = extra;
  const detail = 'manual thinking is refused in a tool loop that another provider began';
  return { extra: rest, losses: [{ path: 'thinking', code: 'setting-unsupported', detail }] };
}

function isLoopOfAnother(messages: readonly Message[]): boolean {
  if (messages.at(-1)?.role !== 'tool') return false;
  const question = messages.findLastIndex(({ role }) => role === 'user');
  const first = messages.slice(question + 1).find(({ role }) => role === 'assistant');
  return first?.role === 'assistant' && first.origin !== undefined && first.origin.wire !== wire;
}
