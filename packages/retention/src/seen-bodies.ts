/**
 * Bodies that were found whole. The next request of a conversation begins with the very text of the one before; what is the same
 * need not be read again, only what was added.
 */
import { sameJson, isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import { diagnose } from './diagnose.ts';
import { consult, type Asking, type ExamineOptions } from './examine.ts';
import { after } from './learn.ts';
import type { Ledger, MaybePromise, Remembered } from './ledger.ts';
import { isIntact } from './match.ts';
import { locator } from './sessions/spans.ts';
import type { Outgoing } from './subject.ts';
import { historyOf, withHistory, type Block, type Entry } from './wires/anatomy.ts';
import { anatomyOf } from './wires/index.ts';

type Target = Omit<Outgoing, 'request'>;

export type SeenBodies = {
  /** Whether the body continues one that was found whole, with its reply as it was sent. `false` where that is not known. */
  isWhole(body: string, target: Target): boolean;
  /** Keeps a body as it was sent, with its reply, if the two together leave nothing to find. */
  keep(body: string, target: Target, remembered: Remembered): MaybePromise<void>;
};

type Seen = {
  /** The text up to the end of the history’s last item, and from there on. */
  readonly head: string;
  readonly tail: string;
  readonly reply: readonly JsonValue[];
};

/** Conversations of one target that are told apart; older ones are read as any other. */
const mostPerTarget = 8;

export function createSeenBodies(
  ledger: Ledger,
  options: ExamineOptions = {},
  /** Characters kept in all. Default 16 million. */
  maxCharacters: number = 2 ** 24,
): SeenBodies {
  const byTarget = new Map<string, Seen[]>();
  let characters = 0;

  function add(key: string, seen: Seen): void {
    const list = byTarget.get(key) ?? [];
    byTarget.delete(key);
    // A body replaces the one that it continues.
    const kept = list.filter(({ head }) => !seen.head.startsWith(head)).slice(-mostPerTarget + 1);
    byTarget.set(key, [...kept, seen]);
    characters = [...byTarget.values()]
      .flat()
      .reduce((sum, { head, tail }) => sum + head.length + tail.length, 0);
    for (const [oldest] of byTarget) {
      if (characters <= maxCharacters) return;
      for (const { head, tail } of byTarget.get(oldest) ?? []) characters -= head.length + tail.length;
      byTarget.delete(oldest);
    }
  }

  return {
    isWhole(body, target) {
      const found = byTarget.get(keyOf(target))?.findLast(({ head, tail }) => continues(body, head, tail));
      return found !== undefined && isReply(addedTo(found, body), found.reply, target.wire);
    },
    keep(body, target, remembered) {
      return after(consult(seenOf(body, target, remembered, options), ledger, target.tenant), (seen) => {
        if (seen !== undefined) add(keyOf(target), seen);
      });
    },
  };
}

function keyOf({ tenant, wire, dialect, endpoint, model, organization }: Target): string {
  return JSON.stringify([tenant, wire, dialect, endpoint, model, organization]);
}

function continues(body: string, head: string, tail: string): boolean {
  return body.length > head.length + tail.length && body.startsWith(head) && body.endsWith(tail);
}

/** The items that were added; none where the text between is not that. */
function addedTo({ head, tail }: Seen, body: string): readonly JsonValue[] {
  const between = body.slice(head.length, body.length - tail.length);
  if (!between.startsWith(',')) return [];
  try {
    return JSON.parse(`[${between.slice(1)}]`) as readonly JsonValue[];
  } catch {
    // The history went on otherwise; then the body is read as any other.
    return [];
  }
}

/** The reply as it was sent, and behind it nothing of the model’s. */
function isReply(added: readonly JsonValue[], reply: readonly JsonValue[], wire: string): boolean {
  const anatomy = anatomyOf(wire);
  const [first, ...rest] = anatomy.entries(added);
  const sent = anatomy.entries(reply).flatMap(({ blocks }) => blocks);
  if (first?.role !== 'assistant' || rest.length === 0) return false;
  return isIntact(first, sent) && isVerbatim(first, sent) && rest.every(({ role }) => role !== 'assistant');
}

/** Thinking to the last of its fields, also those that say nothing to the model. */
function isVerbatim({ blocks }: Entry, sent: readonly Block[]): boolean {
  return blocks.every(({ type, raw }, at) => type !== 'thinking' || sameJson(raw, sent[at]?.raw));
}

/** What is known of a body: only where the engine itself finds nothing in it and its reply, whatever turn follows. */
function* seenOf(
  body: string,
  target: Target,
  { items, isCut }: Remembered,
  options: ExamineOptions,
): Asking<Seen | undefined> {
  const request: unknown = JSON.parse(body);
  if (isCut || target.policy !== undefined || !isJsonObject(request)) return undefined;
  const anatomy = anatomyOf(target.wire);
  const history = historyOf(anatomy, request);
  const answered: JsonObject = withHistory(anatomy, request, [...history, ...items]);
  const { issues, subject } = yield* diagnose({ ...target, request: answered }, options);
  if (issues.length > 0 || subject === undefined || dependsOnTurns(subject.rule)) return undefined;
  const end = locator(body).spanOf([anatomy.history])?.end;
  if (end === undefined || history.length === 0) return undefined;
  return { head: body.slice(0, end - 1), tail: body.slice(end - 1), reply: items };
}

/** Rules that say something else of a message once its turn is over. */
function dependsOnTurns({
  finished,
  flags = [],
}: {
  readonly finished: string;
  readonly flags?: readonly unknown[] | undefined;
}): boolean {
  return finished === 'strip' || flags.length > 0;
}
