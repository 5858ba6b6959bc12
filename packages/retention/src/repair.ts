/** Puts a request right: what was recorded goes back, in its place; nothing is made up. */
import { parseJson, stringifyJson, type JsonObject, type JsonValue, isJsonObject } from '@throughline/core';
import { diagnose, type Diagnosis } from './diagnose.ts';
import { consult, type Asking, type ExamineOptions } from './examine.ts';
import { findingOf } from './finding.ts';
import type { Finding, FindingCode, RepairKind } from './findings.ts';
import type { Edit, Issue } from './issue.ts';
import type { Ledger, MaybePromise } from './ledger.ts';
import type { SeenBodies } from './seen-bodies.ts';
import type { Outgoing, Subject } from './subject.ts';
import { historyOf, withHistory } from './wires/anatomy.ts';

export type Repair = { readonly kind: RepairKind; readonly code: FindingCode; readonly at: string };

export type Repaired = {
  /** The very same object where nothing was to be done. */
  readonly request: JsonObject;
  readonly repairs: readonly Repair[];
  /** What was wrong with the request as it came; findings that were left alone say why. */
  readonly findings: readonly Finding[];
  /** Headers the repaired request needs. */
  readonly headers: { readonly [name: string]: string };
};

export type RepairOptions = ExamineOptions & {
  /** Kinds beyond `exact` and `structural`, which need no leave. */
  readonly allow?: readonly ('policy' | 'degrade')[] | undefined;
  /** Bodies that were found whole: what continues one is not read again. For `repairText`. */
  readonly seen?: Pick<SeenBodies, 'isWhole'> | undefined;
};

/** Repairs one request with what a ledger remembers. Idempotent; an intact request comes back as it is. */
export function repair(outgoing: Outgoing, ledger: Ledger, options?: RepairOptions): MaybePromise<Repaired> {
  return consult(repairing(outgoing, options), ledger, outgoing.tenant);
}

export type RepairedText = Omit<Repaired, 'request'> & { readonly body: string };

/** The same for a body as it goes over the wire: what is intact keeps its bytes, what is repaired its spelling of numbers. */
export function repairText(
  body: string,
  outgoing: Omit<Outgoing, 'request'>,
  ledger: Ledger,
  options?: RepairOptions,
): MaybePromise<RepairedText> {
  if (options?.seen?.isWhole(body, outgoing) === true)
    return { body, repairs: [], findings: [], headers: {} };
  return consult(repairingText(body, outgoing, options), ledger, outgoing.tenant);
}

function* repairingText(
  body: string,
  outgoing: Omit<Outgoing, 'request'>,
  options: RepairOptions | undefined,
): Asking<RepairedText> {
  const request: unknown = JSON.parse(body);
  if (!isJsonObject(request)) return { body, repairs: [], findings: [], headers: {} };
  const first = yield* diagnose({ ...outgoing, request }, options);
  if (next(first, options) === undefined)
    return {
      body,
      repairs: [],
      findings: first.issues.map((issue) => findingOf(issue, first.subject?.rule)),
      headers: {},
    };
  const exact = parseJson(body) as JsonObject;
  const { request: repaired, ...rest } = yield* repairing({ ...outgoing, request: exact }, options);
  return { ...rest, body: stringifyJson(repaired) };
}

/** Repairs come to rest soon: each makes a request more like what was sent. */
const mostRounds = 16;

function* repairing(outgoing: Outgoing, options: RepairOptions | undefined): Asking<Repaired> {
  let diagnosis = yield* diagnose(outgoing, options);
  const findings = diagnosis.issues.map((issue) => findingOf(issue, diagnosis.subject?.rule));
  const repairs: Repair[] = [];
  let { request } = outgoing;
  let headers: Repaired['headers'] = {};
  for (let round = 0; round < mostRounds; round += 1) {
    const issues = next(diagnosis, options);
    if (issues === undefined) break;
    request = apply(diagnosis, issues);
    for (const { code, at, fix } of issues)
      if (fix !== undefined) {
        repairs.push({ kind: fix.kind, code, at });
        headers = { ...headers, ...fix.headers };
      }
    diagnosis = yield* diagnose({ ...outgoing, request }, options);
  }
  return { request, repairs, findings, headers };
}

/** Issues to put right in this round: those that change the number of messages first, the others when places are settled. */
function next({ issues }: Diagnosis, options: RepairOptions = {}): readonly Issue[] | undefined {
  const fixable = issues.filter(({ fix }) => fix !== undefined && isAllowed(fix.kind, options));
  if (fixable.length === 0) return undefined;
  const splits = fixable.filter(({ code }) => code === 'turn-split');
  return independent(splits.length === 0 ? fixable : splits);
}

function isAllowed(kind: RepairKind, { allow = [] }: RepairOptions): boolean {
  return kind === 'exact' || kind === 'structural' || allow.includes(kind);
}

/** Issues whose edits do not meet. Those with the same edits, as of one message, are put right together. */
function independent(issues: readonly Issue[]): readonly Issue[] {
  const taken: Edit[] = [];
  return issues.filter(({ fix }) => {
    const edits = fix?.edits ?? [];
    const meets = edits.some((edit) => taken.some((other) => meet(edit, other)));
    if (meets) return edits.every((edit) => taken.some((other) => isEqual(edit, other)));
    taken.push(...edits);
    return true;
  });
}

function meet(a: Edit, b: Edit): boolean {
  if (a.type === 'setting' || b.type === 'setting')
    return a.type === b.type && (a as { path: string }).path === (b as { path: string }).path;
  return a.from < b.to && b.from < a.to ? true : a.from === b.from;
}

function isEqual(a: Edit, b: Edit): boolean {
  return (
    a === b ||
    (a.type === 'items' &&
      b.type === 'items' &&
      a.from === b.from &&
      a.to === b.to &&
      JSON.stringify(a.items) === JSON.stringify(b.items))
  );
}

function apply({ request, subject }: Diagnosis, issues: readonly Issue[]): JsonObject {
  const edits = issues.flatMap(({ fix }) => fix?.edits ?? []);
  const rest = subject === undefined ? request : spliced(subject, edits);
  return edits.reduce(
    (value, edit) =>
      edit.type === 'setting' ? (withSetting(value, edit.path.split('.'), edit.value) as JsonObject) : value,
    rest,
  );
}

/** From the last place to the first, so that places stay what they are. */
function spliced({ request, anatomy }: Subject, edits: readonly Edit[]): JsonObject {
  const places = new Map(
    edits.flatMap((edit) => (edit.type === 'items' ? [[`${edit.from} ${edit.to}`, edit] as const] : [])),
  );
  if (places.size === 0) return request;
  const items = [...historyOf(anatomy, request)];
  for (const { from, to, items: fresh } of [...places.values()].toSorted((a, b) => b.from - a.from))
    items.splice(from, to - from, ...fresh);
  return withHistory(anatomy, request, items);
}

function withSetting(
  value: JsonValue | undefined,
  [key, ...rest]: readonly string[],
  set: JsonValue | undefined,
): JsonValue | undefined {
  if (key === undefined) return set;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item, index) =>
      String(index) === key ? (withSetting(item, rest, set) as JsonValue) : item,
    );
  const fields = isJsonObject(value) ? value : {};
  const { [key]: was, ...others } = fields;
  const changed = withSetting(was, rest, set);
  return changed === undefined ? others : { ...fields, [key]: changed };
}
