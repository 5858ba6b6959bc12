/** Reads the one JSON document that an import consists of. */
import { parseJson, type JsonValue } from '@throughline/core';

/** A text, whole or in pieces. */
export type Text = string | AsyncIterable<string>;

/**
 * One document cannot be read line by line: it is held whole.
 * @throws ThroughlineError `format-invalid` when it is not JSON.
 */
export async function documentIn(text: Text): Promise<JsonValue> {
  if (typeof text === 'string') return parseJson(withoutMark(text));
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  return parseJson(withoutMark(pieces.join('')));
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
