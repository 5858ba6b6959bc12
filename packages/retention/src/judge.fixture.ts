/** Damages a session as often as it is told, and compares what the auditor says with what was done. */
import type { JsonObject } from '@throughline/core';
import { createAuditor, outgoingOf, type Audited } from './audit.ts';
import { damages, undetectable, type DamageName } from './damage.fixture.ts';
import type { Pick } from './damaged.fixture.ts';
import type { Finding } from './findings.ts';
import { createLedger, type MemoryLedger } from './memory-ledger.ts';
import { repair, type Repaired, type RepairOptions } from './repair.ts';
import type { Session } from './sessions.fixture.ts';
import type { Outgoing } from './subject.ts';
import { exchangesOf, outgoing, write, type Voice, type Written } from './voices.fixture.ts';

/** A session as it was recorded, up to a request that is still on its way. */
export type Stage = {
  readonly voice: Voice;
  readonly session: Session;
  readonly ledger: MemoryLedger;
  /** What was said of the requests before. */
  readonly findings: readonly Finding[];
  readonly intact: Written;
};

export function stage(voice: Voice, session: Session): Stage {
  const ledger = createLedger();
  const auditor = createAuditor({ ledger });
  const findings = exchangesOf(voice, session).flatMap((exchange) => found(auditor.take(exchange)));
  return { voice, session, ledger, findings, intact: write(voice, session) };
}

function found(audited: ReturnType<ReturnType<typeof createAuditor>['take']>): readonly Finding[] {
  return (audited as Audited).findings;
}

export function findingsOf({ voice, ledger }: Stage, request: JsonObject): readonly Finding[] {
  return found(createAuditor({ ledger }).take(outgoing(voice, request)));
}

export function asOutgoing({ voice }: Stage, request: JsonObject): Outgoing {
  return outgoingOf(outgoing(voice, request));
}

export function repaired(on: Stage, request: JsonObject, options?: RepairOptions): Repaired {
  return repair(asOutgoing(on, request), on.ledger, options) as Repaired;
}

/** Every text in a value, as often as it is there. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

export type Verdict = {
  readonly request: JsonObject;
  readonly findings: readonly Finding[];
  readonly isFound: boolean;
  /** Why nothing is to be found, where that is so. */
  readonly excuse?: string | undefined;
  /** Findings that are about something else, or call it something else. */
  readonly alarms: readonly Finding[];
};

export function picking(choices: readonly number[]): Pick {
  let at = 0;
  return (n) => {
    const choice = choices[at % choices.length] ?? 0;
    at += 1;
    return n === 0 ? 0 : choice % n;
  };
}

/** `undefined` where the damage does not apply: nothing to damage, or this wire says the same either way. */
export function judge(on: Stage, name: DamageName, choices: readonly number[]): Verdict | undefined {
  const { damage, codes } = damages[name];
  const damaged = damage(on.session, picking(choices), on.voice);
  if (damaged === undefined) return undefined;
  const written = write(on.voice, damaged.session);
  if (JSON.stringify(written.request) === JSON.stringify(on.intact.request)) return undefined;
  const places = damaged.at.map((moment) => written.places[moment] as readonly [number, number]);
  const findings = findingsOf(on, written.request);
  const isAbout = (finding: Finding): boolean =>
    (codes as readonly string[]).includes(finding.code) && isWithin(finding.at, places);
  return {
    request: written.request,
    findings,
    isFound: findings.some(isAbout),
    excuse: undetectable[on.voice.wire]?.[name],
    alarms: findings.filter((finding) => !isAbout(finding)),
  };
}

/** A message that lost all it said is told by the place where it was. */
function isWithin(at: string, places: readonly (readonly [number, number])[]): boolean {
  const told = [...at.matchAll(/^[a-z]+\[(\d+)\]|, [a-z]+\[(\d+)\]/g)].map(([, a, b]) => Number(a ?? b));
  return (
    told.length > 0 &&
    told.every((index) => places.some(([from, to]) => index >= from && index < Math.max(to, from + 1)))
  );
}
