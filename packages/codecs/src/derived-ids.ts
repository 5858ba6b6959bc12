/** Ids for calls of wires that may leave them out: a name and a number, the same each time a longer session is read. */

/** What `notes[wire].form.id` says of a call or result whose id the wire never said; it never goes out on that wire. */
export const derived = 'derived';

export type IdDeriver = {
  /** The id of the next call of this name that has none. */
  call(name: string): string;
  /** The id of the oldest call of this name, or of any, that has none and no result yet; a new one where there is no such call. */
  result(name: string | undefined): string;
};

/** `scope` keeps the ids of one reply apart from those of another: its response id, where the wire has one. */
export function idDeriver(scope?: string): IdDeriver {
  const counts = new Map<string, number>();
  const open: { readonly name: string; readonly id: string }[] = [];
  const next = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${scope === undefined ? '' : `${scope}/`}${name}#${count}`;
  };
  return {
    call(name) {
      const id = next(name);
      open.push({ name, id });
      return id;
    },
    result(name) {
      const at = open.findIndex((call) => name === undefined || call.name === name);
      const [call] = at === -1 ? [] : open.splice(at, 1);
      return call === undefined ? next(name === undefined ? 'result' : name) : call.id;
    },
  };
}
