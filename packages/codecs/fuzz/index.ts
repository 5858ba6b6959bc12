/** `pnpm fuzz [--seed N] [--runs N] [--wire W] [--json]`: every decoder and every fold on inputs nobody wrote. Exit 1 on a finding. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { wireNames } from '../src/index.ts';
import { told } from './report.ts';
import { watched, type Job, type Outcome } from './watch.ts';

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '50000' },
    wire: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    kind: { type: 'string' },
    run: { type: 'string' },
  },
});

const seed = given.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(given.seed);
const wires = given.wire ?? Object.keys(wireNames);
const runs = Math.ceil(Number(given.runs) / wires.length);
const progress = new Map<string, number>();

function jobOf(wire: string): Job {
  const reach = given.short ? 'short' : 'full';
  const job = { wire, seed, runs, reach } as const;
  if (given.kind === undefined || given.run === undefined) return job;
  return { ...job, only: { wire, kind: given.kind, seed, run: Number(given.run) } };
}

function showProgress(): void {
  if (given.json || !process.stderr.isTTY) return;
  const line = [...progress].map(([wire, count]) => `${wire} ${count}`).join('  ');
  process.stderr.write(`\r\u001B[K${line}`);
}

/** A few wires at a time, in order. */
async function runAll(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = [...wires];
  const next = async (): Promise<void> => {
    for (let wire = left.shift(); wire !== undefined; wire = left.shift()) {
      const name = wire;
      outcomes.push(
        await watched(jobOf(name), (count) => {
          progress.set(name, count);
          showProgress();
        }),
      );
      progress.delete(name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), wires.length) }, next));
  return outcomes.toSorted((a, b) => wires.indexOf(a.wire) - wires.indexOf(b.wire));
}

const started = performance.now();
if (!given.json && given.run === undefined)
  console.log(`seed ${seed}, ${runs} inputs for each of ${wires.length} wires`);
const outcomes = await runAll();
const seconds = (performance.now() - started) / 1000;
if (given.json) console.log(JSON.stringify({ seed, seconds, wires: outcomes }));
else
  for (const { wire, inputs, findings } of outcomes) {
    console.log(
      `\n${wire}: ${inputs} inputs, ${findings.length === 0 ? 'nothing found' : `${findings.length} findings`}`,
    );
    for (const finding of findings) console.log(told(finding, given.short));
  }
if (!given.json) console.log(`\n${seconds.toFixed(0)} s`);
if (outcomes.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
