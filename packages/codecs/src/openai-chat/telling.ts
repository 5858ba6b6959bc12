/** Tells a growing message as events: starts and deltas as they come, ends when the parts are known. */
import type { JsonValue, Part, Reply, StreamEvent } from '@throughline/core';
import { isJsonObject } from '@throughline/core';
import { decodeDetail } from './details.ts';
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

type Kind = 'text' | 'thinking' | 'tool-call' | 'whole';
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
  const whole = (part: Part): void => {
    const made: Opened = { kind: 'whole', index: opened.length };
    opened.push(made);
    events.push({ type: 'part', index: made.index, part });
  };
  /** An empty text is told once it is known to stay one: when something follows it. */
  let isTextHeld = false;
  const release = (): void => {
    if (isTextHeld) whole({ type: 'text', text: '' });
    isTextHeld = false;
  };
  const addText = (text: string): void => {
    isTextHeld = text === '' && opened.every(({ kind }) => kind !== 'text');
    if (!isTextHeld) add('text', text);
  };
  const tell = (segments: readonly Segment[]): void => {
    for (const { kind, text, isNew } of segments) add(kind, text, isNew);
  };
  return {
    field(name, text) {
      if (name === 'content' && tagger !== undefined) tell(tagger.push(text));
      else if (name === 'content') addText(text);
      else if (thinkingField(name)) add('thinking', text);
    },
    detail(entry, isNew) {
      if (dialect.slot.kind !== 'details') return;
      const text = isJsonObject(entry) ? (entry['text'] ?? entry['summary']) : undefined;
      if (typeof text === 'string') add('thinking', text, isNew);
      else if (isNew) whole(decodeDetail(entry, dialect));
    },
    call(at, isNew, call, added) {
      if (isNew && call?.id !== undefined && call.name !== undefined) {
        release();
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
      for (const part of message.parts) if (!finish(part, left, events)) whole(part);
    },
  };
}

/** The first field that speaks is the one; a second one is a copy. */
function fieldReader({ slot }: Dialect): (name: string) => boolean {
  let spoken: string | undefined;
  return (name) => {
    if (!reasoningFields.includes(name) || slot.kind === 'details') return false;
    spoken ??= name;
    return spoken === name;
  };
}

const kinds: { readonly [type: string]: Kind } = { text: 'text', thinking: 'thinking', toolCall: 'tool-call' };

/** Ends the part that was opened for it; false where none was, and it is to be told whole. */
function finish(part: Part, left: Opened[], events: StreamEvent[]): boolean {
  const known = kinds[part.type];
  const isEmpty = part.type === 'thinking' ? part.text === undefined : part.type === 'text' && part.text === '';
  const own: Kind = known === undefined || isEmpty ? 'whole' : known;
  const at = left.findIndex(({ kind }) => kind === own);
  const [found] = at === -1 ? [] : left.splice(at, 1);
  if (found === undefined) return false;
  if (own !== 'whole') events.push({ type: `${own}-end`, index: found.index, part } as StreamEvent);
  return true;
}
