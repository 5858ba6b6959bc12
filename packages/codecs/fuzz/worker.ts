/** A thread that runs one wire, so that an input that never ends can be stopped. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Finding, Source } from './finding.ts';
import { reaches } from './growth.ts';
import { kinds, replay, runGrowths, runInputs, type Kind, type Teller } from './run.ts';

export type Task = {
  readonly wire: string;
  readonly seed: number;
  readonly runs: number;
  readonly reach: keyof typeof reaches;
  /** Growing inputs before this one are left out. */
  readonly from: number;
  readonly only?: Source;
  /** How many inputs were begun, and which is under way: kind, seed, run. */
  readonly pulse: Int32Array<SharedArrayBuffer>;
};

const { wire, seed, runs, reach, from, only, pulse } = workerData as Task;

/** A finding, or the name of the input that is next. */
export type Told = Omit<Finding, 'more'> | { readonly name: string };

function post(told: Told): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(told);
}

const teller: Teller = {
  next(source, name) {
    if (name !== undefined) post({ name });
    pulse[1] = kinds.indexOf(source.kind as Kind);
    pulse[2] = source.seed;
    pulse[3] = source.run;
    Atomics.add(pulse, 0, 1);
  },
  found: post,
};

if (only !== undefined) replay(only, reaches[reach], teller);
else {
  runInputs(wire, seed, runs, teller);
  runGrowths(wire, seed, reaches[reach], from, teller);
}
