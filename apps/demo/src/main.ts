/** `npm run demo`: the same agent across scaffolds, in one command. */
import { writeFileSync } from 'node:fs';
import { ThroughlineError } from '@throughline/core';
import { defineCommand, runMain } from 'citty';
import { runDemo, type RowResult } from './demo.ts';
import { runReal } from './real.ts';
import { isIntact, nameOf, reportOf } from './report.ts';
import { allRows } from './rows.ts';
import { meaning, tableOf } from './table.ts';

const demo = defineCommand({
  meta: {
    name: 'demo',
    description: 'The same agent across scaffolds: how much of its thinking comes back.',
  },
  args: {
    json: { type: 'string', description: 'Write rows and transcripts to this file.', valueHint: 'FILE' },
    seed: { type: 'string', description: 'Seed of the generated task.', default: '7' },
    only: { type: 'string', description: 'Run only rows whose name contains this.' },
    concurrency: { type: 'string', description: 'Rows under way at once.', default: '2' },
    model: {
      type: 'string',
      description: 'A real model instead of the simulator.',
      valueHint: 'WIRE[/DIALECT]:MODEL',
    },
    'base-url': { type: 'string', description: 'Where the real model answers.', valueHint: 'URL' },
  },
  async run({ args }) {
    const seed = wholeNumber('--seed', args.seed);
    if (args.model !== undefined) return real(args.model, args['base-url'], seed, args.json);
    await simulated(seed, wholeNumber('--concurrency', args.concurrency), args.only, args.json);
  },
});

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new ThroughlineError('config-invalid', `expected a whole number, found "${text}"`, { path: name });
  return Number(text);
}

async function simulated(
  seed: number,
  concurrency: number,
  only: string | undefined,
  file: string | undefined,
): Promise<void> {
  const rows = allRows().filter((row) => only === undefined || nameOf(row).includes(only));
  if (rows.length === 0)
    throw new ThroughlineError('config-invalid', `no row is called "${only}"`, { path: '--only' });
  const isTerminal = process.stderr.isTTY;
  let done = 0;
  const onDone = (result: RowResult): void => {
    done += 1;
    const text = `${String(done).padStart(2)}/${rows.length} ${nameOf(result.row)}: ${result.solved ? 'solved' : 'not solved'}`;
    process.stderr.write(isTerminal ? `\r\u001B[K${text}` : `${text}\n`);
  };
  const results = await runDemo({ rows, seed, concurrency, onDone });
  if (isTerminal) process.stderr.write('\r\u001B[K');
  const report = reportOf(results, seed);
  console.log(`\n${tableOf(report.rows, process.stdout.isTTY)}\n${meaning}`);
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  const broken = report.rows.filter((row) => row.provider === 'throughline' && !isIntact(row));
  for (const { scaffold, wire, dialect, mode, error } of broken) {
    console.error(
      `below 100 %: ${scaffold} ${wire}/${dialect} ${mode}${error === undefined ? '' : `: ${error}`}`,
    );
  }
  if (broken.length > 0) process.exitCode = 1;
}

async function real(
  target: string,
  baseURL: string | undefined,
  seed: number,
  file: string | undefined,
): Promise<void> {
  if (baseURL === undefined)
    throw new ThroughlineError('config-invalid', 'say where the model answers', { path: '--base-url' });
  const apiKey = process.env['THROUGHLINE_API_KEY'];
  const results = await runReal(
    { target, baseURL, apiKey, seed },
    ({ scaffold, solved, steps, thinking }) => {
      console.log(
        `${scaffold.padEnd(10)} solved ${solved ? 'yes' : 'no '}  steps ${steps}  thinking parts in the transcript ${thinking}`,
      );
    },
  );
  if (file !== undefined) writeFileSync(file, `${JSON.stringify({ target, baseURL, results }, null, 2)}\n`);
  if (results.some(({ solved }) => !solved)) process.exitCode = 1;
}

await runMain(demo);
