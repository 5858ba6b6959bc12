/** Audits a capture, exchange by exchange. */
import { ThroughlineError } from '@throughline/core';
import {
  createAuditor,
  createSumming,
  type Audited,
  type Rule,
  type Severity,
  type Summary,
} from '@throughline/retention';
import { captured } from './captures.ts';
import type { Form } from './forms.ts';

/** One exchange of a capture, and what the audit says of it. */
export type Examined = {
  /** Counted from 0. */
  readonly exchange: number;
  readonly line?: number | undefined;
  readonly session?: string | undefined;
  readonly model?: string | undefined;
  readonly audited: Audited;
};

export type AuditJob = { readonly form?: Form | undefined; readonly rules: readonly Rule[] };

/** @throws ThroughlineError with the line of the first exchange that cannot be read. */
export async function auditFile(
  file: string,
  { form, rules }: AuditJob,
  take: (examined: Examined) => Promise<void>,
): Promise<Summary> {
  const auditor = createAuditor({ rules });
  const summing = createSumming();
  let index = 0;
  for await (const { exchange, line } of captured(file, form)) {
    const audited = await auditor.take(exchange);
    summing.add(audited, exchange.session);
    const { session } = exchange;
    await take({ exchange: index, line, session, model: audited.subject?.target.model, audited });
    index += 1;
  }
  // A check that looked at nothing must not pass for a good one.
  if (index === 0) throw new ThroughlineError('format-invalid', 'there is no exchange in it');
  return summing.summary;
}

export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether there is a finding of this severity or a graver one. */
export function fails({ findings }: Summary, failOn: Severity): boolean {
  return severities.slice(0, severities.indexOf(failOn) + 1).some((severity) => findings[severity] > 0);
}
