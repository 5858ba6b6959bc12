/** All that is added to a stock package where it runs again, and what that had to do. */
import {
  createLedger,
  retainingFetch,
  ruleFor,
  withRules,
  type FetchReport,
  type Finding,
} from '@throughline/retention';

export type Retained = {
  /** Repairs over all requests, by finding. */
  readonly repairs: { readonly [code: string]: number };
  /** What was wrong and could not be put right, and why. */
  readonly left: readonly string[];
  /** Where retention itself failed. */
  readonly faults: readonly string[];
};

export type Retaining = { readonly fetch: typeof globalThis.fetch; retained(): Retained };

export function retaining(dialect: string): Retaining {
  const reports: FetchReport[] = [];
  const faults: string[] = [];
  const fetch = retainingFetch({
    ledger: createLedger(),
    mode: 'repair',
    // Words of the assistant go back only with leave; Mastra, the one that loses here on Claude's dialect, drops some.
    allow: dialect === 'claude' ? ['policy'] : [],
    keep: 'all',
    dialect,
    rules,
    onFindings: (report) => reports.push(report),
    onFault: ({ message }) => faults.push(message),
  });
  return { fetch, retained: () => ({ repairs: countsOf(reports), left: leftIn(reports), faults }) };
}

/** No table knows the simulated model by its name; on the dialect of Claude it demands what a model with preserved thinking does. */
const preserved = ruleFor({ wire: 'anthropic-messages', model: 'claude-fable-5-1' });
const rules = withRules([
  {
    ...preserved,
    id: 'simulated/claude',
    match: { wires: ['anthropic-messages'], models: '^reference-policy$', dialects: ['claude'] },
  },
]);

function countsOf(reports: readonly FetchReport[]): Retained['repairs'] {
  const counts: { [code: string]: number } = {};
  for (const { code } of reports.flatMap(({ repairs }) => repairs)) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function leftIn(reports: readonly FetchReport[]): readonly string[] {
  const left = reports.flatMap(({ findings, repairs }) =>
    findings.filter((finding) => !repairs.some((one) => isOf(finding, one))),
  );
  return [...new Set(left.map(({ at, explain, refusal }) => `${at}: ${explain} ${refusal ?? ''}`.trim()))];
}

function isOf(finding: Finding, { code, at }: { readonly code: string; readonly at: string }): boolean {
  return finding.code === code && finding.at === at;
}
