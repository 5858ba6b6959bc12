/** A request built from a session file, where each block remembers where in the file it came from. */
import { pathOf, stringifyJson, type JsonObject } from '@throughline/core';
import { changesOf, unmapped, type Changes, type Shape } from './changes.ts';
import type { Document } from './documents.ts';
import { edited, type Edit } from './edits.ts';
import type { SavedSession } from './agent.ts';
import type { Path } from './spans.ts';

/** A place in the file; without a path it is the whole document. */
export type Place = { readonly document: number; readonly path: Path };

export type Origin = {
  /** All of them go when the block goes. None: the block stands for something that must stay as it is. */
  readonly places: readonly Place[];
  /**
   * How the file changes when the block does; `undefined` where it cannot say that. Without this, the block is what stands
   * at its place.
   */
  readonly change?: (to: JsonObject, from: JsonObject) => readonly Edit[] | undefined;
};

export type Origins = Map<JsonObject, Origin>;

/** What is left to do once the blocks are out: which documents go whole, and what else must change for that. */
export type Settle = (removed: readonly Place[]) => {
  readonly gone: ReadonlySet<number>;
  readonly edits: readonly PlacedEdit[];
};

export type PlacedEdit = Edit & { readonly document: number };

export type Draft = Omit<SavedSession, 'write' | 'placeOf'> & {
  readonly shape: Shape;
  readonly documents: readonly Document[];
  readonly origins: Origins;
  readonly settle?: Settle;
};

export function savedSession({
  shape,
  documents,
  origins,
  settle = wholeOnes,
  ...session
}: Draft): SavedSession {
  return {
    ...session,
    placeOf(block) {
      const place = origins.get(block)?.places[0];
      return place === undefined ? undefined : told(place);
    },
    write(repaired) {
      const changes = changesOf(session.request, repaired, shape);
      const removed = removedPlaces(changes, origins);
      const { gone, edits } = settle(removed);
      const inside = removed.filter(({ path }) => path.length > 0);
      const all = [...changedPlaces(changes, origins), ...inside, ...edits];
      return documents
        .map(({ text, lineBreak }, index) => {
          if (gone.has(index)) return '';
          return (
            edited(
              text,
              all.filter(({ document }) => document === index),
            ) + lineBreak
          );
        })
        .join('');
    },
  };
}

export const wholeOnes: Settle = (removed) => ({
  gone: new Set(removed.filter(({ path }) => path.length === 0).map(({ document }) => document)),
  edits: [],
});

/** Two blocks of one place, a call and its result, go together or not at all. */
function removedPlaces(changes: Changes, origins: Origins): Place[] {
  const isGone = (block: JsonObject): boolean => changes.has(block) && changes.get(block) === undefined;
  const kept = new Set<string>();
  for (const [block, { places }] of origins)
    if (!isGone(block)) for (const place of places) kept.add(nameOf(place));
  return [...origins].flatMap(([block, { places }]) => {
    if (!isGone(block)) return [];
    if (places.length === 0) throw unmapped(kindOf(block), 'it stands for something that has to stay');
    const torn = places.find((place) => kept.has(nameOf(place)));
    if (torn !== undefined)
      throw unmapped(told(torn), 'only a part of what is saved here as one was dropped');
    return places;
  });
}

function changedPlaces(changes: Changes, origins: Origins): PlacedEdit[] {
  return [...changes].flatMap(([from, to]) => {
    if (to === undefined) return [];
    const origin = origins.get(from);
    const place = origin?.places[0];
    if (origin === undefined || place === undefined)
      throw unmapped(kindOf(from), 'it stands for something that has to stay');
    const edits = origin.change === undefined ? [{ path: place.path, value: to }] : origin.change(to, from);
    if (edits === undefined) throw unmapped(told(place), 'the file has no place for the change');
    return edits.map((edit) => ({ ...edit, document: place.document }));
  });
}

function kindOf({ type, role }: JsonObject): string {
  return stringifyJson(type ?? role);
}

/** As people count lines. */
function told({ document, path }: Place): string {
  return path.length === 0 ? `line ${document + 1}` : `line ${document + 1}: ${pathOf(path)}`;
}

function nameOf({ document, path }: Place): string {
  return stringifyJson([document, path]);
}
