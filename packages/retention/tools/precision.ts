/**
 * `pnpm precision`: damages random sessions on every wire, and counts what the auditor finds, misses and says in vain.
 * `--sessions 5000` says how many, `--seed 7` which; `--wire` and `--damage` look at some of it, `--wrong` lists what went wrong.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { damages, type DamageName } from '../src/damage.fixture.ts';
import { findingsOf, judge, stage } from '../src/judge.fixture.ts';
import { sessions, type Session } from '../src/sessions.fixture.ts';
import { voices, type Voice } from '../src/voices.fixture.ts';

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    wrong: { type: 'boolean', default: false },
    wire: { type: 'string' },
    damage: { type: 'string' },
  },
});

type Count = { sessions: number; found: number; missed: number; alarms: number };

const counts = new Map<string, Count>();
const wrong = new Map<string, number>();
const names = (Object.keys(damages) as DamageName[]).filter((name) => (values.damage ?? name) === name);
const chosen = voices.filter(({ wire }) => (values.wire ?? wire) === wire);
const each = Math.ceil(Number(values.sessions) / chosen.length);

for (const [at, voice] of chosen.entries()) {
  const inputs = fc.tuple(sessions(voice.traits), fc.array(fc.nat(), { minLength: 6, maxLength: 6 }));
  for (const [session, choices] of fc.sample(inputs, { numRuns: each, seed: Number(values.seed) + at }))
    run(voice, session, choices);
}
print();

function run(voice: Voice, session: Session, choices: readonly number[]): void {
  const on = stage(voice, session);
  const alarms = on.findings.length + findingsOf(on, on.intact.request).length;
  count(voice.wire, 'none: intact', { alarms });
  for (const name of names) {
    const verdict = judge(on, name, choices);
    if (verdict === undefined) continue;
    if (verdict.excuse !== undefined) {
      count(voice.wire, `${name}: no damage here`, { alarms: verdict.findings.length });
      continue;
    }
    count(voice.wire, name, { alarms: verdict.alarms.length, isFound: verdict.isFound });
    if (verdict.isFound && verdict.alarms.length === 0) continue;
    const said = verdict.alarms.map(({ code }) => code).join(', ');
    const key = `${voice.wire}, ${voice.name}, ${name}: ${verdict.isFound ? 'found' : 'missed'}; in vain: ${said}`;
    wrong.set(key, (wrong.get(key) ?? 0) + 1);
  }
}

function count(wire: string, damage: string, told: { alarms: number; isFound?: boolean }): void {
  const key = `${wire}\t${damage}`;
  const one = counts.get(key) ?? { sessions: 0, found: 0, missed: 0, alarms: 0 };
  one.sessions += 1;
  one.alarms += told.alarms;
  if (told.isFound !== undefined) one[told.isFound ? 'found' : 'missed'] += 1;
  counts.set(key, one);
}

function print(): void {
  const sum = { sessions: 0, found: 0, missed: 0, alarms: 0 };
  for (const one of counts.values())
    for (const key of Object.keys(sum) as (keyof Count)[]) sum[key] += one[key];
  const rows = [
    ['wire', 'damage', 'sessions', 'found', 'missed', 'false alarms', 'precision', 'recall'],
    ...[...counts, [`all\t${each * chosen.length} sessions`, sum] as const]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { sessions: all, found, missed, alarms }]) => [
        ...key.split('\t'),
        ...[all, found, missed, alarms].map(String),
        share(found, alarms),
        share(found, missed),
      ]),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => (row[at] as string).length))) ?? [];
  console.log(`seed ${values.seed}`);
  for (const row of rows)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] as number))
        .join('  ')
        .trimEnd(),
    );
  if (values.wrong) for (const [what, times] of wrong) console.log(`${times} × ${what}`);
}

function share(good: number, bad: number): string {
  return good + bad === 0 ? '–' : (good / (good + bad)).toFixed(good === 0 || bad === 0 ? 1 : 4);
}
