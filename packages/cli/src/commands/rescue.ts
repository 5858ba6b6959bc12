/** `throughline rescue`: a saved session whose every message fails, as one that goes on. */
import { stringifyJson } from '@throughline/core';
import { knownAgents } from '@throughline/retention';
import { defineCommand, type CommandDef } from 'citty';
import { exitCodes, UsageError } from '../exit.ts';
import { failureOf, told } from '../failure.ts';
import { oneFileOf, oneOf, refuseUnknown, type Given } from '../options.ts';
import { print } from '../output.ts';
import { rescueJson, rescueText } from '../reports/rescue.ts';
import { rescueFile, savedIn, type RescueJob } from '../rescue.ts';

const args = {
  file: { type: 'positional', description: 'The saved session of an agent.', required: false },
  out: { type: 'string', description: 'Where to write the copy; else beside it.', valueHint: 'FILE' },
  agent: {
    type: 'string',
    description: 'claude-code | codex | opencode | pi; else the content decides',
    valueHint: 'NAME',
  },
  model: { type: 'string', description: 'The model that goes on, if another one.', valueHint: 'MODEL' },
  'drop-thinking': { type: 'boolean', description: 'Take all thinking out, as a last resort.' },
  json: { type: 'boolean', description: 'What was done, as JSON.' },
  rules: { type: 'string', description: 'A JSON list of rules of your own.', valueHint: 'FILE' },
} as const;

export const rescue: CommandDef<typeof args> = defineCommand({
  meta: {
    name: 'rescue',
    description: 'Un-wedges a saved session of an agent; the original stays as it is.',
  },
  args,
  async run({ args: given }) {
    const job = askedOf(given);
    try {
      const saved = await savedIn(job);
      const outcome = await rescueFile(saved, job);
      await print(given.json === true ? `${stringifyJson(rescueJson(outcome))}\n` : rescueText(outcome));
      if ('fault' in outcome || outcome.left.length > 0) process.exitCode = exitCodes.findings;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      console.error(told(job.file, failureOf(error, job.file)));
      process.exitCode = exitCodes.badInput;
    }
  },
});

function askedOf(given: Given): RescueJob {
  refuseUnknown(given, args);
  const { out, agent, model, rules } = given as { readonly [name: string]: string | undefined };
  const file = oneFileOf(given, 'session to rescue');
  if (file === '-' && out === undefined)
    throw new UsageError('Say --out FILE where the session comes from standard input.');
  return {
    file,
    out,
    agent: agent === undefined ? undefined : oneOf(knownAgents, 'agent', agent),
    model,
    rules,
    thinking: given['drop-thinking'] === true ? 'drop' : 'keep',
  };
}
