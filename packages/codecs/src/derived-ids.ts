/** Ids for calls of wires that may leave them out: a name and a number, the same each time a longer session is read. */

/** What `notes[wire].form.id` says of a call or result whose id the wire never said; it never goes out on that wire. */
export const derived = 'derived';

export type IdDeriver = {
  /** The id of the next call of this name: the one that was said, or one derived. */
  call(name: string, said?: string): string;
  /**
   * The id that was said, or that of the oldest call of this name, or of any, without a result yet; a new one where there is
   * no such call.
   */
  result(name: string | undefined, said?: string): string;
};

/** `scope` keeps the ids of one reply apart from those of another: its response id, where the wire has one. */
export function idDeriver(scope?: string): IdDeriver {
  const counts = new Map<string, number>();
  // Calls without a result, by id and by name, each in their order.
  const open = new Map<string, string>();
  const byName = new Map<string, Set<string>>();
  const next = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${scope === undefined ? '' : `${scope}/`}${name}#${count}`;
  };
  const oldest = (name: string | undefined): string | undefined => {
    const [id] = name === undefined ? open.keys() : (byName.get(name) ?? []);
    return id;
  };
  const close = (id: string): void => {
    byName.get(open.get(id) ?? '')?.delete(id);
    open.delete(id);
  };
  return {
    call(name, said) {
      const id = said ?? next(name);
      open.set(id, name);
      const waiting = byName.get(name);
      if (waiting === undefined) byName.set(name, new Set([id]));
      else waiting.add(id);
      return id;
    },
    result(name, said) {
      const id = said ?? oldest(name) ?? next(name ?? 'result');
      close(id);
      return id;
    },
  };
}
