/** One reply that comes back as several messages. */
import { compare } from '../compare.ts';
import type { Edit, Issue } from '../issue.ts';
import { holdsCalls } from '../match.ts';
import type { Step, Subject } from '../subject.ts';
import { entryPath, listOf, objectOf, type Anatomy, type Entry } from '../wires/anatomy.ts';
import type { JsonValue } from '@throughline/core';

/** Neighbouring steps that were one reply. Items of a flat history may be taken apart by results, which is no fault. */
export function splitGroups({ steps, anatomy, entries }: Subject): readonly (readonly Step[])[] {
  if (anatomy.container === undefined) return [];
  const groups: Step[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && isContinued(last, step, entries) && isPiece(group, step))
      group.push(step);
    else groups.push([step]);
  }
  return groups.filter(({ length }) => length > 1);
}

function isContinued(last: Step, step: Step, entries: readonly Entry[]): boolean {
  const id = last.match?.remembered.id;
  if (id === undefined || id !== step.match?.remembered.id) return false;
  return entries.slice(last.index + 1, step.index).every(({ role }) => role === 'tool');
}

/** The same call twice, where the reply had it once, is a repetition and no split. */
function isPiece(group: readonly Step[], step: Step): boolean {
  return holdsCalls(
    step.match?.blocks ?? [],
    [...group, step].flatMap(({ entry }) => entry.blocks),
  );
}

export function splitIssues(subject: Subject, groups: readonly (readonly Step[])[]): readonly Issue[] {
  return groups.flatMap((group) => {
    const [first, second] = group as readonly [Step, Step, ...Step[]];
    const at = entryPath(subject.anatomy, second.entry);
    return [
      {
        code: 'turn-split' as const,
        at,
        evidence: 'request+prior-response' as const,
        entry: second.entry,
        explain: `this and ${entryPath(subject.anatomy, first.entry)} came in one reply`,
        fix: { kind: 'structural' as const, edits: [regrouped(subject, group)] },
      },
    ];
  });
}

function regrouped(subject: Subject, group: readonly Step[]): Edit {
  const { anatomy, items, entries } = subject;
  const [first] = group as readonly [Step, ...Step[]];
  const last = group.at(-1) as Step;
  const whole: Step = {
    ...first,
    entry: { ...first.entry, blocks: group.flatMap(({ entry }) => entry.blocks) },
  };
  const { restored } = compare(subject, whole, first.match as NonNullable<Step['match']>);
  const results = resultsAfter(entries, first.index, last.index);
  const end = results.at(-1)?.to ?? last.entry.to;
  const message = anatomy.rebuild(
    items.slice(first.entry.from, first.entry.to),
    restored,
    first.match?.remembered.items,
  );
  return {
    type: 'items',
    from: first.entry.from,
    to: Math.max(end, last.entry.to),
    items: [
      ...message,
      ...joinedResults(
        anatomy,
        results.map(({ from }) => items[from] as JsonValue),
      ),
    ],
  };
}

/** Results that stand between the pieces, and right behind the last. */
function resultsAfter(entries: readonly Entry[], from: number, last: number): readonly Entry[] {
  const results: Entry[] = [];
  for (let index = from + 1; index < entries.length; index += 1) {
    const entry = entries[index] as Entry;
    if (entry.role === 'tool') results.push(entry);
    else if (index > last) break;
  }
  return results;
}

/** Where results are blocks, those of one reply stand in one message. */
function joinedResults(
  { container, history }: Anatomy,
  messages: readonly JsonValue[],
): readonly JsonValue[] {
  const [first] = messages;
  if (container === undefined || first === undefined || !Array.isArray(objectOf(first)[container]))
    return messages;
  if (history === 'messages' && objectOf(first)['role'] === 'tool') return messages;
  return [
    { ...objectOf(first), [container]: messages.flatMap((message) => listOf(objectOf(message)[container])) },
  ];
}
