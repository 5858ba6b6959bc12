/** Lines of a text that arrives in pieces; only one line is held at a time. */
import { ThroughlineError } from '@throughline/core';

/** Pieces of a text, cut anywhere; bytes are UTF-8. */
export type Chunks = AsyncIterable<Uint8Array | string> | string;

export type Line = { readonly text: string; /** From 1. */ readonly number: number };

/**
 * Lines end with a line feed; a carriage return before it belongs to the line. Blank lines are skipped but counted.
 * @throws ThroughlineError `format-invalid` with the number of the line where the bytes are not UTF-8.
 */
export async function* linesOf(chunks: Chunks): AsyncGenerator<Line> {
  const pieces: string[] = [];
  let number = 1;
  for await (const text of textsOf(chunks, () => number)) {
    let from = 0;
    for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
      pieces.push(text.slice(from, to));
      const line = { text: pieces.splice(0).join(''), number };
      number += 1;
      from = to + 1;
      if (!isBlank(line.text)) yield line;
    }
    if (from < text.length) pieces.push(text.slice(from));
  }
  const last = pieces.join('');
  if (!isBlank(last)) yield { text: last, number };
}

async function* textsOf(chunks: Chunks, line: () => number): AsyncGenerator<string> {
  const decode = utf8(line);
  let isFirst = true;
  for await (const chunk of typeof chunks === 'string' ? [chunks] : chunks) {
    if (chunk.length === 0) continue;
    const text = typeof chunk === 'string' ? chunk : decode(chunk);
    yield isFirst ? withoutMark(text) : text;
    isFirst = false;
  }
  yield decode(undefined);
}

/** Some editors write a byte order mark; the decoder takes one off by itself, but not out of strings. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Called without bytes at the end. */
function utf8(line: () => number): (bytes: Uint8Array | undefined) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isPacked: boolean | undefined;
  return (bytes) => {
    isPacked ??= bytes?.[0] === 0x1f && bytes[1] === 0x8b;
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      const what = isPacked ? 'not UTF-8 but packed with gzip; unpack it first' : 'not UTF-8';
      throw new ThroughlineError('format-invalid', what, { path: `line ${line()}`, cause });
    }
  };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
