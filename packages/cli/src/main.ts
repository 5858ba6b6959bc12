/** The `throughline` command. */
import { defineCommand, runMain } from 'citty';
import { convert } from './commands/convert.ts';

const throughline = defineCommand({
  meta: { name: 'throughline', description: 'Thinking without loss, between providers and frameworks.' },
  subCommands: { convert },
});

await runMain(throughline);
