/** JUnit XML: a test case per exchange, which fails where something is as grave as asked for. */
import type { Finding } from '@throughline/retention';
import { severities, type Examined } from '../audit.ts';
import { hold, type Held } from '../output.ts';
import { outcomeOf, type Report, type ReportOptions } from './report.ts';

type Suite = { readonly held: Held; readonly file: string; tests: number; failures: number };

export function junitReport({ write, failOn }: ReportOptions): Report {
  const suites: Suite[] = [];
  const grave = new Set(severities.slice(0, severities.indexOf(failOn) + 1));
  return {
    open(file) {
      const suite: Suite = { held: hold(), file, tests: 0, failures: 0 };
      return {
        async take(examined) {
          const failing = examined.audited.findings.filter(({ severity }) => grave.has(severity));
          suite.tests += 1;
          if (failing.length > 0) suite.failures += 1;
          await suite.held.add(caseOf(examined, file, failing));
        },
        async done() {
          suites.push(suite);
        },
        // A suite that is done is needed until all of them are written.
        dispose: async () => (suites.includes(suite) ? undefined : suite.held.dispose()),
      };
    },
    async close() {
      await write('<?xml version="1.0" encoding="UTF-8"?>\n');
      await write(`<testsuites name="throughline audit"${countsOf(suites)}>\n`);
      for (const suite of suites) {
        await write(`<testsuite name="${escaped(suite.file)}"${countsOf([suite])}>\n`);
        await suite.held.print(write);
        await write('</testsuite>\n');
      }
      await write('</testsuites>\n');
      for (const suite of suites) await suite.held.dispose();
    },
  };
}

function countsOf(suites: readonly Suite[]): string {
  const tests = suites.reduce((sum, suite) => sum + suite.tests, 0);
  const failures = suites.reduce((sum, suite) => sum + suite.failures, 0);
  return ` tests="${tests}" failures="${failures}" errors="0" skipped="0"`;
}

function caseOf({ exchange, model }: Examined, file: string, failing: readonly Finding[]): string {
  const name =
    model === undefined || model === '' ? `exchange ${exchange}` : `exchange ${exchange}, ${model}`;
  const head = `<testcase classname="${escaped(file)}" name="${escaped(name)}" time="0"`;
  const [first] = failing;
  if (first === undefined) return `${head}/>\n`;
  const text = failing.map(toldOf).join('\n\n');
  return `${head}>\n<failure message="${escaped(`${first.code} at ${first.at}`)}" type="${first.code}">${escaped(text)}</failure>\n</testcase>\n`;
}

function toldOf(finding: Finding): string {
  const { severity, code, at, explain, rule } = finding;
  return [
    `${severity}: ${code} at ${at}`,
    explain,
    `provider: ${outcomeOf(finding)}`,
    ...(rule === undefined ? [] : [`rule: ${rule.id}, read ${rule.read}, ${rule.url}`]),
  ].join('\n');
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** What XML 1.0 has no place for is shown as JSON writes it. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"]/g, (character) => entities[character] as string)
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, (character) =>
      JSON.stringify(character)
        .slice(1, -1)
        .replace(/^[^\\]$/, '\uFFFD'),
    );
}
