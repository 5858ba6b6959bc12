/** The demo's task: a small generated package with one failing test. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Answer } from '@throughline/simulator';
import { randomOf } from './random.ts';

export type Task = {
  readonly folder: string;
  /** What the agent is told. */
  readonly prompt: string;
  /** The one change that makes the tests pass. */
  readonly answer: Answer;
  /** Whether every rule has its value now, as the generated tests ask. */
  verify(): Promise<boolean>;
};

const names = [
  'orchard',
  'harbour',
  'lantern',
  'meadow',
  'quarry',
  'thicket',
  'voyage',
  'willow',
  'cobalt',
  'ember',
] as const;
const files = ['parcel', 'ledger', 'signal', 'garden', 'engine', 'beacon'] as const;

type Rule = { readonly name: string; readonly file: string; readonly value: number };

/** Writes the package into `folder`, which must exist and be empty. */
export async function createTask({
  seed,
  folder,
}: {
  readonly seed: number;
  readonly folder: string;
}): Promise<Task> {
  const random = randomOf(seed);
  const modules = random.shuffle(files).slice(0, 3);
  const rules = random
    .shuffle(names)
    .slice(0, 6)
    .map((name, index): Rule => ({
      name,
      file: `src/${modules[index % modules.length]}.mjs`,
      value: random.between(10, 99),
    }));
  const wrong = random.pick(rules);
  const typo = wrong.value + random.between(1, 7);
  const contents = contentsOf(modules, rules, wrong, typo);
  for (const [path, text] of Object.entries(contents)) await write(join(folder, path), text);
  return {
    folder,
    prompt:
      'A test of this package fails. Find out why, correct the source (not the test), and make sure that all tests pass.',
    answer: { path: wrong.file, find: lineOf(wrong, typo), replace: lineOf(wrong, wrong.value) },
    verify: async () => isSolved(folder, rules),
  };
}

function lineOf({ name }: Rule, value: number): string {
  return `export const ${name} = ${value};`;
}

function contentsOf(
  modules: readonly string[],
  rules: readonly Rule[],
  wrong: Rule,
  typo: number,
): Record<string, string> {
  const sources = modules.map((module) => {
    const own = rules.filter(({ file }) => file === `src/${module}.mjs`);
    const lines = own.map((rule) => lineOf(rule, rule === wrong ? typo : rule.value));
    return [`src/${module}.mjs`, `// The rules of the ${module}.\n${lines.join('\n')}\n`] as const;
  });
  return {
    'package.json': `${JSON.stringify({ name: 'rules', private: true, type: 'module' }, null, 2)}\n`,
    ...Object.fromEntries(sources),
    [testFile]: testOf(modules, rules),
  };
}

const testFile = 'test/rules.test.mjs';

function testOf(modules: readonly string[], rules: readonly Rule[]): string {
  const imports = modules.map((module) => `import * as ${module} from '../src/${module}.mjs';`);
  const checks = rules.map(({ name, file, value }) => {
    const module = file.slice('src/'.length, -'.mjs'.length);
    return `test('${name}', () => assert.ok(${module}.${name} === ${value}, \`rule ${name}: expected ${value}, got \${${module}.${name}}\`));`;
  });
  return `import assert from 'node:assert/strict';\nimport test from 'node:test';\n${imports.join('\n')}\n\n${checks.join('\n')}\n`;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** What the tests ask, asked of the sources themselves: an agent that edits the test has not solved the task. */
async function isSolved(folder: string, rules: readonly Rule[]): Promise<boolean> {
  const values = await Promise.all(
    rules.map(async ({ name, file }) => (await load(join(folder, file)))[name]),
  );
  return values.every((value, index) => value === rules[index]?.value);
}

let loads = 0;

/** A module as it is on disk now. One that cannot be loaded exports nothing. */
async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  loads += 1;
  try {
    return (await import(`${pathToFileURL(path).href}?${loads}`)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof Error) return {};
    throw error;
  }
}

const run = promisify(execFile);

export type TestRun = { readonly passed: boolean; readonly output: string };

/** Runs the package's tests in a process of their own, with nothing of this process's environment but the path. */
export async function runTests(folder: string, signal?: AbortSignal): Promise<TestRun> {
  const options = {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    timeout: 30_000,
    ...(signal && { signal }),
  };
  try {
    const { stdout } = await run(
      process.execPath,
      ['--test', '--test-isolation=none', '--test-reporter=spec'],
      options,
    );
    return { passed: true, output: stdout };
  } catch (error) {
    signal?.throwIfAborted();
    // A failing test run ends with a status of its own, and with its report.
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string')
      return { passed: false, output: error.stdout };
    throw error;
  }
}
