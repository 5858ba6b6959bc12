/** Thinking between tags in the content: parts by position, and back by concatenation. */
import type { Part, ThinkingPart } from '@throughline/core';
import { noted } from '../notes.ts';
import { wire } from './format.ts';

export const openTag = '<think>';
export const closeTag = '</think>';

/** `a<think>b</think>c` → text a, thinking b, text c. Without tags: one text, empty or not. */
export function splitTags(content: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < content.length) {
    const open = content.indexOf(openTag, at);
    if (open === -1) break;
    if (open > at) parts.push({ type: 'text', text: content.slice(at, open) });
    const start = open + openTag.length;
    const close = content.indexOf(closeTag, start);
    if (close === -1) return [...parts, unclosed(content.slice(start))];
    parts.push({ type: 'thinking', text: content.slice(start, close), visibility: 'full' });
    at = close + closeTag.length;
  }
  if (at < content.length || parts.length === 0) parts.push({ type: 'text', text: content.slice(at) });
  return parts;
}

/** A reply cut by its token limit stops inside its thinking. */
function unclosed(text: string): ThinkingPart {
  return { type: 'thinking', text, visibility: 'full', ...noted(wire, undefined, { tag: 'open' }) };
}
