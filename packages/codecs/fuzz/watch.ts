/** Runs wires in threads of their own, and stops those that hang. */
import { Worker } from 'node:worker_threads';
import type { Finding, Source } from './finding.ts';
import { kinds } from './run.ts';
import type { Task, Told } from './worker.ts';

export type Outcome = {
  readonly wire: string;
  readonly inputs: number;
  readonly findings: readonly Finding[];
};
export type Job = Omit<Task, 'pulse' | 'from'>;

/** Milliseconds without a new input after which a thread is taken to hang; the largest inputs take a few seconds. */
const longest = 60_000;

const mostThreads = 4;

export async function watched(job: Job, onProgress: (inputs: number) => void = () => {}): Promise<Outcome> {
  const findings = new Map<string, Finding>();
  const add = (finding: Omit<Finding, 'more'>): void => {
    const before = findings.get(finding.mark);
    findings.set(
      finding.mark,
      before === undefined ? { ...finding, more: 0 } : { ...before, more: before.more + 1 },
    );
  };
  let inputs = 0;
  let next: Omit<Task, 'pulse'> | undefined = { ...job, from: 0 };
  for (let thread = 0; next !== undefined && thread < mostThreads; thread += 1) {
    const before = inputs;
    const { begun, broken } = await runThread(next, add, (count) => onProgress(before + count));
    inputs += begun;
    next = undefined;
    if (broken === undefined) continue;
    const { kind, run, what } = broken;
    add({ ...broken, during: kind, dialect: 'unknown', mark: `${what} ${kind} ${run}` });
    // On with what comes after it, of the inputs that grow; the others are many of a kind.
    if (job.only === undefined) next = { ...job, runs: 0, from: kind === 'growth' ? run + 1 : 0 };
  }
  return { wire: job.wire, inputs, findings: [...findings.values()] };
}

/** `broken` is what ended the thread before its time. */
type Ended = { readonly begun: number; readonly broken?: Broken };
type Broken = Source & Pick<Finding, 'what' | 'message' | 'input'>;

async function runThread(
  task: Omit<Task, 'pulse'>,
  onFound: (finding: Omit<Finding, 'more'>) => void,
  onProgress: (inputs: number) => void,
): Promise<Ended> {
  const pulse = new Int32Array(new SharedArrayBuffer(16));
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { ...task, pulse },
    execArgv: ['--conditions=@throughline/source'],
    // The stack of a main thread, which is smaller than a worker's.
    resourceLimits: { stackSizeMb: 1 },
  });
  let seen = { count: 0, since: performance.now() };
  let name = 'see there';
  let broken: Broken | undefined;
  const breaks = (what: Finding['what'], message: string): void => {
    const kind = kinds[Number(pulse[1])] ?? 'body';
    broken = {
      wire: task.wire,
      kind,
      seed: Number(pulse[2]),
      run: Number(pulse[3]),
      what,
      message,
      input: name,
    };
  };
  const timer = setInterval(() => {
    const count = Atomics.load(pulse, 0);
    onProgress(count);
    if (count !== seen.count) seen = { count, since: performance.now() };
    else if (performance.now() - seen.since > longest) {
      breaks('hang', 'it does not end');
      void worker.terminate();
    }
  }, 500);
  worker.on('message', (told: Told) => {
    if ('name' in told) name = told.name;
    else onFound(told);
  });
  worker.on('error', (error) => breaks('crash', `it broke the thread: ${String(error)}`));
  await new Promise<void>((resolve) => {
    worker.on('exit', () => resolve());
  });
  clearInterval(timer);
  return { begun: Atomics.load(pulse, 0), ...(broken !== undefined && { broken }) };
}
