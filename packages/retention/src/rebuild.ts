/** Puts other blocks into a message. */
import type { Edit } from './issue.ts';
import type { Step, Subject } from './subject.ts';
import type { Block } from './wires/anatomy.ts';

/** A message of which nothing is left is left out itself. */
export function rebuiltEdit(
  { anatomy, items }: Subject,
  { entry, match }: Step,
  blocks: readonly Block[],
): Edit {
  const rebuilt = anatomy.rebuild(items.slice(entry.from, entry.to), blocks, match?.remembered.items);
  return {
    type: 'items',
    from: entry.from,
    to: entry.to,
    items: blocks.length === 0 && anatomy.container !== undefined ? [] : rebuilt,
  };
}
