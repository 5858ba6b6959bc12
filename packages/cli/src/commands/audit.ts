/** `throughline audit`: what was lost of a model's thinking, exchange by exchange. */
import { ThroughlineError } from '@throughline/core';
import { defineCommand, type CommandDef } from 'citty';
import type { Severity } from '@throughline/retention';
import { auditFile, fails, severities, type AuditJob, type Examined } from '../audit.ts';
import { forms } from '../forms.ts';
import { exitCodes, UsageError } from '../exit.ts';
import { failureOf, told } from '../failure.ts';
import { filesOf, oneOf, refuseUnknown, type Given } from '../options.ts';
import { print, type Write } from '../output.ts';
import { progressOf } from '../progress.ts';
import { humanReport } from '../reports/human.ts';
import { jsonReport } from '../reports/json.ts';
import { junitReport } from '../reports/junit.ts';
import { formats, type Format, type Report, type ReportOptions } from '../reports/report.ts';
import { sarifReport } from '../reports/sarif.ts';
import { ruleTable } from '../rule-table.ts';
import { openWhole } from '../whole-file.ts';

const args = {
  file: { type: 'positional', description: 'Captures to audit; - is standard input.', required: false },
  'fail-on': {
    type: 'string',
    description: 'Exit 1 on findings of this severity or graver: error | warning | info',
    default: 'error',
    valueHint: 'SEVERITY',
  },
  format: { type: 'string', description: 'human | json | sarif | junit', valueHint: 'FORMAT' },
  json: { type: 'boolean', description: 'The same as --format json: one line per capture.' },
  findings: { type: 'string', description: 'Write the JSON to this file as well.', valueHint: 'FILE' },
  rules: { type: 'string', description: 'A JSON list of rules of your own.', valueHint: 'FILE' },
  from: {
    type: 'string',
    description: 'capture | har | simulator | ai-sdk | langsmith; without it the content decides',
    valueHint: 'FORM',
  },
} as const;

export const audit: CommandDef<typeof args> = defineCommand({
  meta: { name: 'audit', description: 'Says where thinking was lost on its way back to the model.' },
  args,
  async run({ args: given }) {
    const asked = askedOf(given);
    try {
      const rules = await ruleTable(asked.rules);
      process.exitCode = await auditAll(asked, { form: asked.form, rules });
    } catch (error) {
      if (!ThroughlineError.is(error)) throw error;
      console.error(error.message);
      process.exitCode = exitCodes.badInput;
    }
  },
});

type Asked = {
  readonly files: readonly string[];
  readonly failOn: Severity;
  readonly format: Format;
  readonly findings: string | undefined;
  readonly rules: string | undefined;
  readonly form: AuditJob['form'];
};

function askedOf(given: Given & { readonly [name in keyof typeof args]?: unknown }): Asked {
  refuseUnknown(given, args);
  const { json, format, from, findings, rules } = given as { readonly [name: string]: string | undefined };
  if (given.json === true && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} cannot both be.`);
  return {
    files: filesOf(given, 'captures to audit'),
    failOn: oneOf(severities, 'fail-on', String(given['fail-on'])),
    format: json === undefined ? oneOf(formats, 'format', format ?? 'human') : 'json',
    findings,
    rules,
    form: from === undefined ? undefined : oneOf(forms, 'from', from),
  };
}

const reportIn: { readonly [format in Format]: (options: ReportOptions) => Report } = {
  human: humanReport,
  json: jsonReport,
  sarif: sarifReport,
  junit: junitReport,
};

/** The exit code. */
async function auditAll({ files, failOn, format, findings }: Asked, job: AuditJob): Promise<number> {
  const file = findings === undefined ? undefined : await openWhole(findings, 'findings');
  const options = (write: Write): ReportOptions => ({ write, failOn });
  const reports = [
    reportIn[format](options(print)),
    ...(file === undefined ? [] : [jsonReport(options(file.write))]),
  ];
  try {
    const outcomes: Outcome[] = [];
    for (const one of files) outcomes.push(await auditOne(one, job, failOn, reports));
    if (outcomes.includes('unread')) return exitCodes.badInput;
    for (const report of reports) await report.close();
    await file?.keep();
    return outcomes.includes('failing') ? exitCodes.findings : exitCodes.fine;
  } finally {
    await file?.dispose();
  }
}

type Outcome = 'fine' | 'failing' | 'unread';

async function auditOne(
  file: string,
  job: AuditJob,
  failOn: Severity,
  reports: readonly Report[],
): Promise<Outcome> {
  const progress = progressOf(file);
  const opened = reports.map((report) => report.open(file));
  const notes = new Map<string, number>();
  const take = async (examined: Examined): Promise<void> => {
    progress.tick(examined.exchange);
    const note = noteOn(examined);
    if (note !== undefined) notes.set(note, (notes.get(note) ?? 0) + 1);
    for (const report of opened) await report.take(examined);
  };
  try {
    const summary = await auditFile(file, job, take);
    progress.clear();
    for (const [note, times] of notes)
      console.error(`${file}: ${note} (${times} of ${summary.exchanges} exchanges)`);
    for (const report of opened) await report.done(summary);
    return fails(summary, failOn) ? 'failing' : 'fine';
  } catch (error) {
    progress.clear();
    console.error(told(file, failureOf(error, file)));
    return 'unread';
  } finally {
    for (const report of opened) await report.dispose();
  }
}

/** What was not read as it was told, or not at all: no finding, but nobody should rely on it. */
function noteOn({ audited: { readAs, unread } }: Examined): string | undefined {
  if (unread !== undefined) return `a reply cannot be read and is not remembered: ${unread}`;
  return readAs === undefined ? undefined : `read as ${readAs}, since it is not of the wire that it names`;
}
