/** `throughline repair`: the last request of a capture, put right. */
import { stringifyJson } from '@throughline/core';
import { defineCommand, type CommandDef } from 'citty';
import type { Finding } from '@throughline/retention';
import { forms } from '../forms.ts';
import { exitCodes, UsageError } from '../exit.ts';
import { failureOf, told } from '../failure.ts';
import { oneFileOf, oneOf, refuseUnknown, someOf, type Given } from '../options.ts';
import { print } from '../output.ts';
import { repairIn, type RepairedRequest, type RepairJob } from '../repair.ts';
import { ruleTable } from '../rule-table.ts';

const args = {
  file: { type: 'positional', description: 'A capture; - is standard input.', required: false },
  allow: {
    type: 'string',
    description: 'Repairs that change or lose something: policy,degrade',
    valueHint: 'KINDS',
  },
  keep: { type: 'string', description: 'all: thinking of finished turns goes back too', valueHint: 'all' },
  exchange: { type: 'string', description: 'Which one to repair, from 0; else the last.', valueHint: 'N' },
  json: { type: 'boolean', description: 'The request with its repairs and findings.' },
  rules: { type: 'string', description: 'A JSON list of rules of your own.', valueHint: 'FILE' },
  from: { type: 'string', description: 'capture | har | simulator', valueHint: 'FORM' },
} as const;

export const repair: CommandDef<typeof args> = defineCommand({
  meta: { name: 'repair', description: 'Puts the last request of a capture right, and prints it.' },
  args,
  async run({ args: given }) {
    const { file, rules, job } = askedOf(given);
    try {
      const options = { ...job.options, rules: await ruleTable(rules) };
      const repaired = await repairIn(file, { ...job, options });
      await print(`${given.json === true ? jsonOf(repaired) : repaired.text}\n`);
      if (given.json !== true) say(repaired);
      if (repaired.left.some(isError)) process.exitCode = exitCodes.findings;
    } catch (error) {
      console.error(told(file, failureOf(error, file)));
      process.exitCode = exitCodes.badInput;
    }
  },
});

const leaves = ['policy', 'degrade'] as const;

type Asked = { readonly file: string; readonly rules: string | undefined; readonly job: RepairJob };

function askedOf(given: Given): Asked {
  refuseUnknown(given, args);
  const { allow, keep, exchange, rules, from } = given as { readonly [name: string]: string | undefined };
  if (exchange !== undefined && !/^\d+$/.test(exchange))
    throw new UsageError(`--exchange is a number from 0, not "${exchange}".`);
  return {
    file: oneFileOf(given, 'capture to repair'),
    rules,
    job: {
      form: from === undefined ? undefined : oneOf(forms, 'from', from),
      exchange: exchange === undefined ? undefined : Number(exchange),
      options: {
        allow: someOf(leaves, 'allow', allow),
        keep: keep === undefined ? 'rule' : oneOf(['all'] as const, 'keep', keep),
      },
    },
  };
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

function jsonOf({ request, repairs, findings, headers, left }: RepairedRequest): string {
  return stringifyJson({ request, repairs, findings, headers, left });
}

/** Beside the request, for people. */
function say({ repairs, headers, left }: RepairedRequest): void {
  for (const { kind, code, at } of repairs) console.error(`repaired (${kind}): ${code} at ${at}`);
  for (const [name, value] of Object.entries(headers))
    console.error(`send it with the header ${name}: ${value}`);
  for (const { severity, code, at, repair: kind, refusal } of left)
    if (severity !== 'info') {
      const why = kind === undefined ? (refusal ?? 'nothing can be done') : `needs --allow ${kind}`;
      console.error(`left alone (${severity}): ${code} at ${at}: ${why}`);
    }
}
