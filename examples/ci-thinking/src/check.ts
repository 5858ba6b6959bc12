/** Runs the agent against a simulated provider, records what it sent, and fails where thinking was lost. No key, no tokens. */
import { spawnSync } from 'node:child_process';
import { openSync, writeFileSync } from 'node:fs';
import { model, run } from '@throughline/agent';
import { importSimulatorLog, writeExchange } from '@throughline/retention';
import { startSimulator, type Policy } from '@throughline/simulator';
import { guide, scaffolds } from './agent.ts';

/** Thinks, asks for the weather of three cities, one after the other, and answers. */
const policy: Policy = ({ messages }) => {
  const answered = messages.filter(({ role }) => role === 'tool').length;
  const city = ['Oslo', 'Bergen', 'Tromsø'][answered];
  return [
    {
      type: 'thinking',
      text: city === undefined ? 'It rains everywhere.' : `${city} next.`,
      visibility: 'full',
    },
    city === undefined
      ? { type: 'text', text: 'Take an umbrella.' }
      : { type: 'toolCall', callId: String(answered), name: 'weather', arguments: JSON.stringify({ city }) },
  ];
};

/** One line per exchange. */
async function record(name: string): Promise<string> {
  const scaffold = scaffolds[name];
  if (scaffold === undefined) {
    // Not 1, which is for thinking that was lost.
    console.error(`There is no scaffold "${name}". There is: ${Object.keys(scaffolds).join(', ')}.`);
    process.exit(3);
  }
  const simulator = await startSimulator();
  const session = simulator.open({ wire: 'anthropic-messages', policy });
  const claude = model('anthropic-messages', {
    baseURL: session.baseURL,
    apiKey: 'simulated',
    model: 'claude-sonnet-4-6',
    settings: { maxTokens: 4096 },
    body: { thinking: { type: 'adaptive' } },
  });
  await run(guide, 'Do I need an umbrella?', { model: claude, scaffold });
  let lines = '';
  for await (const exchange of importSimulatorLog(JSON.stringify(session.exchanges())))
    lines += `${writeExchange(exchange)}\n`;
  await simulator.close();
  return lines;
}

const [scaffold = 'keeping'] = process.argv.slice(2);
writeFileSync('capture.jsonl', await record(scaffold));
const sarif = openSync('thinking.sarif', 'w');
const [command = '', ...words] = (process.env['THROUGHLINE'] ?? 'npx throughline').split(' ');
const audit = [...words, 'audit', '--fail-on', 'error', '--format', 'sarif', 'capture.jsonl'];
const { status, error } = spawnSync(command, audit, { stdio: ['ignore', sarif, 'inherit'] });
if (error !== undefined) console.error(`The audit did not start: ${error.message}`);
process.exitCode = status ?? 2;
