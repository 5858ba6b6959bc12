/** Runs wires in threads of their own, and stops those that hang. */
import { Worker } from 'node:worker_threads';
import type { Finding, Source } from './finding.ts';
import { kinds } from './run.ts';
import type { Task } from './worker.ts';

export type Outcome = {
  readonly wire: string;
  readonly inputs: number;
  readonly findings: readonly Finding[];
};
export type Job = Omit<Task, 'pulse' | 'from'>;

/** Milliseconds without a new input after which a thread is taken to hang; the largest inputs take a few seconds. */
const longest = 60_000;

export async function watched(job: Job, onProgress: (inputs: number) => void = () => {}): Promise<Outcome> {
  const findings = new Map<string, Finding>();
  const add = (finding: Omit<Finding, 'more'>): void => {
    const before = findings.get(finding.mark);
    findings.set(
      finding.mark,
      before === undefined ? { ...finding, more: 0 } : { ...before, more: before.more + 1 },
    );
  };
  const { inputs, stuck } = await runThread({ ...job, from: 0 }, add, onProgress);
  if (stuck !== undefined)
    add({
      ...stuck,
      what: 'hang',
      during: stuck.kind,
      dialect: '',
      mark: 'hang',
      message: 'it does not end; the rest of this wire was left out',
      input: '',
    });
  return { wire: job.wire, inputs, findings: [...findings.values()] };
}

type Ended = { readonly inputs: number; readonly stuck?: Source };

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
  let stuck: Source | undefined;
  const timer = setInterval(() => {
    const count = Atomics.load(pulse, 0);
    onProgress(count);
    if (count !== seen.count) seen = { count, since: performance.now() };
    else if (performance.now() - seen.since > longest) {
      stuck = {
        wire: task.wire,
        kind: kinds[Number(pulse[1])] ?? 'body',
        seed: Number(pulse[2]),
        run: Number(pulse[3]),
      };
      void worker.terminate();
    }
  }, 500);
  worker.on('message', onFound);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  } finally {
    clearInterval(timer);
  }
  return { inputs: Atomics.load(pulse, 0), ...(stuck !== undefined && { stuck }) };
}
