/** Rescues a session file into a copy beside it. */
import { writeFile, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { ThroughlineError } from '@throughline/core';
import { readSession, rescue, type Rescued, type Rule, type SavedSession } from '@throughline/retention';
import { UsageError } from './exit.ts';
import { readInput, textOf } from './input.ts';
import { ruleTable } from './rule-table.ts';

export type RescueJob = {
  readonly file: string;
  readonly out: string | undefined;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly rules: string | undefined;
  readonly thinking: 'keep' | 'drop';
};

export type Saved = { readonly session: SavedSession; readonly rules: readonly Rule[] };

/** `out`: the copy, where one was written. */
export type RescueOutcome = { readonly file: string; readonly session: SavedSession } & (
  | (Rescued & { readonly out?: string })
  | { readonly fault: ThroughlineError }
);

/** @throws ThroughlineError where the file holds no session of a known agent. */
export async function savedIn({ file, agent, rules }: RescueJob): Promise<Saved> {
  const table = await ruleTable(rules);
  const text = textOf(await readInput(file));
  return { session: readSession(text, agent === undefined ? {} : { agent }), rules: table };
}

/** @throws UsageError where the copy cannot be written, as when there is one. */
export async function rescueFile({ session, rules }: Saved, job: RescueJob): Promise<RescueOutcome> {
  const { file, model, thinking, out = besideOf(file) } = job;
  const rescued = attempt(session, { rules, model, thinking });
  if (ThroughlineError.is(rescued)) return { file, session, fault: rescued };
  if (!rescued.isChanged) return { file, session, ...rescued };
  try {
    await writeFile(out, rescued.text, { flag: 'wx', mode: await modeOf(file) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isThere = 'code' in error && error.code === 'EEXIST';
    const message = isThere
      ? `${out} is there already: move it away, or say --out FILE.`
      : `--out: ${error.message}`;
    throw new UsageError(message, { cause: error });
  }
  return { file, session, ...rescued, out };
}

/** What the file has no place for is a finding, not bad input. */
function attempt(session: SavedSession, options: Parameters<typeof rescue>[1]): Rescued | ThroughlineError {
  try {
    return rescue(session, options);
  } catch (error) {
    if (ThroughlineError.is(error)) return error;
    throw error;
  }
}

/** `session.rescued.jsonl` for `session.jsonl`. */
function besideOf(file: string): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.rescued${ext}`);
}

/** Sessions are private, and so is the copy. */
async function modeOf(file: string): Promise<number> {
  return file === '-' ? 0o600 : (await stat(file)).mode & 0o777;
}
