/** What a format of a report does with what an audit says. */
import type { Finding, Severity, Summary } from '@throughline/retention';
import type { Examined } from '../audit.ts';
import type { Write } from '../output.ts';

export type Report = {
  open(file: string): FileReport;
  /** Called when every file was read to its end. */
  close(): Promise<void>;
};

type FileReport = {
  take(examined: Examined): Promise<void>;
  /** Called at the end of a file that could be read; before that nothing of it is written. */
  done(summary: Summary): Promise<void>;
  dispose(): Promise<void>;
};

export type ReportOptions = { readonly write: Write; readonly failOn: Severity };

export const formats = ['human', 'json', 'sarif', 'junit'] as const;
export type Format = (typeof formats)[number];

/** What the provider does about it, as far as the rules tell. */
export function outcomeOf({ providerOutcome }: Finding): string {
  return providerOutcome === 'silent'
    ? 'silent: it answers as if nothing were wrong'
    : `will answer ${providerOutcome.status}: ${providerOutcome.message}`;
}
