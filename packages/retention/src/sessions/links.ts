/** Sessions whose lines name the line before them: when one goes, those behind it must name its predecessor. */
import { textOf, type Document } from './documents.ts';
import type { PlacedEdit } from './draft.ts';

export type Links = {
  readonly id: string;
  readonly parent: string;
  /** Other fields that name a line. */
  readonly references: readonly string[];
};

export function relinked(
  documents: readonly Document[],
  gone: ReadonlySet<number>,
  { id, parent, references }: Links,
): PlacedEdit[] {
  const parents = new Map<string, string | null>();
  for (const index of gone) {
    const entry = documents[index]?.entry;
    const name = textOf(entry, id);
    if (name !== undefined) parents.set(name, textOf(entry, parent) ?? null);
  }
  if (parents.size === 0) return [];
  return documents.flatMap(({ entry }, document) =>
    [parent, ...references].flatMap((field) => {
      const name = textOf(entry, field);
      if (gone.has(document) || name === undefined || !parents.has(name)) return [];
      return [{ document, path: [field], value: predecessor(name, parents) }];
    }),
  );
}

function predecessor(name: string, parents: ReadonlyMap<string, string | null>): string | null {
  const seen = new Set<string>();
  let current: string | null = name;
  while (current !== null && parents.has(current) && !seen.has(current)) {
    seen.add(current);
    current = parents.get(current) ?? null;
  }
  return current;
}
