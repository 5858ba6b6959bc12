/** Makes of an exchange what a ledger remembers of it. */
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Asking } from './examine.ts';
import { createNamer } from './keys.ts';
import type { Origin, Remembered, Sent } from './ledger.ts';
import { chain, entryName, headNames, idKey } from './prefix.ts';
import { settingAt } from './subject.ts';
import { latestKey } from './view.ts';
import { historyOf, type Anatomy, type Entry } from './wires/anatomy.ts';

export type Answered = {
  readonly anatomy: Anatomy;
  /** As it was really sent. */
  readonly request: JsonObject;
  /** Its entries, where they were read already. */
  readonly entries?: readonly Entry[] | undefined;
  /** The reply as a history holds it. */
  readonly items: readonly JsonValue[];
  readonly isCut: boolean;
  readonly origin: Origin;
  readonly thinkingTokens?: number | undefined;
  /** The reply that its last message of the assistant was, where that is known otherwise than by an equal prefix. */
  readonly previous?: string | undefined;
};

/** The reply, named by all that came before it. */
export function* remember({
  anatomy,
  request,
  items,
  isCut,
  origin,
  ...answered
}: Answered): Asking<Remembered> {
  const { entries = anatomy.entries(historyOf(anatomy, request)) } = answered;
  const spoken: Entry = {
    role: 'assistant',
    from: 0,
    to: items.length,
    blocks: anatomy.entries(items).flatMap(({ blocks }) => blocks),
  };
  const { sent, previous = answered.previous, link } = yield* sentOf(anatomy, request, entries);
  const name = entryName(spoken);
  const id = chain([name], link);
  const namer = createNamer();
  for (const entry of entries) namer(entry);
  const keys = namer(spoken);
  const isLast = spoken.blocks.every(({ type }) => type !== 'call');
  return {
    id,
    origin,
    name,
    items,
    ...(answered.thinkingTokens !== undefined && { thinkingTokens: answered.thinkingTokens }),
    isCut,
    keys: [
      latestKey,
      idKey(id),
      ...(keys === undefined
        ? []
        : [keys.place, keys.said, ...(isLast || isCut ? [keys.turn] : []), ...new Set(keys.hints())]),
    ],
    turn: keys?.turn ?? '',
    ...(previous !== undefined && { previous }),
    sent,
  };
}

type Told = { readonly sent: Sent; readonly previous?: string | undefined; readonly link: string };

function* sentOf(anatomy: Anatomy, request: JsonObject, entries: readonly Entry[]): Asking<Told> {
  const head = headNames(anatomy, request);
  let link = chain(head);
  // The name of everything up to and with each message of the assistant: what a reply's id would be.
  const ends: { readonly id: string; readonly at: number }[] = [];
  const names = entries.map((entry, at) => {
    const name = entryName(entry);
    link = chain([name], link);
    if (entry.role === 'assistant') ends.push({ id: link, at });
    return name;
  });
  const last = ends.slice(-2).toReversed();
  const found = last.length === 0 ? [] : yield last.map(({ id }) => idKey(id));
  const at = found.findIndex((list) => list.length > 0);
  const parent = at === -1 ? undefined : last[at];
  const known = at === -1 ? undefined : found[at]?.at(-1);
  const thinking =
    settingAt(request, 'thinking') ?? settingAt(request, 'additionalModelRequestFields.thinking');
  const sent: Sent = {
    ...(parent === undefined
      ? { parts: [...head, ...names] }
      : { parent: parent.id, parts: names.slice(parent.at + 1) }),
    head: known?.sent.head ?? headOf(anatomy, request),
    ...(thinking !== undefined && { thinking }),
  };
  return { sent, link, ...(parent !== undefined && { previous: parent.id }) };
}

function headOf(anatomy: Anatomy, request: JsonObject): JsonObject {
  return Object.fromEntries(
    anatomy.head.flatMap((key) => (request[key] === undefined ? [] : [[key, request[key]]])),
  );
}
