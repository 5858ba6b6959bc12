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

export const words = (block: Block): string => block.text?.trim() ?? '';
export const isThinking = ({ type }: Block): boolean => type === 'thinking';
export const isInline = ({ name }: Block): boolean => name === 'inline';
export const hasProof = ({ proof }: Block): boolean => proof !== undefined && proof !== '';
