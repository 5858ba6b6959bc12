/**
 * `pnpm bench`: how far the codecs are from the floor, and how far others are.
 * `pnpm bench -- conversion stream` runs some of the measurements; `--json` writes the figures as JSON.
 */
import { parseArgs } from 'node:util';
import * as conversion from './conversion.ts';
import * as incremental from './incremental.ts';
import { rounds } from './measure.ts';
import * as memory from './memory.ts';
import * as stream from './stream.ts';
import { table, type Row } from './table.ts';

type Measurement = { readonly title: string; readonly run: () => Promise<readonly Row[]> };

const measurements: { readonly [name: string]: Measurement } = { conversion, incremental, stream, memory };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(measurements);
const unknown = chosen.filter((name) => !Object.hasOwn(measurements, name));
if (unknown.length > 0) {
  console.error(`expected ${Object.keys(measurements).join(', ')}; found ${unknown.join(', ')}`);
  process.exit(3);
}

const heading = `Node ${process.versions.node}. Ratios of CPU time of paired runs in one process, so that they hold across machines: median of ${rounds} rounds (min–max); lower is better.`;
if (!values.json) console.log(heading);
const figures: { [name: string]: { readonly title: string; readonly rows: readonly Row[] } } = {};
for (const name of chosen) {
  const { title, run } = measurements[name] as Measurement;
  const rows = await run();
  figures[name] = { title, rows };
  if (!values.json) console.log(`\n${title}\n${table(rows)}`);
}
if (values.json) console.log(JSON.stringify({ node: process.versions.node, rounds, figures }, null, 2));
