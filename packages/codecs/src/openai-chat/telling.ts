/** Tells a growing message as events: starts and deltas as they come, ends when the parts are known. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEvent,
  type ThinkingPart,
  type ToolCallPart,
} from '@throughline/core';
import { decodeDetail, isDetail } from './details.ts';
import type { Tell } from '../decoder.ts';
import type { GrowingCall } from '../growing-calls.ts';
import type { Dialect } from './dialects.ts';
import { noted } from '../notes.ts';
import { reasoningFields, wire } from './format.ts';
import { createTagger, type Segment } from './tagger.ts';

export type Teller = {
  field(name: string, text: string): void;
  detail(entry: JsonValue, isNew: boolean): void;
  call(at: number, isNew: boolean, call: GrowingCall | undefined, added: string | undefined): void;
  end(reply: Reply): void;
};

type Kind = 'text' | 'thinking' | 'tool-call' | 'whole';
type Opened = { readonly kind: Kind; readonly index: number };

const unsaid = (): Partial<ThinkingPart> => ({});

export function createTeller(dialect: Dialect, tell: Tell): Teller {
  const opened: Opened[] = [];
  const calls = new Map<number, Opened>();
  const tagger = dialect.slot.kind === 'tags' ? createTagger() : undefined;
  const thinkingField = fieldReader(dialect);
  // Empty strings that may yet be all there is of their part; told in the wire's order once something later begins.
  const empty = { text: false, thinking: false };
  const settle = (kind: 'text' | 'thinking'): void => {
    const isOwed = empty[kind];
    empty[kind] = false;
    if (isOwed && !opened.some((one) => one.kind === kind)) open(kind);
  };
  const open = (kind: 'text' | 'thinking', known: Partial<ThinkingPart> = {}): Opened => {
    if (kind === 'text') settle('thinking');
    const made: Opened = { kind, index: opened.length };
    opened.push(made);
    const part =
      kind === 'text'
        ? { type: 'text', text: '' }
        : { type: 'thinking', text: '', visibility: 'full', ...known };
    tell({ type: `${kind}-start`, index: made.index, part } as StreamEvent);
    return made;
  };
  const add = (
    kind: 'text' | 'thinking',
    text: string,
    isNew = false,
    known: () => Partial<ThinkingPart> = unsaid,
  ): void => {
    const last = isNew ? undefined : opened.findLast((one) => one.kind === kind);
    const { index } = last ?? open(kind, known());
    if (text !== '') tell({ type: `${kind}-delta`, index, text });
  };
  const spoken = new Set<'text' | 'thinking'>();
  const addAll = (segments: readonly Segment[]): void => {
    for (const { kind, text, isNew } of segments) add(kind, text, isNew);
  };
  return {
    field(name, text) {
      const kind = name === 'content' ? 'text' : thinkingField(name) ? 'thinking' : undefined;
      if (kind === undefined) return;
      if (text === '') empty[kind] ||= !spoken.has(kind);
      else {
        spoken.add(kind);
        empty[kind] = false;
        if (kind === 'text' && tagger !== undefined) addAll(tagger.push(text));
        else
          add(
            kind,
            text,
            false,
            kind === 'thinking'
              ? () => noted(wire, undefined, { dialect: dialect.name, field: name })
              : unsaid,
          );
      }
    },
    detail(entry, isNew) {
      if (dialect.slot.kind !== 'details') return;
      const growth = isJsonObject(entry) ? growthOf(entry) : undefined;
      if (growth !== undefined)
        return growth.text === undefined
          ? undefined
          : add(
              'thinking',
              growth.text,
              isNew,
              growth.isSummary ? () => ({ visibility: 'summary' }) : unsaid,
            );
      tell({ type: 'part', index: opened.length, part: decodeDetail(entry, dialect) });
      opened.push({ kind: 'whole', index: opened.length });
    },
    call(at, isNew, call, added) {
      if (isNew) {
        settle('thinking');
        settle('text');
      }
      const started = calls.has(at) ? undefined : startOf(call);
      if (started !== undefined) {
        const made: Opened = { kind: 'tool-call', index: opened.length };
        opened.push(made);
        calls.set(at, made);
        tell({ type: 'tool-call-start', index: made.index, part: started });
      }
      const known = calls.get(at);
      const text = started === undefined ? added : call?.written.join('');
      if (known !== undefined && text !== undefined && text !== '')
        tell({ type: 'tool-call-delta', index: known.index, text });
    },
    end({ message }) {
      if (tagger !== undefined) addAll(tagger.end());
      settle('thinking');
      settle('text');
      const left = [...opened];
      const used = new Set(opened.map(({ index }) => index));
      for (const [place, part] of message.parts.entries()) {
        const index = used.has(place) ? used.size : place;
        if (!left.some(({ kind }) => kind === kindOf(part))) used.add(index);
        finish(part, index, left, tell);
      }
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

const kinds: { readonly [type: string]: Kind } = {
  text: 'text',
  thinking: 'thinking',
  toolCall: 'tool-call',
};

/** Text that an entry adds, if it is of a kind that grows. */
function growthOf({
  type,
  text,
  summary,
}: JsonObject): { readonly text: string | undefined; readonly isSummary: boolean } | undefined {
  if (type !== 'reasoning.text' && type !== 'reasoning.summary') return undefined;
  const isSummary = type === 'reasoning.summary';
  const added = isSummary ? summary : text;
  return { text: typeof added === 'string' ? added : undefined, isSummary };
}

/** A call starts once its id and name are known. */
function startOf(call: GrowingCall | undefined): ToolCallPart | undefined {
  if (call?.id === undefined || call.name === undefined) return undefined;
  return { type: 'toolCall', callId: call.id, name: call.name, arguments: '' };
}

function kindOf(part: Part): Kind | undefined {
  return isDetail(part) || (part.type === 'thinking' && part.text === undefined) ? 'whole' : kinds[part.type];
}

/** Ends the part that was opened for it, or tells it whole at `index`. */
function finish(part: Part, index: number, left: Opened[], tell: Tell): void {
  const at = left.findIndex(({ kind }) => kind === kindOf(part));
  const [found] = at === -1 ? [] : left.splice(at, 1);
  if (found === undefined) tell({ type: 'part', index, part });
  else if (found.kind !== 'whole')
    tell({ type: `${found.kind}-end`, index: found.index, part } as StreamEvent);
}
