/** What is asked of a block over and over. */
import type { Block } from './wires/anatomy.ts';

/** Its words without the white space around them; none where it has no text. */
export const words = ({ text }: Block): string => text?.trim() ?? '';
export const isThinking = ({ type }: Block): boolean => type === 'thinking';
export const isInline = ({ name }: Block): boolean => name === 'inline';
export const hasProof = ({ proof }: Block): boolean => proof !== undefined && proof !== '';
