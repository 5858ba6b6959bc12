/** Captures, and other recordings that can be read as one. */
import { codecFor, wireNames } from '@throughline/codecs';
import { ThroughlineError } from '@throughline/core';
import { importHar, importSimulatorLog, linesOf, readCapture, type Exchange } from '@throughline/retention';
import { chunksOf } from './input.ts';

export const forms = ['capture', 'har', 'simulator'] as const;
export type Form = (typeof forms)[number];

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
  for await (const one of readers[form ?? formOf(head)](bytes)) {
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
};

/** A HAR is one object that begins with its log, the simulator's log is a list. */
function formOf(head: string): Form {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('[')) return 'simulator';
  return /^\{\s*"log"\s*:\s*\{/.test(text) ? 'har' : 'capture';
}

/** Characters that tell the forms apart. */
const enough = 64;

async function peeked(chunks: Bytes): Promise<{ readonly head: string; readonly bytes: Bytes }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  const seen: Uint8Array[] = [];
  let head = '';
  while (head.trimStart().length < enough) {
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

const histories = Object.keys(wireNames).map((wire) => codecFor(wire).history);

/**
 * What is no request to a model may have any wire, as what people see has. A request under a misspelled one must not pass
 * as if it had been looked at.
 * @throws ThroughlineError with the names that are known.
 */
function refuseUnknownWire({ exchange: { wire, request }, line }: Captured): void {
  if (Object.hasOwn(wireNames, wire) || !histories.some((key) => Object.hasOwn(request, key))) return;
  throw new ThroughlineError(
    'format-invalid',
    `expected one of ${Object.keys(wireNames).join(', ')}, found "${wire}"`,
    { path: line === undefined ? 'wire' : `line ${line}: wire` },
  );
}
