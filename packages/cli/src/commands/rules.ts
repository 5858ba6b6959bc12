/** `throughline rules`: which thinking a model wants back, and where that is written. */
import { stringifyJson, ThroughlineError } from '@throughline/core';
import { wireNames } from '@throughline/codecs';
import type { Rule } from '@throughline/retention';
import { defineCommand, type CommandDef } from 'citty';
import { exitCodes, UsageError } from '../exit.ts';
import { refuseUnknown, type Given } from '../options.ts';
import { print } from '../output.ts';
import { applicable, type Asked } from '../rule-choice.ts';
import { ruleTable } from '../rule-table.ts';
import { rulesJson, rulesText } from '../reports/rules.ts';

const args = {
  wire: { type: 'string', description: 'Of this wire only.', valueHint: 'WIRE' },
  model: { type: 'string', description: 'That may fit this model.', valueHint: 'MODEL' },
  endpoint: { type: 'string', description: 'Where requests go: a base URL.', valueHint: 'URL' },
  dialect: { type: 'string', description: 'A dialect of the wire.', valueHint: 'NAME' },
  json: { type: 'boolean', description: 'The rows as JSON.' },
  rules: { type: 'string', description: 'A JSON list of rules of your own.', valueHint: 'FILE' },
} as const;

export const rules: CommandDef<typeof args> = defineCommand({
  meta: { name: 'rules', description: 'The rules that apply to a model, with source and age.' },
  args,
  async run({ args: given }) {
    const asked = askedOf(given);
    try {
      const table = await ruleTable(given.rules);
      refuseUnknownDialect(asked, table);
      const choice = applicable(asked, table);
      const today = new Date();
      await print(
        given.json === true ? `${stringifyJson(rulesJson(choice, today))}\n` : rulesText(choice, today),
      );
    } catch (error) {
      if (!ThroughlineError.is(error)) throw error;
      console.error(error.message);
      process.exitCode = exitCodes.badInput;
    }
  },
});

/** Rows of the user's own may have dialects of their own. */
function refuseUnknownDialect({ dialect }: Asked, table: readonly Rule[]): void {
  const own = table.flatMap(({ match }) => match.dialects ?? []);
  const known = [...new Set([...Object.values(wireNames).flat(), ...own])];
  if (dialect !== undefined && !known.includes(dialect))
    throw new UsageError(`--dialect is one of ${known.toSorted().join(', ')}, not "${dialect}".`);
}

function askedOf(given: Given): Asked {
  refuseUnknown(given, args);
  if (given._.length > 0) throw new UsageError(`Say --model ${given._[0]}.`);
  const { wire, model, endpoint, dialect } = given as { readonly [name: string]: string | undefined };
  const wires = Object.keys(wireNames);
  if (wire !== undefined && !wires.includes(wire))
    throw new UsageError(`--wire is one of ${wires.join(', ')}, not "${wire}".`);
  return { wire, model, endpoint, dialect };
}
