/** Tells a growing message as events: starts and deltas as they come, ends when the parts are known. */
import type { JsonValue, Part, Reply, StreamEvent } from '@throughline/core';
import { isJsonObject } from '@throughline/core';
import type { Dialect } from './dialects.ts';
import { reasoningFields } from './format.ts';
import type { GrowingCall } from './growing.ts';
import { createTagger, type Segment } from './tagger.ts';

export type Teller = {
  field(name: string, text: string): void;
  detail(entry: JsonValue, isNew: boolean): void;
  call(at: number, isNew: boolean, call: GrowingCall | undefined, added: string | undefined): void;
  end(reply: Reply): void;
};

type Kind = 'text' | 'thinking' | 'tool-call';
type Opened = { readonly kind: Kind; readonly index: number };

export function createTeller(dialect: Dialect, events: StreamEvent[]): Teller {
  const opened: Opened[] = [];
  const calls = new Map<number, Opened>();
  const tagger = dialect.slot.kind === 'tags' ? createTagger() : undefined;
  const thinkingField = fieldReader(dialect);
  const open = (kind: 'text' | 'thinking'): Opened => {
    const made: Opened = { kind, index: opened.length };
    opened.push(made);
    const part = kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', text: '', visibility: 'full' };
    events.push({ type: `${kind}-start`, index: made.index, part } as StreamEvent);
    return made;
  };
  const add = (kind: 'text' | 'thinking', text: string, isNew = false): void => {
    const last = isNew ? undefined : opened.findLast((one) => one.kind === kind);
    const { index } = last ?? open(kind);
    if (text !== '') events.push({ type: `${kind}-delta`, index, text });
  };
  const tell = (segments: readonly Segment[]): void => {
    for (const { kind, text, isNew } of segments) add(kind, text, isNew);
  };
  return {
    field(name, text) {
      if (name === 'content' && tagger !== undefined) tell(tagger.push(text));
      else if (name === 'content') add('text', text);
      else if (thinkingField(name)) add('thinking', text);
    },
    detail(entry, isNew) {
      const text = isJsonObject(entry) ? (entry['text'] ?? entry['summary']) : undefined;
      if (dialect.slot.kind === 'details' && typeof text === 'string') add('thinking', text, isNew);
    },
    call(at, isNew, call, added) {
      if (isNew && call?.id !== undefined && call.name !== undefined) {
        const made: Opened = { kind: 'tool-call', index: opened.length };
        opened.push(made);
        calls.set(at, made);
        events.push({ type: 'tool-call-start', index: made.index, part: { type: 'toolCall', callId: call.id, name: call.name, arguments: '' } });
      }
      const known = calls.get(at);
      if (known !== undefined && added !== undefined && added !== '') events.push({ type: 'tool-call-delta', index: known.index, text: added });
    },
    end({ message }) {
      if (tagger !== undefined) tell(tagger.end());
      const left = [...opened];
      for (const [place, part] of message.parts.entries()) finish(part, place, left, events);
    },
  };
}

/** The first field that speaks is the one; a second one is a copy. */
function fieldReader({ slot }: Dialect): (name: string) => boolean {
  let spoken: string | undefined = slot.kind === 'field' ? slot.field : undefined;
  return (name) => {
    if (!reasoningFields.includes(name) || slot.kind === 'details') return false;
    spoken ??= name;
    return spoken === name;
  };
}

const kinds: { readonly [type: string]: Kind } = { text: 'text', thinking: 'thinking', toolCall: 'tool-call' };

/** Ends the part that was opened for it, or tells it whole. */
function finish(part: Part, place: number, left: Opened[], events: StreamEvent[]): void {
  const at = left.findIndex(({ kind }) => kind === kinds[part.type]);
  const isWhole = at === -1 || (part.type === 'thinking' && part.text === undefined);
  if (isWhole) {
    events.push({ type: 'part', index: place, part });
    return;
  }
  const [{ kind, index }] = left.splice(at, 1) as [Opened];
  events.push({ type: `${kind}-end`, index, part } as StreamEvent);
}
