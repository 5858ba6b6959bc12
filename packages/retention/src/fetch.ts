/** A `fetch` that remembers what models said, and sees to it that they hear it again. */
import { codecFor, wireNames } from '@throughline/codecs';
import { ThroughlineError } from '@throughline/core';
import { addressOf, methodOf, type Call, type Fetch } from './fetch-call.ts';
import { attempting, type Attempt } from './fetch-fault.ts';
import { hearingOf } from './fetch-hearing.ts';
import { isSealed, look, mend, opened, type Opening, type Sending } from './fetch-request.ts';
import { heard } from './fetch-response.ts';
import { targetOf } from './fetch-target.ts';
import type { Finding } from './findings.ts';
import { after } from './learn.ts';
import type { Ledger } from './ledger.ts';
import type { Repair, RepairOptions } from './repair.ts';
import { createSeenBodies, type SeenBodies } from './seen-bodies.ts';

export type RetainingFetchOptions = Omit<RepairOptions, 'seen'> &
  Opening & {
    /** Where replies are remembered, such as `createLedger()`. Share one between clients whose conversations go on in one another. */
    readonly ledger: Ledger;
    /** `audit` says what was lost and sends what it was given; `repair` first puts back what it may. */
    readonly mode: 'audit' | 'repair';
    /** What sends. Default: the runtime's own. */
    readonly fetch?: Fetch | undefined;
    /** For addresses whose path does not tell the wire, e.g. `openai-chat`. It is believed for every address: give such a client a fetch of its own. */
    readonly wire?: string | undefined;
    /** Called for each request that something was wrong with, as it came. */
    readonly onFindings?: ((report: FetchReport) => void) | undefined;
    /** Called for each request that was repaired. */
    readonly onRepair?: ((report: FetchReport) => void) | undefined;
    /** Called where retention itself failed and the call went on without it. The error holds no words, headers or keys. */
    readonly onFault?: ((error: Error) => void) | undefined;
  };

/** What was found in one request, and what was done about it. */
export type FetchReport = {
  readonly wire: string;
  readonly endpoint?: string | undefined;
  readonly findings: readonly Finding[];
  readonly repairs: readonly Repair[];
};

/**
 * Takes the place of `fetch` in any SDK that takes one. What is no request of a known wire passes untouched, and so does everything where retention
 * itself fails.
 * @throws ThroughlineError `config-invalid` on a wire, dialect or mode that is not there, and without a ledger.
 */
export function retainingFetch(options: RetainingFetchOptions): Fetch {
  const { fetch: send = globalThis.fetch, wire, onFault } = options;
  check(options);
  const attempt = attempting(onFault);
  const seen = options.mode === 'repair' ? createSeenBodies(options.ledger, options) : undefined;
  return async (input, init) => {
    const call: Call = { input, init };
    const sending = await attempt('the request', async () => {
      const target = methodOf(call) === 'POST' ? targetOf(addressOf(call), wire) : undefined;
      return target === undefined ? undefined : opened(call, target, options);
    });
    return sending === undefined ? send(input, init) : retained(sending, send, { ...options, seen }, attempt);
  };
}

/** Programs without types get here too, and a misspelled `audit` must not change requests. */
function check({ wire, dialect, mode, ledger }: Partial<RetainingFetchOptions>): void {
  if (mode !== 'audit' && mode !== 'repair')
    throw new ThroughlineError('config-invalid', `expected audit or repair, found "${String(mode)}"`, {
      path: 'mode',
    });
  if (ledger === undefined)
    throw new ThroughlineError('config-invalid', 'there is none; createLedger() makes one in memory', {
      path: 'ledger',
    });
  if (wire !== undefined) codecFor(wire, dialect);
  else if (dialect !== undefined && !Object.values(wireNames).some((names) => names.includes(dialect)))
    throw new ThroughlineError('config-invalid', `no wire has a dialect "${dialect}"`, { path: 'dialect' });
}

async function retained(
  came: Sending,
  send: Fetch,
  options: RetainingFetchOptions & { readonly seen: SeenBodies | undefined },
  attempt: Attempt,
): Promise<Response> {
  const { ledger } = options;
  const isOnlyRead = options.mode === 'audit' || isSealed(came);
  const mended = isOnlyRead ? undefined : await attempt('the repair', () => mend(came, ledger, options));
  const sending = mended?.sending ?? came;
  const responding = send(sending.call.input, sending.call.init);
  // While the request travels there is time to look at it.
  const looked = isOnlyRead ? attempt('the audit', () => look(came, ledger, options)) : undefined;
  const findings = after(looked, (seen) => seen?.findings ?? mended?.findings ?? []);
  void attempt('the report', () =>
    after(findings, (found) => tell(came, found, mended?.repairs ?? [], options)),
  );
  const response = await responding;
  if (!response.ok) return response;
  return (
    (await attempt('the response', () => {
      const contentType = response.headers.get('content-type');
      return heard(
        response,
        hearingOf({ sending, looked, contentType }, ledger, options.seen, options, attempt),
      );
    })) ?? response
  );
}

function tell(
  { outgoing: { wire, endpoint } }: Sending,
  findings: readonly Finding[],
  repairs: readonly Repair[],
  { onFindings, onRepair }: RetainingFetchOptions,
): void {
  const report: FetchReport = { wire, endpoint, findings, repairs };
  if (findings.length > 0) onFindings?.(report);
  if (repairs.length > 0) onRepair?.(report);
}
