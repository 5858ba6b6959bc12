/** The blocks of a reply while they arrive, and the events that tell of them. */
import {
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Part,
  type StreamEvent,
} from '@throughline/core';
import type { Tell } from '../decoder.ts';
import { decodeBlock } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import type { Block } from './format.ts';
import { finished, type Added, type Growing } from './growing.ts';

export type State = {
  readonly dialect: Dialect;
  readonly tell: Tell;
  /** By the number the wire gives them. */
  readonly open: Map<number, Growing>;
  /** By their place in the reply. */
  readonly done: Map<number, { readonly block: Block; readonly part: Part }>;
  /** Frames and deltas of kinds we do not know, kept verbatim. */
  readonly unknown: JsonValue[];
  /** How many blocks began. */
  begun: number;
  message: JsonObject | undefined;
  stop: JsonObject | undefined;
  metadata: JsonObject | undefined;
};

export function grow(state: State, index: number, { kind, into, value }: Added): void {
  const growing = blockFor(state, index, kind);
  (growing[into] as JsonValue[]).push(value);
  if (!growing.isTold) tellStart(state, growing);
  const event = growing.isTold && into === 'texts' ? deltaEvents[kind] : undefined;
  if (event !== undefined) state.tell({ type: event, index: growing.place, text: value as string });
}

/** A block begins with its first delta; a start comes only where there is more to say. (bodies recorded 2026-08) */
function blockFor(state: State, index: number, kind: Growing['kind']): Growing {
  const open = state.open.get(index);
  if (open?.kind === kind) return open;
  if (open?.kind === 'whole' && kind !== 'toolUse') {
    open.kind = kind;
    return open;
  }
  close(state, index);
  return begin(state, index, {}, kind);
}

export function begin(state: State, index: number, start: JsonObject, kind: Growing['kind']): Growing {
  begunMessage(state);
  const growing: Growing = {
    place: state.begun,
    start,
    kind,
    isTold: false,
    texts: [],
    signature: [],
    items: [],
  };
  state.begun += 1;
  state.open.set(index, growing);
  return growing;
}

const startNames = { text: 'text-start', thinking: 'thinking-start', toolCall: 'tool-call-start' } as const;
const endNames = { text: 'text-end', thinking: 'thinking-end', toolCall: 'tool-call-end' } as const;
const deltaEvents: {
  readonly [kind in Growing['kind']]?: 'text-delta' | 'thinking-delta' | 'tool-call-delta';
} = { text: 'text-delta', thinking: 'thinking-delta', toolUse: 'tool-call-delta' };

/** What a block is by its first word; one that holds more than text is told whole. */
export function tellStart(state: State, growing: Growing): void {
  if (deltaEvents[growing.kind] === undefined || growing.isTold) return;
  const part = decoded(state, finished({ ...growing, texts: [], signature: [], items: [] }).block);
  const hasText = part.type === 'text' || (part.type === 'thinking' && part.text !== undefined);
  if (!hasText && part.type !== 'toolCall') return;
  growing.isTold = true;
  const begun = part.type === 'toolCall' ? { ...part, arguments: '' } : part;
  state.tell({
    type: startNames[part.type],
    index: growing.place,
    part: begun,
  } as StreamEvent);
}

function decoded({ dialect }: State, block: Block): Part {
  return decodeBlock(block, { dialect, role: 'assistant' });
}

export function close(state: State, index: number): void {
  const growing = state.open.get(index);
  if (growing === undefined) return;
  state.open.delete(index);
  const { block, unparsed } = finished(growing);
  const whole = decoded(state, block);
  const part =
    unparsed !== undefined && whole.type === 'toolCall' ? { ...whole, arguments: unparsed } : whole;
  state.done.set(growing.place, { block, part });
  const type = growing.isTold ? endNames[part.type as keyof typeof endNames] : undefined;
  state.tell({ type: type ?? 'part', index: growing.place, part } as StreamEvent);
}

export function begunMessage({ message }: State): void {
  if (message === undefined)
    throw new ThroughlineError('format-invalid', 'an event came before messageStart', { path: 'event' });
}
