/** Adds up what an audit said of each exchange. */
import type { Audited } from './audit.ts';
import type { Severity } from './findings.ts';
import { noRate, sumOf, type Rate } from './rate.ts';

export type SessionSummary = Rate & { readonly session: string; readonly exchanges: number };

export type Summary = Rate & {
  readonly exchanges: number;
  readonly findings: { readonly [severity in Severity]: number };
  /** By session, where the capture names them. */
  readonly sessions: readonly SessionSummary[];
  /** Thinking that went to the model again, in tokens, as far as replies told what it took. */
  readonly replayedTokens: number;
  readonly appendOnly: boolean;
  /** The first request that did not extend the one before it. */
  readonly firstBreak?: { readonly exchange: number; readonly at: string };
  readonly breaks: number;
};

export type Summing = { add(audited: Audited, session: string | undefined): void; readonly summary: Summary };

export function createSumming(): Summing {
  let total: Rate = noRate;
  let [exchanges, replayedTokens, breaks] = [0, 0, 0];
  let firstBreak: Summary['firstBreak'];
  const findings: { [severity in Severity]: number } = { error: 0, warning: 0, info: 0 };
  const sessions = new Map<string, SessionSummary>();
  return {
    add(audited, session) {
      for (const { severity } of audited.findings) findings[severity] += 1;
      const rate = sumOf(audited.steps);
      total = sumOf([total, rate]);
      replayedTokens += audited.replayedTokens;
      if (audited.broken !== undefined) {
        firstBreak ??= { exchange: exchanges, at: audited.broken.at };
        breaks += 1;
      }
      exchanges += 1;
      if (session === undefined) return;
      const before = sessions.get(session) ?? { session, exchanges: 0, ...noRate };
      sessions.set(session, { session, exchanges: before.exchanges + 1, ...sumOf([before, rate]) });
    },
    get summary() {
      return {
        exchanges,
        findings: { ...findings },
        ...total,
        sessions: [...sessions.values()],
        replayedTokens,
        appendOnly: breaks === 0,
        ...(firstBreak !== undefined && { firstBreak }),
        breaks,
      };
    },
  };
}
