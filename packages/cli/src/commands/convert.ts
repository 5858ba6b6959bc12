/** `throughline convert`: provider traffic of one wire as that of another. */
import { writeFile } from 'node:fs/promises';
import { codecFor } from '@throughline/codecs';
import { stringifyJson, ThroughlineError, type Codec } from '@throughline/core';
import { defineCommand, type CommandDef } from 'citty';
import { convertBody, kinds, type Converted, type Kind } from '../conversion.ts';
import { exitCodes, UsageError } from '../exit.ts';
import { readInput } from '../input.ts';

const args = {
  from: { type: 'string', description: 'The wire of the files.', valueHint: 'WIRE' },
  to: { type: 'string', description: 'The wire to write.', valueHint: 'WIRE' },
  kind: { type: 'string', description: 'request | reply | stream', default: 'request' },
  dialect: { type: 'string', description: 'Dialect of openai-chat, e.g. deepseek.', valueHint: 'NAME' },
  json: { type: 'boolean', description: 'One JSON line per file, with losses and delivery.' },
  losses: { type: 'string', description: 'Write losses and delivery to this file.', valueHint: 'FILE' },
} as const;

export const convert: CommandDef<typeof args> = defineCommand({
  meta: {
    name: 'convert',
    description: 'Converts requests, replies and streams between wires. Files, or - for standard input.',
  },
  args,
  async run({ args: given }) {
    try {
      const job = jobOf(given);
      const outcomes = await Promise.all(job.files.map(async (file) => outcomeOf(file, job)));
      report(outcomes, given.json === true);
      if (given.losses !== undefined) await writeFile(given.losses, lossesOf(outcomes));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      console.error(error.message);
      process.exitCode = exitCodes.usage;
    }
  },
});

type Given = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly kind: string;
  readonly dialect?: string | undefined;
  readonly _: readonly string[];
};

type Job = {
  readonly files: readonly string[];
  readonly kind: Kind;
  readonly from: Codec;
  readonly to: Codec;
};

function jobOf({ from, to, kind, dialect, _: files }: Given): Job {
  if (from === undefined || to === undefined) throw new UsageError('Say --from WIRE and --to WIRE.');
  const known = kinds.find((one) => one === kind);
  if (known === undefined) throw new UsageError(`--kind is one of ${kinds.join(', ')}, not "${kind}".`);
  if (files.length === 0) throw new UsageError('Name the files to convert, or - for standard input.');
  return { files, kind: known, from: codecOf(from, dialect), to: codecOf(to, dialect) };
}

/** A dialect is one of Chat Completions; another wire on the other side has none of it. */
function codecOf(wire: string, dialect: string | undefined): Codec {
  try {
    return codecFor(wire, wire === 'openai-chat' ? dialect : undefined);
  } catch (error) {
    if (ThroughlineError.is(error)) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

type Outcome = { readonly file: string } & (
  | { readonly converted: Converted }
  | { readonly error: Pick<ThroughlineError, 'code' | 'message' | 'path'> }
);

async function outcomeOf(file: string, { kind, from, to }: Job): Promise<Outcome> {
  try {
    return { file, converted: convertBody(await readInput(file), kind, from, to) };
  } catch (error) {
    if (ThroughlineError.is(error)) return { file, error };
    if (error instanceof Error && 'code' in error)
      return {
        file,
        error: new ThroughlineError('config-invalid', error.message, { path: file, cause: error }),
      };
    throw error;
  }
}

/** Nothing is printed half: with `--json` every file has its line, else all values or none. */
function report(outcomes: readonly Outcome[], isJson: boolean): void {
  const failed = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
  if (failed.length > 0) process.exitCode = exitCodes.badInput;
  for (const { file, error } of failed) console.error(`${file}: ${error.message}`);
  if (isJson) for (const outcome of outcomes) process.stdout.write(`${lineOf(outcome)}\n`);
  else if (failed.length === 0)
    for (const outcome of outcomes)
      process.stdout.write('converted' in outcome ? `${outcome.converted.text}\n` : '');
}

function lineOf(outcome: Outcome): string {
  if ('error' in outcome) {
    const { code, message, path } = outcome.error;
    return stringifyJson({
      file: outcome.file,
      error: { code, message, ...(path !== undefined && { path }) },
    });
  }
  const { text, losses, delivery } = outcome.converted;
  const value = text.includes('\n') || text.includes('\r') ? oneLine(text) : text;
  return `{"file":${stringifyJson(outcome.file)},"value":${value},"losses":${stringifyJson(losses)},"delivery":${stringifyJson(delivery)}}`;
}

/** White space between tokens goes; strings hold no raw line breaks. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+[ \t]*/g, '');
}

function lossesOf(outcomes: readonly Outcome[]): string {
  const lines = outcomes.flatMap((outcome) =>
    'converted' in outcome
      ? [{ file: outcome.file, losses: outcome.converted.losses, delivery: outcome.converted.delivery }]
      : [],
  );
  return lines.map((line) => `${stringifyJson(line)}\n`).join('');
}
