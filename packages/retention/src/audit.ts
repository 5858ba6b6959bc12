/** Reads a capture from its beginning, and says of each request what was lost on its way back. */
import type { Exchange } from './capture/exchange.ts';
import { diagnose } from './diagnose.ts';
import { consult, modelOf, type ExamineOptions } from './examine.ts';
import { findingOf } from './finding.ts';
import type { Finding } from './findings.ts';
import type { Ledger, MaybePromise } from './ledger.ts';
import { createLedger } from './memory-ledger.ts';
import { remember } from './remember.ts';
import { answerOf } from './reply.ts';
import { ruleFor } from './rules/match.ts';
import type { Outgoing, Subject } from './subject.ts';
import { anatomyOf } from './wires/index.ts';

export type AuditFinding = Finding & { readonly exchange: number };

export type AuditOptions = ExamineOptions & {
  /** Default: one in memory, which forgets what was not asked for longest. */
  readonly ledger?: Ledger | undefined;
};

export type Audited = { readonly findings: readonly Finding[]; readonly subject: Subject };

/** One exchange after the other; the ledger is all that is kept. */
export type Auditor = { take(exchange: Exchange): MaybePromise<Audited> };

export function createAuditor({ ledger = createLedger(), ...options }: AuditOptions = {}): Auditor {
  return {
    take(exchange) {
      const outgoing = outgoingOf(exchange);
      const diagnosed = consult(diagnose(outgoing, options), ledger, exchange.session);
      if (diagnosed instanceof Promise) return later(exchange, diagnosed);
      const remembered = rememberedOf(exchange, diagnosed.subject);
      if (remembered instanceof Promise) return remembered.then(() => audited(diagnosed));
      return audited(diagnosed);
    },
  };

  async function later(
    exchange: Exchange,
    diagnosing: Promise<
      Awaited<ReturnType<typeof audited>> extends infer _ ? Parameters<typeof audited>[0] : never
    >,
  ): Promise<Audited> {
    const diagnosed = await diagnosing;
    await rememberedOf(exchange, diagnosed.subject);
    return audited(diagnosed);
  }

  function rememberedOf(exchange: Exchange, subject: Subject): MaybePromise<void> {
    const answer = answerOf(exchange, subject.anatomy);
    if (answer === undefined) return undefined;
    const origin = {
      ...subject.target,
      model: exchange.producer?.model ?? modelIn(answer.body) ?? subject.target.model,
    };
    const rule = ruleFor(
      {
        wire: exchange.wire,
        model: origin.model ?? '',
        endpoint: exchange.endpoint,
        dialect: exchange.dialect,
      },
      options.rules,
    );
    const made = consult(
      remember({
        anatomy: subject.anatomy,
        request: exchange.request,
        ...answer,
        origin: { ...origin, issuer: rule.issuer },
        previous: subject.steps.at(-1)?.match?.remembered.id,
      }),
      ledger,
      exchange.session,
    );
    return made instanceof Promise
      ? made.then((one) => ledger.add(one, exchange.session))
      : ledger.add(made, exchange.session);
  }
}

function audited({
  subject,
  issues,
}: {
  readonly subject: Subject;
  readonly issues: Parameters<typeof findingOf>[0][] | readonly Parameters<typeof findingOf>[0][];
}): Audited {
  return { subject, findings: issues.map((issue) => findingOf(issue, subject)) };
}

/** Who answered, as the reply itself says: routers and fallbacks answer with another model than was asked. */
function modelIn(body: { readonly [key: string]: unknown } | undefined): string | undefined {
  const named = body?.['model'];
  return typeof named === 'string' && named !== '' ? named : undefined;
}

export function outgoingOf(exchange: Exchange): Outgoing {
  const { wire, request, dialect, endpoint, policy, session, producer } = exchange;
  return {
    wire,
    request,
    dialect,
    endpoint,
    policy,
    tenant: session,
    organization: producer?.organization,
    model: modelOf({ wire, request, model: producer?.model }),
  };
}

void anatomyOf;
