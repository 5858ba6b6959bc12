/** Un-wedges a saved session: what its provider would refuse, and nothing recorded can mend, is taken out and told. */
import type { JsonObject, JsonValue } from '@throughline/core';
import { diagnose, type Diagnosis } from './diagnose.ts';
import { consult, type Asking } from './examine.ts';
import { findingOf } from './finding.ts';
import type { Finding, FindingCode } from './findings.ts';
import { createLedger } from './memory-ledger.ts';
import { remember } from './remember.ts';
import type { Repair } from './repair.ts';
import { ruleFor } from './rules/match.ts';
import type { Rule } from './rules/rule.ts';
import type { SavedSession } from './sessions/agent.ts';
import { cure, edited, withoutThinking, type Reasons } from './wedges.ts';
import { blockPath, historyOf, withHistory, type Block } from './wires/anatomy.ts';
import { anatomyOf } from './wires/index.ts';

export type RescueOptions = {
  readonly rules?: readonly Rule[] | undefined;
  /** The model that goes on with it, where that is another one than answered last. */
  readonly model?: string | undefined;
  /** `drop`: all thinking is taken out, for a provider that refuses it although nothing wrong is to be seen. */
  readonly thinking?: 'keep' | 'drop' | undefined;
};

/** Thinking that is no longer there. */
export type Taken = {
  /** Where it was in the request. */
  readonly at: string;
  /** Where it was in the file. */
  readonly place?: string;
  /** Absent where it was taken out for the sake of another block, or because that was asked for. */
  readonly code?: FindingCode;
  readonly why: string;
};

export type Rescued = {
  /** The session file; byte for byte what it was where nothing was wrong. */
  readonly text: string;
  readonly isChanged: boolean;
  readonly taken: readonly Taken[];
  readonly repairs: readonly Repair[];
  /** What was wrong with the session as it came. */
  readonly findings: readonly Finding[];
  /** What the provider will refuse all the same. */
  readonly left: readonly Finding[];
  /** What to heed when the session goes on, in plain sentences. */
  readonly advice: readonly string[];
};

/** Each round cures something, so this is only a fuse. */
const mostRounds = 200;

/** @throws ThroughlineError `format-invalid` with the place of a cure that the file cannot hold. */
export function rescue(session: SavedSession, options: RescueOptions = {}): Rescued {
  const { rules, model = session.model } = options;
  const { wire, dialect } = session;
  const ledger = createLedger();
  const run = <T>(asking: Asking<T>): T => consult(asking, ledger) as T; // a ledger in memory answers at once
  for (const asking of foreign(session, model, rules)) ledger.add(run(asking));
  const request = model === undefined ? session.request : { ...session.request, model };
  const diagnosed = (current: JsonObject): Diagnosis =>
    run(diagnose({ wire, dialect, request: current, model }, { rules }));
  const reasons: Reasons = new Map();
  const repairs: Repair[] = [];
  const first = diagnosed(request);
  let diagnosis =
    options.thinking === 'drop' ? diagnosed(edited(first, withoutThinking(first, reasons))) : first;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = edited(diagnosis, cure(diagnosis, reasons, repairs));
    if (next === diagnosis.request) break;
    diagnosis = diagnosed(next);
  }
  const findings = findingsOf(first);
  const isRefused = (current: JsonObject): boolean =>
    diagnosed({ ...current, ...manual }).issues.some(({ code }) => code === startless);
  return {
    ...written(session, diagnosis.request),
    taken: takenFrom(session, diagnosis.request, reasons, findings),
    repairs,
    findings,
    left: findingsOf(diagnosis).filter(({ severity }) => severity === 'error'),
    advice: isRefused(diagnosis.request) && !isRefused(request) ? [thinkLater] : [],
  };
}

/** Whether it is on is not in a session file; where it is set by hand, an open loop must begin with thinking. */
const manual = { thinking: { type: 'enabled' } } as const;
const startless: FindingCode = 'thinking-missing-in-open-tool-loop';
const thinkLater =
  'The tool loop that is still open lost the thinking it began with. If the provider asks for it, switch thinking off for the next message; it can be on again after that.';

function findingsOf({ issues, subject }: Diagnosis): readonly Finding[] {
  return issues.map((issue) => findingOf(issue, subject?.rule));
}

/** Thinking of others, as theirs. One's own is not taken as recorded, or nothing in the file could be wrong. */
function foreign(
  { makers = [], request, wire, dialect }: SavedSession,
  model: string | undefined,
  rules: readonly Rule[] | undefined,
): readonly ReturnType<typeof remember>[] {
  const issuerOf = (name: string): string => ruleFor({ wire, model: name, dialect }, rules).issuer;
  const anatomy = anatomyOf(wire);
  const items = historyOf(anatomy, request);
  return makers.flatMap((maker, index) => {
    const item = items[index];
    if (maker === undefined || item === undefined || model === undefined) return [];
    const issuer = issuerOf(maker);
    if (issuer === issuerOf(model)) return [];
    const before = withHistory(anatomy, request, items.slice(0, index));
    const origin = { wire, model: maker, issuer };
    return [remember({ anatomy, request: before, items: [item], isCut: false, origin })];
  });
}

/** Only the history goes back: settings are no part of a session file. */
function written(session: SavedSession, rescued: JsonObject): Pick<Rescued, 'text' | 'isChanged'> {
  const { request, wire } = session;
  const { history } = anatomyOf(wire);
  const isChanged = rescued[history] !== request[history];
  return { isChanged, text: session.write({ ...request, [history]: rescued[history] as JsonValue }) };
}

function takenFrom(
  session: SavedSession,
  rescued: JsonObject,
  reasons: Reasons,
  findings: readonly Finding[],
): readonly Taken[] {
  const kept = new Set(blocksIn(session, rescued).map(({ block }) => block.raw));
  return blocksIn(session, session.request).flatMap(({ at, block: { raw, type } }) => {
    if (kept.has(raw) || type !== 'thinking') return [];
    const place = session.placeOf(raw as JsonObject);
    const reason = reasons.get(raw) ?? reasonIn(findings, at);
    return [{ at, ...(place !== undefined && { place }), ...reason }];
  });
}

type Placed = { readonly at: string; readonly block: Block };

function blocksIn({ wire }: SavedSession, request: JsonObject): readonly Placed[] {
  const anatomy = anatomyOf(wire);
  return anatomy
    .entries(historyOf(anatomy, request))
    .flatMap((entry) => entry.blocks.map((block) => ({ at: blockPath(anatomy, entry, block), block })));
}

function reasonIn(findings: readonly Finding[], path: string): Pick<Taken, 'code' | 'why'> {
  const found = findings.find(({ at }) => at === path || at.startsWith(`${path}.`));
  return found === undefined ? { why: 'a repair left it out' } : { code: found.code, why: found.explain };
}
