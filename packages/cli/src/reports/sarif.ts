/** SARIF 2.1.0, which code hosts show beside the code. (docs.oasis-open.org/sarif/sarif/v2.1.0, read 2026-11) */
import { pathToFileURL } from 'node:url';
import { relative, sep } from 'node:path';
import { stringifyJson } from '@throughline/core';
import { findingCodes, type Finding, type FindingCode, type Severity } from '@throughline/retention';
import manifest from '../../package.json' with { type: 'json' };
import { createFolds, type Folded, type Folds } from './folding.ts';
import { outcomeOf, type Report, type ReportOptions } from './report.ts';

/** Hosts show a few thousand results at most. */
const mostOfCode = 1000;

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

type Result = { readonly [property: string]: unknown; readonly ruleId: FindingCode };

export function sarifReport({ write }: ReportOptions): Report {
  const results: Result[] = [];
  const rules = new Map<FindingCode, SarifRule>();
  return {
    open(file) {
      const folds = createFolds(mostOfCode);
      return {
        take: async (examined) => folds.add(examined),
        async done() {
          for (const folded of folds.folded)
            results.push(resultOf(folded, file, ruleOf(rules, folded.finding)));
          results.push(...beyond(folds, file, rules));
        },
        dispose: async () => undefined,
      };
    },
    close: async () => write(`${stringifyJson(logOf(results, [...rules.values()]))}\n`),
  };
}

function logOf(results: readonly Result[], rules: readonly SarifRule[]): object {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'throughline',
            version: manifest.version,
            informationUri: 'https://github.com/throughline/throughline',
            rules: rules.map(descriptorOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
}

type SarifRule = {
  readonly index: number;
  readonly code: FindingCode;
  readonly sources: Map<string, string>;
};

/** One per code; behind it stand the rows of the table that it was found by. */
function ruleOf(rules: Map<FindingCode, SarifRule>, { code, rule }: Finding): SarifRule {
  const known = rules.get(code) ?? { index: rules.size, code, sources: new Map<string, string>() };
  rules.set(code, known);
  if (rule !== undefined) known.sources.set(rule.url, rule.read);
  return known;
}

function descriptorOf({ code, sources }: SarifRule): object {
  const [severity, means] = findingCodes[code];
  const read = [...sources].map(([url, date]) => ({ url, text: `${url} (read ${date})` }));
  const text = `${means.slice(0, 1).toUpperCase()}${means.slice(1)}.`;
  const [first] = read;
  return {
    id: code,
    shortDescription: { text },
    help: {
      text: [text, ...read.map((source) => source.text)].join('\n'),
      markdown: [text, '', ...read.map(({ url, text: label }) => `- [${label}](${url})`)].join('\n'),
    },
    ...(first !== undefined && { helpUri: first.url }),
    defaultConfiguration: { level: levels[severity as Severity] },
  };
}

function resultOf({ finding, first, again }: Folded, file: string, { index }: SarifRule): Result {
  const { code, severity, at, explain, evidence, repair, refusal, rule } = finding;
  return {
    ruleId: code,
    ruleIndex: index,
    level: levels[severity],
    message: { text: `${explain} Provider: ${outcomeOf(finding)}` },
    locations: [locationOf(file, first.line, at)],
    occurrenceCount: again + 1,
    partialFingerprints: { 'throughline/v1': `${code} ${at} ${first.exchange}` },
    properties: { exchange: first.exchange, evidence, repair, refusal, rule: rule?.id, model: first.model },
  };
}

function locationOf(file: string, line: number | undefined, at: string): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      ...(line !== undefined && { region: { startLine: line } }),
    },
    logicalLocations: [{ fullyQualifiedName: at, kind: 'member' }],
  };
}

function beyond(folds: Folds, file: string, rules: Map<FindingCode, SarifRule>): readonly Result[] {
  return [...folds.beyond].flatMap(([code, { count }]) => {
    const rule = rules.get(code);
    const known = folds.folded.find(({ finding }) => finding.code === code);
    if (rule === undefined || known === undefined) return [];
    const text = `${count} more findings of ${code} are not listed one by one.`;
    return [
      {
        ruleId: code,
        ruleIndex: rule.index,
        level: levels[known.finding.severity],
        message: { text },
        locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
        occurrenceCount: count,
      },
    ];
  });
}

/** Relative to where the command runs, as hosts want it; else a file URL. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const path = relative(process.cwd(), file);
  if (path.startsWith('..') || path === '') return pathToFileURL(file).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}
