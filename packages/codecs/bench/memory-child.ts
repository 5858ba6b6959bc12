/** One task on one file; prints the peak of this process in bytes. */
import { readFileSync } from 'node:fs';
import { parseJson } from '@throughline/core';
import { codecFor } from '../src/index.ts';

const [task, file, wire, dialect] = process.argv.slice(2) as [string, string, string, string | undefined];
const codec = codecFor(wire, dialect);
const text = readFileSync(file, 'utf8');

const tasks: { readonly [task: string]: () => unknown } = {
  idle: () => undefined,
  parse: () => JSON.parse(text),
  decode: () => codec.request.decode(parseJson(text)),
};

const made = tasks[task]?.();
// `maxRSS` is in kilobytes. (Node documentation, read 2026-11-23)
const peak = process.resourceUsage().maxRSS * 1024;
console.log(made === null ? '' : peak);
