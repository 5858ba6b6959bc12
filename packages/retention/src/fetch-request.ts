/** A call as the engine sees it: what it finds in its body, and the call with a repaired one. */
import { wireNames } from '@throughline/codecs';
import { isJsonObject } from '@throughline/core';
import { diagnose } from './diagnose.ts';
import { consult, type ExamineOptions } from './examine.ts';
import { headersOf, textOf, withBody, type Call } from './fetch-call.ts';
import type { Target } from './fetch-target.ts';
import { findingOf } from './finding.ts';
import type { Finding } from './findings.ts';
import { after } from './learn.ts';
import type { Ledger, MaybePromise } from './ledger.ts';
import { repairText, type Repair, type RepairOptions } from './repair.ts';
import type { Outgoing, Subject } from './subject.ts';
import { historyKeyOf } from './wires/index.ts';

/** A request on its way. */
export type Sending = {
  readonly call: Call;
  readonly text: string;
  readonly outgoing: Omit<Outgoing, 'request'>;
};

export type Opening = {
  /** A vendor's variant of the wire where the host does not tell, e.g. `vllm`. */
  readonly dialect?: string | undefined;
  /** Whose request it is, by its headers if need be: tenants never see each other's. */
  readonly tenant?: string | ((headers: Headers) => string) | undefined;
};

/** `undefined` where the body is no request of this wire. */
export async function opened(
  call: Call,
  target: Target,
  { dialect, tenant }: Opening,
): Promise<Sending | undefined> {
  const headers = headersOf(call);
  if (headers.has('content-encoding')) return undefined;
  const text = await textOf(call);
  if (text?.includes(`"${historyKeyOf(target.wire)}"`) !== true) return undefined;
  const isItsDialect = dialect !== undefined && wireNames[target.wire]?.includes(dialect) === true;
  const outgoing = {
    ...target,
    ...(isItsDialect && { dialect }),
    tenant: typeof tenant === 'function' ? tenant(headers) : tenant,
  };
  return { call, text, outgoing };
}

const bodyDigests = ['content-digest', 'digest', 'content-md5'];

/** Whether a header vouches for the body, which then must stay as it is. (AWS Signature Version 4; RFC 9530) */
export function isSealed({ call }: Sending): boolean {
  const headers = headersOf(call);
  return (
    headers.get('authorization')?.startsWith('AWS4-') === true ||
    bodyDigests.some((name) => headers.has(name))
  );
}

/** The request as the engine takes it; `undefined` where the body is none, and has the word for a history elsewhere. */
export function wholeOf({ outgoing, text }: Sending): Outgoing | undefined {
  const request: unknown = JSON.parse(text);
  const history = historyKeyOf(outgoing.wire);
  const isRequest = isJsonObject(request) && history !== undefined && history in request;
  return isRequest ? { ...outgoing, request } : undefined;
}

export type Looked = { readonly findings: readonly Finding[]; readonly subject?: Subject | undefined };

export function look(sending: Sending, ledger: Ledger, options: ExamineOptions): MaybePromise<Looked> {
  const whole = wholeOf(sending);
  if (whole === undefined) return { findings: [] };
  return after(consult(diagnose(whole, options), ledger, whole.tenant), ({ issues, subject }) => ({
    findings: issues.map((issue) => findingOf(issue, subject?.rule)),
    subject,
  }));
}

export type Mended = {
  readonly findings: readonly Finding[];
  readonly repairs: readonly Repair[];
  /** The very same where nothing was repaired. */
  readonly sending: Sending;
};

export function mend(sending: Sending, ledger: Ledger, options: RepairOptions): MaybePromise<Mended> {
  const { call, text, outgoing } = sending;
  return after(repairText(text, outgoing, ledger, options), ({ body, headers, findings, repairs }) => {
    // What is not wrong need not be parsed again to see whether it is a request.
    if (findings.length > 0 && wholeOf(sending) === undefined) return { findings: [], repairs: [], sending };
    const repaired = (): Sending => ({ outgoing, text: body, call: withBody(call, body, headers) });
    return { findings, repairs, sending: body === text ? sending : repaired() };
  });
}
