/** A candidate while it arrives: its parts in order, the last of them perhaps under way. */
import { isJsonObject, sameJson, type JsonObject, type JsonValue } from '@throughline/core';
import { isList } from './format.ts';
import { growingCall, type GrowingCall } from './growing-call.ts';
import { kindOf } from './parts.ts';
import { keyOf } from './spelling.ts';

/** What becomes of the parts, as it happens. */
export type Listener = {
  /** A part that is still to grow, as it is so far. */
  begin(part: JsonObject): void;
  grow(text: string): void;
  /** A part that is whole; it was begun or came so. */
  finish(part: JsonValue): void;
};

export type Growing = {
  take(candidate: JsonObject): void;
  end(): void;
  /** The candidate as a whole reply would show it, without a part that is under way. */
  whole(): JsonObject;
};

/** What else a text says, if it is one that another may continue that says the same: a signature closes its part. */
export function restOfText(part: JsonValue): JsonObject | undefined {
  if (!isJsonObject(part) || typeof part['text'] !== 'string') return undefined;
  const { text: _text, ...rest } = part;
  if (Object.keys(rest).length === 0) return rest;
  return kindOf(part) === 'text' && keyOf(part, 'thoughtSignature') === undefined ? rest : undefined;
}

type Open =
  | { readonly type: 'text'; readonly rest: JsonObject; readonly pieces: string[] }
  | { readonly type: 'call'; readonly call: GrowingCall };

export function growing(listener: Listener | undefined): Growing {
  const fields = new Map<string, JsonValue>();
  const content = new Map<string, JsonValue>();
  const parts: JsonValue[] = [];
  let hasContent = false;
  let open: Open | undefined;

  const finish = (part: JsonValue): void => {
    parts.push(part);
    listener?.finish(part);
  };
  const close = (): void => {
    if (open === undefined) return;
    const part = open.type === 'text' ? { ...open.rest, text: open.pieces.join('') } : open.call.whole();
    open = undefined;
    finish(part);
  };
  const takePart = (part: JsonValue, isFirst: boolean): void => {
    const rest = restOfText(part);
    if (rest !== undefined) {
      const { text } = part as { readonly text: string };
      if (!isFirst || open?.type !== 'text' || !sameJson(open.rest, rest)) {
        close();
        open = { type: 'text', rest, pieces: [] };
        listener?.begin({ ...rest, text: '' });
      }
      open.pieces.push(text);
      listener?.grow(text);
      return;
    }
    if (open?.type === 'call' && open.call.take(part)) {
      if (open.call.isWhole()) close();
      return;
    }
    close();
    const call = growingCall(part);
    if (call === undefined) return finish(part);
    open = { type: 'call', call };
    listener?.begin(call.whole());
  };
  return {
    take(candidate) {
      for (const key of Object.keys(candidate))
        if (key !== 'content') setLast(fields, key, candidate[key] as JsonValue);
      const { content: said } = candidate;
      if (!isJsonObject(said)) {
        if (said !== undefined) fields.set('content', said);
        return;
      }
      hasContent = true;
      for (const key of Object.keys(said)) if (key !== 'parts') setLast(content, key, said[key] as JsonValue);
      const { parts: list } = said;
      if (!isList(list)) return;
      content.set('parts', parts);
      for (let at = 0; at < list.length; at += 1) takePart(list[at] as JsonValue, at === 0);
    },
    end: close,
    whole: () => ({
      ...Object.fromEntries(fields),
      ...(hasContent && {
        content: Object.fromEntries([
          ...content,
          ...(content.has('parts') ? [['parts', [...parts]] as const] : []),
        ]),
      }),
    }),
  };
}

/** Reports that say a piece each time; all else is said anew. (recorded streams, and Google's own clients, read 2026-11-23) */
const grownLists: ReadonlySet<string> = new Set(['citationMetadata', 'logprobsResult']);

/** The last word counts, and a null takes nothing back. */
export function setLast(fields: Map<string, JsonValue>, key: string, value: JsonValue): void {
  const before = fields.get(key);
  if (before === undefined) fields.set(key, value);
  else if (value === null) return;
  else if (grownLists.has(key) && isJsonObject(before) && isJsonObject(value))
    fields.set(key, appended(before, value));
  else fields.set(key, value);
}

function appended(before: JsonObject, value: JsonObject): JsonObject {
  const entries = Object.entries(value).map(([key, inner]): [string, JsonValue] => {
    const known = Object.hasOwn(before, key) ? before[key] : undefined;
    return [key, isList(known) && isList(inner) ? [...known, ...inner] : inner];
  });
  return { ...before, ...Object.fromEntries(entries) };
}
