/** An assistant message of this wire as parts: thinking, content, refusal, calls. */
import type { JsonObject, JsonValue, Part } from '@throughline/core';
import { noted, unknownOf } from '../notes.ts';
import { contentForm, decodeContent } from './content.ts';
import { decodeDetail } from './details.ts';
import type { Dialect } from './dialects.ts';
import { isContentList, reasoningFields, thinkingFields, wire, type Content } from './format.ts';
import { splitTags } from './think-tags.ts';
import { decodeCall } from './tools.ts';

export type Spoken = {
  readonly parts: readonly Part[];
  readonly extra: JsonObject | undefined;
  readonly form: Record<string, string>;
};

/** What a message says, and what it says beyond our parts. */
export function decodeAssistant(message: JsonObject, dialect: Dialect): Spoken {
  const { refusal, tool_calls: calls } = message;
  const content = message['content'] as Content;
  const thought = thinkingOf(message, dialect);
  const taken = new Set(['role', 'content', ...thought.taken]);
  if (typeof refusal === 'string') taken.add('refusal');
  if (isContentList(calls)) taken.add('tool_calls');
  const isTagged = dialect.slot.kind === 'tags' && typeof content === 'string';
  const extra = unknownOf(message, taken);
  return {
    parts: [
      ...thought.parts,
      ...(isTagged ? splitTags(content) : decodeContent(content)),
      ...(typeof refusal === 'string' ? [{ type: 'refusal', text: refusal } as const] : []),
      ...(isContentList(calls) ? calls.map((call) => decodeCall(call, dialect.maxIdLength)) : []),
    ],
    extra,
    form: {
      ...contentForm(content, 'null'),
      ...(isContentList(calls) && calls.length === 0 && { tool_calls: 'empty' }),
      ...thought.form,
      ...copyForm(extra, thought.parts, dialect),
    },
  };
}

/** Further thinking fields belong to this dialect, and repeat the thinking if there is any. */
function copyForm(
  extra: JsonObject | undefined,
  parts: readonly Part[],
  { name }: Dialect,
): Record<string, string> {
  if (extra === undefined || !thinkingFields.some((field) => Object.hasOwn(extra, field))) return {};
  return { dialect: name, ...(parts.length > 0 && { copies: 'of thinking' }) };
}

type Thought = {
  readonly parts: readonly Part[];
  readonly taken: readonly string[];
  readonly form?: Record<string, string>;
};

/** Details where the dialect has them, else the first string field that has one; the others stay among the unknown fields. */
function thinkingOf(message: JsonObject, dialect: Dialect): Thought {
  const { slot, name } = dialect;
  const details = message['reasoning_details'];
  if (slot.kind === 'details' && Array.isArray(details)) {
    const parts = (details as readonly JsonValue[]).map((entry) => decodeDetail(entry, dialect));
    return { parts, taken: ['reasoning_details'], ...(parts.length === 0 && { form: { details: 'empty' } }) };
  }
  const own = slot.kind === 'field' ? [slot.field] : [];
  const field = [...own, ...reasoningFields].find((one) => typeof message[one] === 'string');
  if (field === undefined) return { parts: [], taken: [] };
  const text = message[field] as string;
  return {
    parts: [
      { type: 'thinking', text, visibility: 'full', ...noted(wire, undefined, { dialect: name, field }) },
    ],
    taken: [field],
  };
}
