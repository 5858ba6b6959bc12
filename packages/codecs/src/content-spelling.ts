/** Content that is a string or a list of typed pieces: which of the two, both ways. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

/** A lone plain text is a string, unless it came as a list; nothing is what `empty` says. */
export function spelled(list: readonly JsonValue[], form: string | undefined, empty: JsonValue): JsonValue {
  if (form === 'array') return list;
  if (list.length === 0) return form === 'null' ? null : empty;
  return isPlainText(list) ? (list[0] as { readonly text: string }).text : list;
}

/** Notes a spelling only where it is not the one `spelled` would choose. */
export function contentForm(content: JsonValue | undefined, empty: 'null' | 'array'): Record<string, string> {
  if (content === undefined) return { content: 'absent' };
  if (content === null) return empty === 'null' ? {} : { content: 'null' };
  if (!Array.isArray(content)) return {};
  const list = content as readonly JsonValue[];
  if (list.length === 0) return empty === 'null' ? { content: 'array' } : {};
  return isPlainText(list) ? { content: 'array' } : {};
}

/** One text, and nothing said of it. */
export function isPlainText(list: readonly JsonValue[]): boolean {
  const [only] = list;
  return list.length === 1 && isJsonObject(only) && isPlain(only);
}

function isPlain(piece: JsonObject): boolean {
  return piece['type'] === 'text' && typeof piece['text'] === 'string' && Object.keys(piece).length === 2;
}
