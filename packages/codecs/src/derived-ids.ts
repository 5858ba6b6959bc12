/** Ids for calls of wires that may leave them out: a name and a number, the same each time a longer session is read. */

/** What `notes[wire].form.id` says of a call or result whose id the wire never said; it never goes out on that wire. */
export const derived = 'derived';

export type IdDeriver = {
  /** The id of the next call of this name: the one that was said, or one derived. */
  call(name: string, said?: string): string;
  /** The id that was said, or that of the oldest call of this name without a result yet; a new one where there is no such call. */
  result(name: string, said?: string): string;
};

/** `scope` keeps the ids of one reply apart from those of another: its response id, where the wire has one. */
export function idDeriver(scope?: string): IdDeriver {
  const counts = new Map<string, number>();
  const open = new Map<string, Set<string>>();
  const next = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${scope === undefined ? '' : `${scope}/`}${name}#${count}`;
  };
  return {
    call(name, said) {
      const id = said ?? next(name);
      const waiting = open.get(name);
      if (waiting === undefined) open.set(name, new Set([id]));
      else waiting.add(id);
      return id;
    },
    result(name, said) {
      const waiting = open.get(name);
      const [oldest] = waiting === undefined ? [] : waiting;
      const id = said ?? oldest ?? next(name);
      waiting?.delete(id);
      return id;
    },
  };
}
