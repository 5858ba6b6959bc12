/** Captures, and other recordings that can be read as one. */
import { wireNames } from '@throughline/codecs';
import { ThroughlineError } from '@throughline/core';
import {
  importAiSdkTelemetry,
  importHar,
  importLangsmith,
  importSimulatorLog,
  isReadable,
  linesOf,
  readCapture,
  type Exchange,
} from '@throughline/retention';
import { enough, formOf, type Form } from './forms.ts';
import { chunksOf } from './input.ts';

export type Captured = {
  readonly exchange: Exchange;
  /** Where the recording has a line for each exchange: its number, from 1, and its text. */
  readonly line?: number;
  readonly text?: string;
};

type Bytes = AsyncIterable<Uint8Array>;

/** Reads one exchange after the other; without a form, the first characters decide. */
export async function* captured(file: string, form?: Form): AsyncGenerator<Captured> {
  const { head, bytes } = await peeked(chunksOf(file));
  for await (const one of readers[form ?? formOf(head) ?? 'capture'](bytes)) {
    refuseUnknownWire(one);
    yield one;
  }
}

const readers: { readonly [form in Form]: (bytes: Bytes) => AsyncIterable<Captured> } = {
  async *capture(bytes) {
    let text = '';
    const lines = async function* (): AsyncGenerator<string> {
      let last = 0;
      for await (const line of linesOf(bytes)) {
        text = line.text;
        // Blank lines were left out; they still count.
        yield `${'\n'.repeat(line.number - last - 1)}${text}\n`;
        last = line.number;
      }
    };
    for await (const { exchange, line } of readCapture(lines())) yield { exchange, line, text };
  },
  async *har(bytes) {
    for await (const exchange of importHar(textsOf(bytes))) yield { exchange };
  },
  async *simulator(bytes) {
    for await (const exchange of importSimulatorLog(textsOf(bytes))) yield { exchange };
  },
  async *'ai-sdk'(bytes) {
    for await (const exchange of importAiSdkTelemetry(textsOf(bytes))) yield { exchange };
  },
  async *langsmith(bytes) {
    for await (const exchange of importLangsmith(textsOf(bytes))) yield { exchange };
  },
};

async function peeked(chunks: Bytes): Promise<{ readonly head: string; readonly bytes: Bytes }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  const seen: Uint8Array[] = [];
  let head = '';
  while (formOf(head) === undefined && head.length < enough) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    head += decoder.decode(next.value, { stream: true });
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* seen;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { head, bytes: all() };
}

async function* textsOf(bytes: Bytes): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ThroughlineError('format-invalid', 'not UTF-8', { cause });
  }
}

/**
 * A wire that is misspelled must not pass as one without findings.
 * @throws ThroughlineError with the names that are known.
 */
function refuseUnknownWire({ exchange, line }: Captured): void {
  if (isReadable(exchange)) return;
  throw new ThroughlineError(
    'format-invalid',
    `expected one of ${Object.keys(wireNames).join(', ')}, found "${exchange.wire}"`,
    { path: line === undefined ? 'wire' : `line ${line}: wire` },
  );
}
