/** The `throughline` command. */
import { stripVTControlCharacters } from 'node:util';
import { defineCommand, renderUsage, runCommand, type CommandDef, type SubCommandsDef } from 'citty';
import manifest from '../package.json' with { type: 'json' };
import { exitCodes, UsageError } from './exit.ts';

// Loaded when it is called, so that the command answers at once.
const commands: SubCommandsDef = {
  audit: async () => (await import('./commands/audit.ts')).audit,
  convert: async () => (await import('./commands/convert.ts')).convert,
  repair: async () => (await import('./commands/repair.ts')).repair,
  rescue: async () => (await import('./commands/rescue.ts')).rescue,
  rules: async () => (await import('./commands/rules.ts')).rules,
};

const throughline: CommandDef = defineCommand({
  meta: {
    name: 'throughline',
    version: manifest.version,
    description: 'Thinking without loss, between providers and frameworks.',
  },
  subCommands: commands,
});

async function run([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined) throw new UsageError('Say a command.');
  if (name === '--version' || name === '-v') return console.log(manifest.version);
  if (name === '--help' || name === '-h') return show(await renderUsage(throughline));
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined)
    throw new UsageError(`There is no command "${name}". There is: ${Object.keys(commands).join(', ')}.`);
  const command = await (typeof load === 'function' ? load() : load);
  const ends = rest.indexOf('--');
  const options = ends === -1 ? rest : rest.slice(0, ends);
  if (options.includes('--help') || options.includes('-h'))
    return show(await renderUsage(command, throughline));
  await runCommand(command, { rawArgs: [...rest] });
}

/** Colours are for people. */
function show(usage: string): void {
  console.log(process.stdout.isTTY ? usage : stripVTControlCharacters(usage));
}

// A reader that wants no more, as `head` does, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.fine : exitCodes.badInput);
});

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\nSee throughline --help, or throughline COMMAND --help.`);
    process.exitCode = exitCodes.usage;
  } else {
    // Not left to Node, whose exit code for it would mean findings.
    console.error(error);
    process.exitCode = exitCodes.badInput;
  }
}
