/** Captures as text: one exchange a line. */
import { isJsonObject, parseJson, pathOf, stringifyJson, ThroughlineError } from '@throughline/core';
import { exchangeSchema, type Exchange } from './exchange.ts';
import { linesOf, type Chunks } from './lines.ts';

export type ReadOptions = {
  /** Keep the spelling of numbers such as `1.0`. Default true; false is faster. */
  readonly exact?: boolean;
};

export type CapturedLine = { readonly exchange: Exchange; /** From 1. */ readonly line: number };

/**
 * Reads one exchange at a time; blank lines are skipped.
 * @throws ThroughlineError `format-invalid` with the line and the field of the first fault, e.g. `line 4: request: …`.
 */
export async function* readCapture(
  chunks: Chunks,
  { exact = true }: ReadOptions = {},
): AsyncGenerator<CapturedLine> {
  for await (const { text, number } of linesOf(chunks))
    yield { exchange: exchangeOf(parse(text, number, exact), number), line: number };
}

/** One line, without a line break. */
export function writeExchange(exchange: Exchange): string {
  return stringifyJson(exchange);
}

function parse(text: string, line: number, exact: boolean): unknown {
  try {
    return exact ? parseJson(text) : JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^format-invalid: (not JSON: )?/, '') : '';
    const message = `not JSON: ${hintFor(text) ?? reason.replace(/ \(line 1 column \d+\)$/, '')}`;
    throw new ThroughlineError('format-invalid', message, { path: `line ${line}`, cause });
  }
}

/** What people do to a capture most often, in words that help more than a parser's. */
function hintFor(text: string): string | undefined {
  const line = text.trim();
  if (/^[[{]$/.test(line) || (line.startsWith('[') && !line.endsWith(']')))
    return 'a document over several lines; a capture has one whole exchange a line, and no list around them';
  if (line.endsWith('},')) return 'a comma after the exchange; lines stand alone';
  return undefined;
}

function exchangeOf(value: unknown, line: number): Exchange {
  const checked = exchangeSchema.safeParse(value);
  if (checked.success) return value as Exchange; // the value itself: a copy would lose raw numbers
  const [issue] = checked.error.issues;
  const field = pathOf(issue?.path);
  const reason = field === 'wire' && !hasWire(value) ? missingWire : issue?.message;
  throw new ThroughlineError('format-invalid', reason ?? 'does not fit the schema', {
    path: field === '' ? `line ${line}` : `line ${line}: ${field}`,
    cause: checked.error,
  });
}

const missingWire = 'an exchange names its wire, e.g. "openai-chat", beside "request"';

function hasWire(value: unknown): boolean {
  return isJsonObject(value) && 'wire' in value;
}
