/** Reads the JSON that an import consists of: one document, or one a line. */
import { parseJson, ThroughlineError, type JsonValue } from '@throughline/core';
import { linesOf } from '../capture/lines.ts';

/** A text, whole or in pieces. */
export type Text = string | AsyncIterable<string>;

/**
 * One document cannot be read line by line: it is held whole.
 * @throws ThroughlineError `format-invalid` when it is not JSON.
 */
export async function documentIn(text: Text): Promise<JsonValue> {
  return parseJson(await wholeOf(text));
}

/**
 * The document, or the documents of all lines. What came first may be told by what came later, so they are held whole too.
 * @throws ThroughlineError `format-invalid` with the line that is not JSON.
 */
export async function documentsIn(text: Text): Promise<readonly JsonValue[]> {
  const whole = await wholeOf(text);
  const document = parsed(whole);
  if (!ThroughlineError.is(document)) return [document];
  const documents: JsonValue[] = [];
  for await (const line of linesOf(whole)) {
    const found = parsed(line.text);
    if (ThroughlineError.is(found))
      throw new ThroughlineError('format-invalid', 'neither one JSON document nor one a line', {
        path: `line ${line.number}`,
        cause: found,
      });
    documents.push(found);
  }
  if (documents.length === 0) throw document;
  return documents;
}

function parsed(text: string): JsonValue | ThroughlineError {
  try {
    return parseJson(text);
  } catch (error) {
    if (ThroughlineError.is(error)) return error;
    throw error;
  }
}

async function wholeOf(text: Text): Promise<string> {
  if (typeof text === 'string') return withoutMark(text);
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  return withoutMark(pieces.join(''));
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
