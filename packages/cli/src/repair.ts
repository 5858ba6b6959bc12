/** Repairs one request of a capture with what the exchanges before it tell. */
import { stringifyJson, ThroughlineError } from '@throughline/core';
import {
  createAuditor,
  createLedger,
  outgoingOf,
  repair,
  locator,
  scaffoldWires,
  type Finding,
  type Repaired,
  type RepairOptions,
} from '@throughline/retention';
import { captured, type Captured } from './captures.ts';
import type { Form } from './forms.ts';

export type RepairJob = {
  readonly form?: Form | undefined;
  /** Which one is repaired, from 0; without it the last. */
  readonly exchange?: number | undefined;
  readonly options: RepairOptions;
};

export type RepairedRequest = Repaired & {
  /** The request as JSON; as it came, byte for byte, where nothing was to be done. */
  readonly text: string;
  /** What is wrong with it after all. */
  readonly left: readonly Finding[];
};

/** @throws ThroughlineError where the capture cannot be read, or has no such exchange. */
export async function repairIn(file: string, job: RepairJob): Promise<RepairedRequest> {
  const { options } = job;
  const ledger = createLedger();
  const found = await learnt(file, job, createAuditor({ ...options, ledger }));
  refuseScaffold(found.exchange.wire);
  const outgoing = outgoingOf(found.exchange);
  const repaired = await repair(outgoing, ledger, options);
  const { request } = repaired;
  // What a second repair finds is what the first one had to leave.
  const { findings: left } = await repair({ ...outgoing, request }, ledger, options);
  const text = request === outgoing.request ? textOf(found) : stringifyJson(request);
  return { ...repaired, text, left };
}

/** What is repaired must be what goes out. */
function refuseScaffold(wire: string): void {
  if (scaffoldWires.includes(wire))
    throw new ThroughlineError(
      'config-invalid',
      'a framework’s messages are audited, not repaired: what is made of them is another request; record that',
    );
}

/** Takes in all exchanges before the one in question, and gives that one. */
async function learnt(
  file: string,
  { form, exchange }: RepairJob,
  auditor: ReturnType<typeof createAuditor>,
): Promise<Captured> {
  let last: Captured | undefined;
  let index = -1;
  for await (const next of captured(file, form)) {
    if (index === exchange) break;
    if (last !== undefined) await auditor.take(last.exchange);
    last = next;
    index += 1;
  }
  if (last === undefined) throw new ThroughlineError('format-invalid', 'there is no exchange in it');
  if (exchange !== undefined && index < exchange)
    throw new ThroughlineError(
      'config-invalid',
      `there is no exchange ${exchange}: the last one is ${index}`,
    );
  return last;
}

function textOf({ exchange, text }: Captured): string {
  const span = text === undefined ? undefined : locator(text).spanOf(['request']);
  return span === undefined || text === undefined
    ? stringifyJson(exchange.request)
    : text.slice(span.start, span.end);
}
