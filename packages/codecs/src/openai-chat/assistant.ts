/** An assistant message of this wire as parts: thinking, content, refusal, calls. */
import type { JsonObject, JsonValue, Part } from '@throughline/core';
import { noted, unknownOf } from '../notes.ts';
import { contentForm, decodeContent } from './content.ts';
import type { Dialect } from './dialects.ts';
import { decodeEntry, listOf } from './entries.ts';
import {
  isContentList,
  reasoningFields,
  thinkingFields,
  vendorFields,
  wire,
  type Content,
} from './format.ts';
import { unsigned } from './signatures.ts';
import { splitTags } from './think-tags.ts';
import { decodeCall, type Reading } from './tools.ts';

export type Spoken = {
  readonly parts: readonly Part[];
  readonly extra: JsonObject | undefined;
  readonly form: Record<string, string>;
};

/** What a message says, and what it says beyond our parts. */
export function decodeAssistant(message: JsonObject, reading: Reading): Spoken {
  const { dialect } = reading;
  const { refusal, tool_calls: calls } = message;
  const content = message['content'] as Content;
  const thought = thinkingOf(message, dialect);
  const taken = new Set(['content', ...thought.taken]);
  if (message['role'] === 'assistant') taken.add('role');
  if (typeof refusal === 'string') taken.add('refusal');
  if (isContentList(calls)) taken.add('tool_calls');
  const isTagged = dialect.slot.kind === 'tags' && typeof content === 'string';
  const said = signedContent(
    isTagged ? splitTags(content) : decodeContent(content),
    unknownOf(message, taken),
    dialect,
  );
  return {
    parts: [
      ...thought.parts,
      ...said.parts,
      ...(typeof refusal === 'string' ? [{ type: 'refusal', text: refusal } as const] : []),
      ...(isContentList(calls) ? calls.map((call) => decodeCall(call, reading)) : []),
    ],
    extra: said.extra,
    form: {
      ...contentForm(content, 'null'),
      ...(isContentList(calls) && calls.length === 0 && { tool_calls: 'empty' }),
      ...thought.form,
      ...vendorForm(said.extra, thought.parts, dialect),
      ...silentForm(message, dialect),
    },
  };
}

/** A field that this dialect wants and the message came without, so that it goes back without. */
function silentForm(message: JsonObject, { slot, requiresField, name }: Dialect): Record<string, string> {
  if (requiresField === undefined || slot.kind !== 'field') return {};
  return Object.hasOwn(message, slot.field) ? {} : { silent: name };
}

/** What a vendor says beside the content belongs to its dialect; thinking among it repeats the thinking if there is any. */
function vendorForm(
  extra: JsonObject | undefined,
  parts: readonly Part[],
  { name }: Dialect,
): Record<string, string> {
  if (extra === undefined || !vendorFields.some((field) => Object.hasOwn(extra, field))) return {};
  const isThinking = thinkingFields.some((field) => Object.hasOwn(extra, field));
  return { dialect: name, ...(isThinking && parts.length > 0 && { copies: 'of thinking' }) };
}

type Signed = { readonly parts: readonly Part[]; readonly extra: JsonObject | undefined };

/** A signature of the content sits on its last text. */
function signedContent(parts: readonly Part[], extra: JsonObject | undefined, dialect: Dialect): Signed {
  if (extra === undefined || dialect.signatures === undefined) return { parts, extra };
  const last = parts.findLastIndex(({ type }) => type === 'text');
  if (last === -1) return { parts, extra };
  const { signatures, fields } = unsigned(extra, dialect.signatures);
  if (signatures === undefined) return { parts, extra };
  return {
    parts: parts.map((part, index) =>
      index === last && part.type === 'text' ? { ...part, signatures } : part,
    ),
    extra: fields,
  };
}

type Thought = {
  readonly parts: readonly Part[];
  readonly taken: readonly string[];
  readonly form?: Record<string, string>;
};

/** The entries of the dialect's list, else its string field, else the first that speaks; the others stay among the unknown fields. */
function thinkingOf(message: JsonObject, dialect: Dialect): Thought {
  const list = listOf(dialect.slot);
  const entries = list === undefined ? undefined : message[list.field];
  if (list === undefined || !Array.isArray(entries)) return thinkingInField(message, dialect);
  if (entries.length > 0) {
    const parts = (entries as readonly JsonValue[]).map((entry) => decodeEntry(entry, list, dialect));
    return { parts, taken: [list.field] };
  }
  const { parts, taken } = thinkingInField(message, dialect);
  return { parts, taken: [list.field, ...taken], form: { entries: 'empty' } };
}

function thinkingInField(message: JsonObject, { slot, name, issuer }: Dialect): Thought {
  const field = fieldSpoken(message, slot.kind === 'field' ? slot.field : undefined);
  const place = slot.kind === 'field' ? slot.opaque : undefined;
  const secret = place === undefined ? undefined : message[place];
  const text = field === undefined ? undefined : (message[field] as string);
  const form = { dialect: name, ...(field !== undefined && { field }) };
  if (place !== undefined && typeof secret === 'string')
    return {
      parts: [
        {
          type: 'thinking',
          ...(text !== undefined && { text }),
          visibility: text === undefined ? 'encrypted' : text === '' ? 'omitted' : 'summary',
          signatures: [{ issuer, kind: 'thinking', value: secret }],
          ...noted(wire, undefined, form),
        },
      ],
      taken: [place, ...(field === undefined ? [] : [field])],
    };
  if (field === undefined || text === undefined) return { parts: [], taken: [] };
  return {
    parts: [{ type: 'thinking', text, visibility: 'full', ...noted(wire, undefined, form) }],
    taken: [field],
  };
}

/** The first field with a text in it, its own before others; else the first that has an empty one. */
function fieldSpoken(message: JsonObject, own: string | undefined): string | undefined {
  let empty: string | undefined;
  if (own !== undefined && typeof message[own] === 'string') {
    if (message[own] !== '') return own;
    empty = own;
  }
  for (const field of reasoningFields) {
    const text = message[field];
    if (typeof text !== 'string') continue;
    if (text !== '') return field;
    empty ??= field;
  }
  return empty;
}
