/** Reads a capture from its beginning, and says of each request what was lost on its way back. */
import { isJsonObject, ThroughlineError } from '@throughline/core';
import type { Exchange } from './capture/exchange.ts';
import { diagnose, type Diagnosis } from './diagnose.ts';
import { consult, type ExamineOptions } from './examine.ts';
import { findingOf } from './finding.ts';
import type { Finding } from './findings.ts';
import { after, learn } from './learn.ts';
import type { Ledger, MaybePromise } from './ledger.ts';
import { createLedger } from './memory-ledger.ts';
import { answerOf, type Answer } from './reply.ts';
import { stepRates, type StepRate } from './rate.ts';
import { hasThinking, type Outgoing, type Subject } from './subject.ts';
import { watchGrowth, type Break } from './growth.ts';
import { anatomyOf, historyKeyOf, scaffoldWires } from './wires/index.ts';
import { wireOfReply, wireOfRequest } from './wires/shapes.ts';

export type AuditOptions = ExamineOptions & {
  /** Default: one in memory, which forgets what was not asked for longest. */
  readonly ledger?: Ledger | undefined;
};

export type Audited = {
  readonly findings: readonly Finding[];
  /** Absent where the body is no request but something that people see. */
  readonly subject?: Subject | undefined;
  /** What came back of each earlier reply that is known and whose thinking was due. */
  readonly steps: readonly StepRate[];
  /** Tokens of thinking that went to the model again, as far as their replies told. */
  readonly replayedTokens: number;
  /** The wire it was read as, where it cannot be of the one it names. */
  readonly readAs?: string | undefined;
  /** Why the reply could not be read, and is not remembered. */
  readonly unread?: string | undefined;
  /** Where the request does not extend the one before it in its conversation. */
  readonly broken?: Break | undefined;
};

/** Takes one exchange after the other; the ledger is all that is kept. */
export type Auditor = { take(exchange: Exchange): MaybePromise<Audited> };

export function createAuditor({ ledger = createLedger(), ...options }: AuditOptions = {}): Auditor {
  const watch = watchGrowth();
  return {
    take(given) {
      const exchange = onItsWire(given);
      return after(consult(diagnose(outgoingOf(exchange), options), ledger, exchange.session), (diagnosis) =>
        after(learnt(exchange, diagnosis, ledger, options), (unread) => ({
          ...audited(diagnosis, diagnosis.subject && watch(diagnosis.subject, exchange.session)),
          ...(unread !== undefined && { unread }),
          ...(exchange.wire !== given.wire && { readAs: exchange.wire }),
        })),
      );
    },
  };
}

function audited({ subject, issues }: Diagnosis, broken: Break | undefined): Audited {
  const findings = issues.map((issue) => findingOf(issue, subject?.rule));
  if (subject === undefined) return { findings, steps: [], replayedTokens: 0 };
  return { subject, findings, steps: stepRates(subject), replayedTokens: replayed(subject), broken };
}

function replayed({ steps }: Subject): number {
  return steps.reduce(
    (sum, { match, entry }) =>
      sum + (hasThinking(entry.blocks) ? (match?.remembered.thinkingTokens ?? 0) : 0),
    0,
  );
}

/** Remembers the reply; says why where it cannot be read. */
function learnt(
  exchange: Exchange,
  { subject }: Diagnosis,
  ledger: Ledger,
  options: ExamineOptions,
): MaybePromise<string | undefined> {
  if (historyKeyOf(exchange.wire) === undefined) return undefined;
  const answer = readAnswer(exchange);
  if (answer === undefined || typeof answer === 'string') return answer;
  const outgoing = outgoingOf(exchange);
  const producer = exchange.producer?.model;
  return after(learn({ outgoing, answer, subject, producer }, ledger, options), () => undefined);
}

function readAnswer(exchange: Exchange): Answer | string | undefined {
  try {
    return answerOf(exchange, anatomyOf(exchange.wire));
  } catch (error) {
    // One stream that cannot be read must not end the audit of all others; the auditor says that it was not.
    if (ThroughlineError.is(error)) return error.message;
    throw error;
  }
}

/** Recorders of mixed traffic name one wire for all of it; a reply tells its own, and so does a request that cannot be of that wire. */
function onItsWire(exchange: Exchange): Exchange {
  const { wire, response } = exchange;
  if (scaffoldWires.includes(wire)) return exchange;
  const isKnown = historyKeyOf(wire) !== undefined;
  if (isKnown && isJsonObject(response) && anatomyOf(wire).said(response) !== undefined) return exchange;
  const told =
    (isJsonObject(response) ? wireOfReply(response) : undefined) ?? wireOfRequest(exchange.request, wire);
  return told === undefined || told === wire ? exchange : { ...exchange, wire: told };
}

/** What an exchange's request is to the engine. */
export function outgoingOf(exchange: Exchange): Outgoing {
  const { wire, request, dialect, endpoint, policy, session, producer, headers } = onItsWire(exchange);
  return {
    wire,
    request,
    dialect,
    endpoint,
    provider: producer?.provider,
    policy,
    tenant: session,
    organization: producer?.organization ?? organizationIn(headers),
    model: producer?.model,
  };
}

/** Headers that name the account, of a request or of its reply. (OpenAI and Anthropic API references, read 2026-11-23) */
const organizationHeaders: ReadonlySet<string> = new Set([
  'openai-organization',
  'anthropic-organization-id',
]);

function organizationIn(headers: Exchange['headers'] = {}): string | undefined {
  return Object.entries(headers).find(([name]) => organizationHeaders.has(name.toLowerCase()))?.[1];
}
