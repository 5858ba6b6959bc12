/** Peak memory of decoding a session of 50 MB, against parsing it; each in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringifyJson } from '@throughline/core';
import { figureOf, median, rounds } from './measure.ts';
import { session } from './sessions.ts';
import { megabytes, type Row } from './table.ts';
import { label, wires, type Wire } from './wires.ts';

export const title =
  'memory: peak of decoding a session of 50 MB, above the idle process, as a multiple of JSON.parse (target 3)';

const steps = 6400;

export async function run(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codecs-bench-'));
  try {
    const rows: Row[] = [];
    for (const wire of wires) rows.push(await peak(wire, join(folder, 'session.json')));
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function peak(wire: Wire, file: string): Promise<Row> {
  const { codec, issuer } = wire;
  const text = stringifyJson(codec.request.encode(session(steps, issuer)).value);
  await writeFile(file, text);
  const measure = (task: string): Promise<number> => peakOf(task, file, wire);
  const figures: { readonly parse: number; readonly decode: number }[] = [];
  while (figures.length < rounds) {
    const idle = await measure('idle');
    figures.push({ parse: (await measure('parse')) - idle, decode: (await measure('decode')) - idle });
  }
  return {
    wire: label(wire),
    bytes: megabytes(Buffer.byteLength(text)),
    'JSON.parse': megabytes(median(figures.map(({ parse }) => parse))),
    decode: megabytes(median(figures.map(({ decode }) => decode))),
    '× JSON.parse': figureOf(figures.map(({ parse, decode }) => decode / parse)),
  };
}

const child = fileURLToPath(new URL('memory-child.ts', import.meta.url));

async function peakOf(task: string, file: string, { name, codec }: Wire): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    child,
    task,
    file,
    name,
    ...(codec.dialect === undefined ? [] : [codec.dialect]),
  ]);
  return Number(stdout);
}
