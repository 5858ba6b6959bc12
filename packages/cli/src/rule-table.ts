/** The rules to go by: the built-in ones, with a file of the user's own. */
import { parseJson, ThroughlineError } from '@throughline/core';
import { rules, withRules, type Rule } from '@throughline/retention';
import { withoutMark } from './conversion.ts';
import { readInput, textOf } from './input.ts';

/** @throws ThroughlineError where the file holds no list of rules; the first wrong field is named. */
export async function ruleTable(file: string | undefined): Promise<readonly Rule[]> {
  if (file === undefined) return rules;
  return withRules(parseJson(withoutMark(utf8(await readInput(file)))));
}

function utf8(bytes: Uint8Array): string {
  try {
    return textOf(bytes);
  } catch (cause) {
    throw new ThroughlineError('format-invalid', 'the file is not UTF-8', { cause });
  }
}
