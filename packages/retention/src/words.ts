/** Compares instructions by their sentences. */
import type { JsonValue } from '@throughline/core';
import { objectOf } from './wires/anatomy.ts';

/** Instructions as text: a text, or a list of texts. */
export function instructionsOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return (value as readonly JsonValue[])
    .map((one) => objectOf(one)['text'])
    .filter((one) => typeof one === 'string')
    .join('\n');
}

const ends = /(?<=[.!?])\s+|\n+/;

function sentencesOf(text: string): readonly string[] {
  return text
    .split(ends)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Sentences that only the new text has, in its order. */
export function addedWords(old: string, fresh: string): string {
  const known = new Set(sentencesOf(old));
  return sentencesOf(fresh)
    .filter((one) => !known.has(one))
    .join(' ');
}

/** Whether one text is an edited form of the other, and not simply another text. Absent instructions are nobody's kin and nobody's stranger. */
export function areAkin(old: string | undefined, fresh: string | undefined): boolean {
  if (old === undefined || fresh === undefined || old === fresh) return true;
  const known = new Set(sentencesOf(old));
  if (sentencesOf(fresh).some((one) => known.has(one))) return true;
  const shared = sharedStart(old, fresh) + sharedStart(reversed(old), reversed(fresh));
  return shared * 2 >= Math.min(old.length, fresh.length);
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function reversed(text: string): string {
  return text.split('').toReversed().join('');
}
