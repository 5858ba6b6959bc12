/** A report for people: each kind of finding once, with what to do about it, and how much came back in all. */
import type { Finding, Severity, Summary } from '@throughline/retention';
import { severities } from '../audit.ts';
import { counted, figure, labelled, paintFor, widthOf, type Paint } from '../words.ts';
import { createFolds, type Folded, type Folds } from './folding.ts';
import { ratesOf } from './rates.ts';
import { outcomeOf, type Report, type ReportOptions } from './report.ts';

/** More of one kind say nothing new to people. */
const mostOfCode = 5;

type Look = { readonly paint: Paint; readonly width: number };

export function humanReport({ write }: ReportOptions): Report {
  const look = { paint: paintFor(process.stdout), width: widthOf(process.stdout) };
  let isFirst = true;
  return {
    open(file) {
      const folds = createFolds(mostOfCode);
      return {
        take: async (examined) => folds.add(examined),
        async done(summary) {
          await write(`${isFirst ? '' : '\n'}${told(file, folds, summary, look)}\n`);
          isFirst = false;
        },
        dispose: async () => undefined,
      };
    },
    close: async () => undefined,
  };
}

function told(file: string, folds: Folds, summary: Summary, look: Look): string {
  const { paint } = look;
  const groups = grouped(folds.folded);
  const blocks = groups.map(([first, ...others], index) => [
    ...(groups[index - 1]?.[0].first.exchange === first.first.exchange ? [] : [headOf(first, look)]),
    blockOf(first, others, { file, isLast: first.last === summary.exchanges - 1 }, look),
    '',
  ]);
  const beyond = [...folds.beyond].map(
    ([code, { count, last }]) =>
      `... and ${counted(count, 'more finding')} of ${code}, up to exchange ${last}; --json lists all\n`,
  );
  return [
    paint('bold', file === '-' ? 'standard input' : file),
    '',
    ...blocks.flat(),
    ...beyond,
    `${counted(summary.exchanges, 'exchange')}: ${totals(summary, paint)}`,
    ...ratesOf(summary, paint),
  ].join('\n');
}

type Group = readonly [Folded, ...Folded[]];

/** What differs only in its place is told together. */
function grouped(folded: readonly Folded[]): readonly Group[] {
  const groups = new Map<string, [Folded, ...Folded[]]>();
  for (const one of folded) {
    const { code, severity, explain, repair, refusal } = one.finding;
    const key = JSON.stringify([code, severity, explain, repair, refusal, one.first.model]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()];
}

function headOf({ first: { exchange, line, model } }: Folded, { paint }: Look): string {
  const where = line === undefined ? '' : paint('dim', ` (line ${line})`);
  return `${paint('bold', `exchange ${exchange}`)}${model === undefined || model === '' ? '' : `  ${model}`}${where}`;
}

type Source = { readonly file: string; readonly isLast: boolean };

function blockOf(folded: Folded, others: readonly Folded[], source: Source, { paint, width }: Look): string {
  const { finding, again, last } = folded;
  const { code, severity, at, explain, rule } = finding;
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['  at', at],
    ['', explain],
    ['  provider', outcomeOf(finding)],
    ['  repair', repairOf(finding)],
  ];
  const more: typeof rows = [
    ...(rule === undefined ? [] : [['  rule', `${rule.id}, read ${rule.read}, ${rule.url}`] as const]),
    ...(again === 0
      ? []
      : [['', `also in ${counted(again, 'later request')}, up to exchange ${last}`] as const]),
    ...(others.length === 0 ? [] : [['', `and at ${others.map(placeOf).join(', ')}`] as const]),
  ];
  return [
    `  ${severityWord(severity, paint)}${paint('bold', code)}`,
    ...rows.map(([label, text]) => labelled(label, text, width)),
    ...commandOf(folded, source).map((command) => ' '.repeat(12) + paint('bold', command)),
    ...more.map(([label, text]) => labelled(label, text, width)),
  ].join('\n');
}

function placeOf({ finding, first }: Folded): string {
  return `${finding.at} (exchange ${first.exchange})`;
}

const styles: { readonly [severity in Severity]: 'red' | 'yellow' | 'cyan' } = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};

function severityWord(severity: Severity, paint: Paint): string {
  return paint(styles[severity], severity) + ' '.repeat(10 - severity.length);
}

const meanings = {
  exact: 'what was recorded goes back',
  structural: 'regrouped, renamed, or a stray piece dropped',
  policy: 'changes what you chose to send, so it needs your leave',
  degrade: 'loses something, so it needs your leave',
} as const;

function repairOf({ repair, refusal, severity }: Finding): string {
  if (repair !== undefined) return `${repair}: ${meanings[repair]}`;
  if (refusal !== undefined) return `none: ${refusal}`;
  return severity === 'info' ? 'not needed' : 'none';
}

/** A line to copy, so it is never broken. */
function commandOf({ finding: { repair }, last }: Folded, { file, isLast }: Source): readonly string[] {
  if (repair === undefined) return [];
  const leave = repair === 'policy' || repair === 'degrade' ? ` --allow ${repair}` : '';
  const which = isLast ? '' : ` --exchange ${last}`;
  return [`throughline repair ${quoted(file)}${which}${leave}`];
}

function quoted(file: string): string {
  return /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}

function totals({ findings, blocks }: Summary, paint: Paint): string {
  const counts = severities
    .filter((severity) => findings[severity] > 0)
    .map((severity) => paint(styles[severity], nounFor(severity, findings[severity])));
  if (counts.length > 0) return counts.join(', ');
  // Where nothing was due, nothing is proven: the wire may be the wrong one.
  return blocks.expected === 0 ? 'no findings' : paint('green', 'nothing lost');
}

function nounFor(severity: Severity, count: number): string {
  return severity === 'info' ? `${figure(count)} info` : counted(count, severity);
}
