/** One way in which a message differs from the reply it was. */
import type { Block } from './wires/anatomy.ts';

export type Difference = {
  readonly type:
    | 'missing'
    | 'text-missing'
    | 'proof-missing'
    | 'proof-changed'
    | 'proof-added'
    | 'text-changed'
    | 'truncated'
    | 'merged'
    | 'moved'
    | 'foreign-words'
    | 'duplicate'
    | 'flattened'
    | 'other-slot'
    | 'pieces'
    | 'carrier-missing'
    | 'unfinished'
    | 'words-removed';
  /** The block it is about, as it came back; for what is gone the block that was sent. */
  readonly block: Block;
  readonly sent?: Block | undefined;
};
