/** Tells the parts of a step while it arrives: starts and deltas at once, ends when the step stops. */
import { isJsonObject, type JsonObject, type Part, type StreamEvent } from '@throughline/core';
import type { Tell } from '../decoder.ts';
import type { Growing, GrowingContent } from './growing.ts';

export type Teller = {
  /** Tells what is new since the last time. */
  update(growing: Growing): void;
  end(parts: readonly Part[]): void;
};

type Kind = 'text' | 'thinking' | 'tool-call';
type Opened = { readonly kind: Kind; readonly index: number; source: readonly string[]; told: number };

const kinds: { readonly [type: string]: Kind } = {
  text: 'text',
  thinking: 'thinking',
  toolCall: 'tool-call',
};

/** `base` is the place of the step's first part. */
export function createTeller(tell: Tell, base: number): Teller {
  const opened = new Map<number, Opened>();
  let last: Opened | undefined;
  let seen = 0;
  let place = 0;
  const catchUp = (): void => {
    if (last === undefined) return;
    const { kind, index, source } = last;
    for (; last.told < source.length; last.told += 1) {
      const text = source[last.told] as string;
      if (text !== '') tell({ type: `${kind}-delta`, index, text });
    }
  };
  const open = (kind: Kind, source: readonly string[], part: Part): void => {
    catchUp();
    last = { kind, index: base + place, source, told: 0 };
    opened.set(place, last);
    tell({ type: `${kind}-start`, index: base + place, part } as StreamEvent);
  };
  /** A text of a summary is a part, what is no text stands with the text before it. */
  const seeSummary = ({ isText, pieces }: GrowingContent): void => {
    if (!isText) return;
    if (seen > 0) place += 1;
    if (seen === 0 && last !== undefined) last.source = pieces;
    else open('thinking', pieces, emptyThinking);
  };
  /** An output that begins with something unknown may stay whole, so nothing of it is told before its end. */
  const seeContent = ({ isText, pieces }: GrowingContent, { list: [first], field }: Growing): void => {
    place = seen;
    const isTold = first?.isText === true && (field === 'itself' || first.pieces.length > 0);
    if (isText && isTold) open('text', pieces, { type: 'text', text: '' });
  };
  return {
    update(growing) {
      const { field, list } = growing;
      if (field === 'summary' && opened.size === 0) open('thinking', [], emptyThinking);
      for (; seen < list.length; seen += 1) {
        if (field === 'summary') seeSummary(list[seen] as GrowingContent);
        else seeContent(list[seen] as GrowingContent, growing);
      }
      const call = opened.size === 0 ? callIn(growing) : undefined;
      if (call !== undefined) open('tool-call', growing.written, call);
      catchUp();
    },
    end(parts) {
      for (const [order, part] of parts.entries()) {
        const kind = opened.get(order)?.kind;
        const type = kind !== undefined && kind === kinds[part.type] ? `${kind}-end` : 'part';
        tell({ type, index: base + order, part } as StreamEvent);
      }
    },
  };
}

const emptyThinking: Part = { type: 'thinking', text: '', visibility: 'summary' };

/** A call starts once its id and name are known. */
function callIn({ item }: Growing): Part | undefined {
  const { type, id, name } = isJsonObject(item) ? item : ({} as JsonObject);
  if (type !== 'function_call' || typeof id !== 'string' || typeof name !== 'string') return undefined;
  return { type: 'toolCall', callId: id, name, arguments: '' };
}
