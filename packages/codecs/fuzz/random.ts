/** Choices from a seed: the same ones every time. */

export type Random = {
  /** A whole number from 0 up to, but not including, `below`. */
  below(below: number): number;
  /** Throws where there is nothing to choose from. */
  one<Item>(items: readonly Item[]): Item;
};

/** Marsaglia's xorshift with 32 bits: plenty for choosing among test inputs. (Journal of Statistical Software 8 (14), 2003) */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return {
    below,
    one(items) {
      if (items.length === 0) throw new Error('nothing to choose from');
      return items[below(items.length)] as (typeof items)[number];
    },
  };
}
