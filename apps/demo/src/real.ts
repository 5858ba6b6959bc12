/** The same agent and task against a real endpoint, on every scaffold; there nobody counts, so it tells what was delivered. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { model, native, run, type Model, type Scaffold } from '@throughline/agent';
import { aiSdk } from '@throughline/ai-sdk';
import { ThroughlineError, type Transcript } from '@throughline/core';
import { langchain } from '@throughline/langchain';
import { mcp } from '@throughline/mcp';
import { codingAgent } from './agent.ts';
import { createTask } from './task/index.ts';

export type RealResult = {
  readonly scaffold: string;
  readonly solved: boolean;
  readonly steps: number;
  readonly thinking: number;
  readonly transcript: Transcript;
};

export type RealOptions = {
  readonly target: string;
  readonly baseURL: string;
  readonly apiKey: string | undefined;
  readonly seed: number;
};

/** `WIRE:MODEL` or `WIRE/DIALECT:MODEL`. */
function parseTarget(target: string): {
  readonly wire: string;
  readonly dialect?: string;
  readonly name: string;
} {
  const found = /^([a-z-]+)(?:\/([a-z-]+))?:(.+)$/.exec(target);
  if (found === null) {
    throw new ThroughlineError(
      'config-invalid',
      `expected WIRE:MODEL or WIRE/DIALECT:MODEL, found "${target}"`,
      { path: '--model' },
    );
  }
  const [, wire, dialect, name] = found;
  return { wire: String(wire), name: String(name), ...(dialect !== undefined && { dialect }) };
}

const scaffolds: readonly (() => Scaffold)[] = [
  native,
  () => aiSdk({ mode: 'stream' }),
  () => langchain({ mode: 'stream' }),
  () => mcp(),
];

export async function runReal(
  options: RealOptions,
  onDone: (result: RealResult) => void,
): Promise<RealResult[]> {
  const results: RealResult[] = [];
  for (const scaffoldOf of scaffolds) {
    const result = await runOne(scaffoldOf(), realModel(options), options.seed);
    results.push(result);
    onDone(result);
  }
  return results;
}

function realModel({ target, baseURL, apiKey }: RealOptions): Model {
  const { wire, dialect, name } = parseTarget(target);
  const thinks = wire === 'anthropic-messages' ? { body: { thinking: { type: 'adaptive' } } } : {};
  return model(wire, {
    baseURL,
    model: name,
    stream: true,
    settings: { maxTokens: 8192 },
    ...thinks,
    ...(dialect !== undefined && { dialect }),
    ...(apiKey !== undefined && { apiKey }),
  });
}

async function runOne(scaffold: Scaffold, target: Model, seed: number): Promise<RealResult> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
  try {
    const task = await createTask({ seed, folder });
    const { transcript, steps } = await run(codingAgent(folder), task.prompt, { scaffold, model: target });
    const thinking = transcript.messages
      .flatMap(({ parts }) => parts)
      .filter(({ type }) => type === 'thinking').length;
    return { scaffold: scaffold.name, solved: await task.verify(), steps, thinking, transcript };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
