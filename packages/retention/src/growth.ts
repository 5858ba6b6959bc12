/** Whether each request of a conversation extends the one before: where it does not, prompt caches miss and bound thinking breaks. */
import { entryName, headNames } from './prefix.ts';
import type { Subject } from './subject.ts';
import { entryPath } from './wires/anatomy.ts';

export type Break = {
  /** What is not as it was: `system`, `messages[3]`. */
  readonly at: string;
};

type Last = { readonly head: readonly string[]; readonly entries: readonly string[] };

/** Conversations whose last request is kept, to compare with. */
const mostConversations = 1000;

export type GrowthWatch = (subject: Subject, session: string | undefined) => Break | undefined;

export function watchGrowth(): GrowthWatch {
  const lasts = new Map<string, Last>();
  return (subject, session) => {
    const { anatomy, request, entries } = subject;
    const now: Last = { head: headNames(anatomy, request), entries: entries.map(entryName) };
    const key =
      session ??
      `${subject.outgoing.wire} ${now.entries.find((_, index) => entries[index]?.role === 'user') ?? ''}`;
    const last = lasts.get(key);
    lasts.delete(key);
    lasts.set(key, now);
    if (lasts.size > mostConversations) lasts.delete(lasts.keys().next().value as string);
    // What nobody has answered yet is a beginning, even where it begins like another conversation.
    const isBeginning = entries.every(({ role }) => role !== 'assistant');
    return last === undefined || isBeginning ? undefined : breakOf(last, now, subject);
  };
}

function breakOf(last: Last, now: Last, { anatomy, entries }: Subject): Break | undefined {
  const changed = anatomy.head.find((key) => named(last.head, key) !== named(now.head, key));
  if (changed !== undefined) return { at: changed };
  const index = last.entries.findIndex((name, at) => name !== now.entries[at]);
  if (index === -1) return undefined;
  const entry = entries[index];
  return { at: entry === undefined ? `${anatomy.history}[${index}]` : entryPath(anatomy, entry) };
}

function named(names: readonly string[], key: string): string | undefined {
  return names.find((name) => name.startsWith(`${key} `));
}
