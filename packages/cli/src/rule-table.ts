/** The rules to go by: the built-in ones, with a file of the user's own. */
import { parseJson, ThroughlineError } from '@throughline/core';
import { rules, withRules, type Rule } from '@throughline/retention';
import { withoutMark } from './conversion.ts';
import { failureOf } from './failure.ts';
import { readInput, textOf } from './input.ts';

/** @throws ThroughlineError `config-invalid` where the file holds no list of rules; file and first wrong field are named. */
export async function ruleTable(file: string | undefined): Promise<readonly Rule[]> {
  if (file === undefined) return rules;
  try {
    return withRules(parseJson(withoutMark(textOf(await readInput(file)))));
  } catch (error) {
    const { message } = failureOf(error, file);
    throw new ThroughlineError('config-invalid', `--rules ${file}: ${message}`, { cause: error });
  }
}
