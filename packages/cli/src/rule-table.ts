/** The rules to go by: the built-in ones, with a file of the user's own. */
import { parseJson } from '@throughline/core';
import { rules, withRules, type Rule } from '@throughline/retention';
import { withoutMark } from './conversion.ts';
import { readInput, textOf } from './input.ts';

/** @throws ThroughlineError where the file holds no list of rules; the first wrong field is named. */
export async function ruleTable(file: string | undefined): Promise<readonly Rule[]> {
  if (file === undefined) return rules;
  return withRules(parseJson(withoutMark(textOf(await readInput(file)))));
}
