/** Tells thinking from text while tagged content arrives; holds back what may be the beginning of a tag. */
import { closeTag, openTag } from './think-tags.ts';

export type Segment = { readonly kind: 'text' | 'thinking'; readonly text: string; readonly isNew: boolean };

export type Tagger = { push(piece: string): readonly Segment[]; end(): readonly Segment[] };

export function createTagger(): Tagger {
  let held = '';
  let isThinking = false;
  let isNew = true;
  const segment = (text: string, isForced: boolean): Segment[] => {
    if (text === '' && !isForced) return [];
    const made: Segment = { kind: isThinking ? 'thinking' : 'text', text, isNew };
    isNew = false;
    return [made];
  };
  const push = (piece: string): readonly Segment[] => {
    const segments: Segment[] = [];
    let rest = held + piece;
    for (;;) {
      const tag = isThinking ? closeTag : openTag;
      const at = rest.indexOf(tag);
      if (at === -1) break;
      segments.push(...segment(rest.slice(0, at), isThinking && isNew));
      rest = rest.slice(at + tag.length);
      isThinking = !isThinking;
      isNew = true;
    }
    const kept = overlap(rest, isThinking ? closeTag : openTag);
    held = rest.slice(rest.length - kept);
    segments.push(...segment(rest.slice(0, rest.length - kept), false));
    return segments;
  };
  return { push, end: () => segment(held, false) };
}

/** How many characters at the end of the text may begin the tag. */
function overlap(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
