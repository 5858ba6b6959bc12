/**
 * `pnpm precision`: damages random sessions on every wire, and counts what the auditor finds, misses and says in vain.
 * `--sessions 5000` says how many, `--seed 7` which.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { damages, type DamageName } from '../src/damage.fixture.ts';
import { findingsOf, judge, stage } from '../src/judge.fixture.ts';
import { sessions } from '../src/sessions.fixture.ts';
import { voices, type Voice } from '../src/voices.fixture.ts';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    examples: { type: 'boolean', default: false },
    wire: { type: 'string' },
    damage: { type: 'string' },
  },
});

type Count = { sessions: number; found: number; missed: number; alarms: number };
const counts = new Map<string, Count>();

function count(wire: string, damage: string): Count {
  const key = `${wire}\t${damage}`;
  const known = counts.get(key) ?? { sessions: 0, found: 0, missed: 0, alarms: 0 };
  counts.set(key, known);
  return known;
}

const names = Object.keys(damages) as DamageName[];
const each = Math.ceil(Number(values.sessions) / voices.length);
const shown = new Map<string, number>();

for (const [at, voice] of voices.entries()) {
  if (values.wire !== undefined && voice.wire !== values.wire) continue;
  const inputs = fc.tuple(sessions(voice.traits), fc.array(fc.nat(), { minLength: 6, maxLength: 6 }));
  for (const [session, choices] of fc.sample(inputs, { numRuns: each, seed: Number(values.seed) + at }))
    run(voice, session, choices);
}

function run(voice: Voice, session: Parameters<typeof stage>[1], choices: readonly number[]): void {
  const on = stage(voice, session);
  const intact = count(voice.wire, 'none');
  intact.sessions += 1;
  intact.alarms += on.findings.length + findingsOf(on, on.intact.request).length;
  for (const name of names) {
    if (values.damage !== undefined && name !== values.damage) continue;
    const verdict = judge(on, name, choices);
    if (verdict === undefined) continue;
    if (verdict.excuse !== undefined) {
      count(voice.wire, `${name} (no damage here)`).sessions += 1;
      count(voice.wire, `${name} (no damage here)`).alarms += verdict.findings.length;
      continue;
    }
    const one = count(voice.wire, name);
    one.sessions += 1;
    if (verdict.isFound) one.found += 1;
    else one.missed += 1;
    one.alarms += verdict.alarms.length;
    const key = `${voice.wire} ${voice.name} ${name} ${verdict.isFound ? '' : 'MISSED'} ${verdict.alarms.map(({ code }) => code).join()}`;
    if (verdict.isFound && verdict.alarms.length === 0) continue;
    shown.set(key, (shown.get(key) ?? 0) + 1);
  }
}

console.log(['wire', 'damage', 'sessions', 'found', 'missed', 'alarms'].join('\t'));
for (const [key, { sessions: all, found, missed, alarms }] of counts)
  if (!values.examples || missed + alarms > 0) console.log([key, all, found, missed, alarms].join('\t'));
if (values.examples) for (const [key, times] of shown) console.log(times, key);
