/** Tells the parts of one message while they arrive, and remembers which are finished. */
import type { Part, StreamEvent } from '@throughline/core';
import type { Tell } from './decoder.ts';

export type PartTeller = {
  /** The place of the next part: parts stand in the order in which they began. */
  next(): number;
  tell: Tell;
  /** The same for the event that finishes a part. */
  done(event: StreamEvent & { readonly index: number; readonly part: Part }): void;
  /** Finished parts, by place. */
  readonly finished: ReadonlyMap<number, Part>;
};

export function partTeller(tell: Tell): PartTeller {
  let count = 0;
  const finished = new Map<number, Part>();
  return {
    next: () => (count += 1) - 1,
    tell,
    done(event) {
      finished.set(event.index, event.part);
      tell(event);
    },
    finished,
  };
}

/** Parts as a whole reply holds them, in the order in which they began; `places` says where each one stands there. */
export function inOrderOfArrival(parts: readonly Part[], places: readonly number[]): readonly Part[] {
  if (places.length !== parts.length) return parts;
  return parts.map((_, place) => parts[places.indexOf(place)] as Part);
}
