/** `throughline convert`: provider traffic of one wire as that of another. */
import { open, type FileHandle } from 'node:fs/promises';
import { wireNames } from '@throughline/codecs';
import {
  stringifyJson,
  type EncodeOptions,
  type ThinkingPolicy,
  type ThroughlineError,
} from '@throughline/core';
import { defineCommand, type CommandDef } from 'citty';
import { convertBody, convertStream, kinds, withoutMark, type Converted, type Kind } from '../conversion.ts';
import { exitCodes, UsageError } from '../exit.ts';
import { failureOf } from '../failure.ts';
import { chunksOf, readInput } from '../input.ts';
import { filesOf, oneOf, refuseUnknown } from '../options.ts';
import { hold, print, type Held } from '../output.ts';
import { sidesOf, type Sides } from '../sides.ts';

const policies: readonly ThinkingPolicy[] = ['drop', 'keep-readable', 'tag'];

const args = {
  file: { type: 'positional', description: 'Files to convert; - is standard input.', required: false },
  from: { type: 'string', description: 'The wire of the files.', valueHint: 'WIRE' },
  to: { type: 'string', description: 'The wire to write.', valueHint: 'WIRE' },
  kind: { type: 'string', description: 'request | reply | stream', default: 'request', valueHint: 'KIND' },
  dialect: {
    type: 'string',
    description: 'A dialect of whichever side has it, e.g. deepseek.',
    valueHint: 'NAME',
  },
  'from-dialect': { type: 'string', description: 'The dialect of the files.', valueHint: 'NAME' },
  'to-dialect': { type: 'string', description: 'The dialect to write.', valueHint: 'NAME' },
  thinking: {
    type: 'string',
    description: 'What becomes of thinking minted elsewhere: drop | keep-readable | tag',
    default: 'keep-readable',
    valueHint: 'POLICY',
  },
  json: { type: 'boolean', description: 'One JSON line per file, with losses and delivery.' },
  losses: { type: 'string', description: 'Write losses and delivery to this file.', valueHint: 'FILE' },
} as const;

export const convert: CommandDef<typeof args> = defineCommand({
  meta: {
    name: 'convert',
    description: `Converts requests, replies and streams between wires: ${Object.keys(wireNames).join(', ')}.`,
  },
  args,
  async run({ args: given }) {
    const job = jobOf(given);
    const losses = given.losses === undefined ? undefined : await openLosses(given.losses);
    const held = given.json === true ? undefined : hold();
    try {
      let failures = 0;
      // One after the other: so many files may be asked for that they do not fit into memory together.
      for (const file of job.files) {
        const outcome = await outcomeOf(file, job);
        if ('error' in outcome) {
          failures += 1;
          console.error(`${file}: ${outcome.error.message}`);
        }
        await tell(outcome, held, losses);
      }
      // Nothing is printed half: with --json every file has its line, else all values are printed or none.
      if (failures === 0) await held?.print();
      else process.exitCode = exitCodes.badInput;
    } finally {
      await held?.dispose();
      await losses?.close();
    }
  },
});

async function tell(outcome: Outcome, held: Held | undefined, losses: FileHandle | undefined): Promise<void> {
  if (held === undefined) await print(`${lineOf(outcome)}\n`);
  else if ('converted' in outcome) await held.add(lineEnded(outcome.converted.text));
  if ('converted' in outcome) {
    const { losses: lost, delivery } = outcome.converted;
    await losses?.write(`${stringifyJson({ file: outcome.file, losses: lost, delivery })}\n`);
  }
}

function lineEnded(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

type Given = {
  readonly [name: string]: unknown;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly kind: string;
  readonly thinking: string;
  readonly dialect?: string | undefined;
  readonly 'from-dialect'?: string | undefined;
  readonly 'to-dialect'?: string | undefined;
  readonly _: readonly string[];
};

type Job = {
  readonly files: readonly string[];
  readonly kind: Kind;
  readonly sides: Sides;
  readonly options: EncodeOptions;
};

/** @throws UsageError where the call says too little, or what is not known. */
function jobOf(given: Given): Job {
  const { from, to, dialect } = given;
  refuseUnknown(given, args);
  if (from === undefined || to === undefined) throw new UsageError('Say --from WIRE and --to WIRE.');
  const kind = oneOf(kinds, 'kind', given.kind);
  const thinking = oneOf(policies, 'thinking', given.thinking);
  const sides = sidesOf({
    from,
    to,
    dialect,
    fromDialect: given['from-dialect'],
    toDialect: given['to-dialect'],
  });
  return { files: filesOf(given, 'files to convert'), kind, sides, options: { thinking } };
}

async function openLosses(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'w');
  } catch (error) {
    if (error instanceof Error) throw new UsageError(`--losses: ${error.message}`, { cause: error });
    throw error;
  }
}

type Outcome = { readonly file: string } & (
  | { readonly converted: Converted }
  | { readonly error: Pick<ThroughlineError, 'code' | 'message' | 'path'> }
);

async function outcomeOf(file: string, { kind, sides, options }: Job): Promise<Outcome> {
  try {
    const converted =
      kind === 'stream'
        ? await convertStream(chunksOf(file), sides, options)
        : convertBody(await readInput(file), kind, sides, options);
    return { file, converted };
  } catch (error) {
    return { file, error: failureOf(error, file) };
  }
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
  return `{"file":${stringifyJson(outcome.file)},"value":${oneLine(text)},"losses":${stringifyJson(losses)},"delivery":${stringifyJson(delivery)}}`;
}

/** White space around the value and at line breaks between its tokens goes; strings hold no raw line breaks. */
function oneLine(text: string): string {
  const value = withoutMark(text).trim();
  return /[\r\n]/.test(value) ? value.replaceAll(/[\r\n]+[ \t]*/g, '') : value;
}
