/** Files to read; `-` is standard input. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ThroughlineError } from '@throughline/core';

export async function readInput(file: string): Promise<Uint8Array> {
  return file === '-' ? buffer(process.stdin) : readFile(file);
}

/** The same, piece by piece. */
export function chunksOf(file: string): AsyncIterable<Uint8Array> {
  return file === '-' ? process.stdin : createReadStream(file);
}

/** @throws ThroughlineError `format-invalid` where the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ThroughlineError('format-invalid', 'the file is not UTF-8', { cause });
  }
}
