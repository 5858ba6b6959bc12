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
import type { Tell } from '../decoder.ts';
import type { GrowingCall } from '../growing-calls.ts';
import { formOf, noted } from '../notes.ts';
import { decodePiece } from './content.ts';
import type { Dialect, Slot } from './dialects.ts';
import { decodeEntry, isEntry, listOf, textFieldOf, type EntryList } from './entries.ts';
import { reasoningFields, wire } from './format.ts';
import { createTagger, type Segment } from './tagger.ts';
import { idForm, isMissing, opaqueCall, type Reading } from './tools.ts';

export type Teller = {
  /** `delta` is all that came with it. */
  field(name: string, text: string, delta: JsonObject): void;
  pieces(list: readonly JsonObject[]): void;
  entry(list: EntryList, at: number, isNew: boolean, entry: JsonValue): void;
  /** Nothing more comes of the entry at this place. */
  entryEnd(list: EntryList, at: number, entry: JsonValue): void;
  call(at: number, isNew: boolean, call: GrowingCall | undefined, added: string | undefined): void;
  /** Tells what is left, and returns the reply with its parts in the order they were told. */
  end(reply: Reply): Reply;
};

/** `field` is thinking in a string field, `thinking` an entry of a list or what stood between tags. */
type Kind = 'text' | 'piece' | 'field' | 'thinking' | 'refusal' | 'call';

/** A part that has its place: its start may have been told, or it all. */
type Item = { readonly kind: Kind; readonly index: number; state: 'reserved' | 'started' | 'told' };

type Owed = 'field' | 'text' | 'refusal';

export function createTeller(reading: Reading, tell: Tell): Teller {
  const { dialect } = reading;
  const items: Item[] = [];
  const entries: Item[] = [];
  const calls: Item[] = [];
  const tagger = dialect.slot.kind === 'tags' ? createTagger() : undefined;
  const list = listOf(dialect.slot);
  const secret = dialect.slot.kind === 'field' ? dialect.slot.opaque : undefined;
  // Empty strings that may yet be all there is of their part; their place is kept once something later begins.
  const owed = new Set<Owed>();
  let thinkingField: string | undefined;

  const reserve = (kind: Kind): Item => {
    const made: Item = { kind, index: items.length, state: 'reserved' };
    items.push(made);
    return made;
  };
  const latest = (kind: Kind): Item | undefined => items.findLast((one) => one.kind === kind);
  const start = (item: Item, known: Partial<ThinkingPart> = {}): void => {
    item.state = 'started';
    const { index } = item;
    if (item.kind === 'text') return tell({ type: 'text-start', index, part: { type: 'text', text: '' } });
    tell({
      type: 'thinking-start',
      index,
      part: { type: 'thinking', text: '', visibility: 'full', ...known },
    });
  };
  const settle = (...kinds: readonly Owed[]): void => {
    for (const kind of kinds) {
      if (!owed.delete(kind) || latest(kind) !== undefined || (kind === 'field' && entries.length > 0))
        continue;
      const item = reserve(kind);
      if (kind !== 'refusal') start(item);
    }
  };
  const add = (item: Item, text: string, known?: Partial<ThinkingPart>): void => {
    if (item.state === 'reserved') start(item, known);
    if (text !== '')
      tell({ type: item.kind === 'text' ? 'text-delta' : 'thinking-delta', index: item.index, text });
  };
  let tagged: Tagged | undefined;
  const addTagged = (segments: readonly Segment[]): void => {
    for (const { kind, text, isNew } of segments) {
      if (isNew || tagged === undefined) {
        if (tagged !== undefined) endTagged(tagged, tell);
        tagged = { item: reserve(kind), pieces: [] };
      }
      tagged.pieces.push(text);
      add(tagged.item, text);
    }
  };
  // Where thinking has a list, a string before its entries is most often a copy of them: it waits for what comes next.
  let held: Held | undefined;
  const release = (): void => {
    if (held !== undefined && entries.length === 0) add(held.item, held.pieces.join(''), knownOf(held.name));
    held = undefined;
  };
  const hold = (name: string, text: string): void => {
    held ??= { item: reserve('field'), name, pieces: [] };
    held.pieces.push(text);
  };
  /** The first entry takes the place of the string that waits. */
  const placeOfEntry = (): Item => {
    const index = held?.item.index;
    held = undefined;
    if (index === undefined) return reserve('thinking');
    return (items[index] = { kind: 'thinking', index, state: 'reserved' });
  };
  const knownOf = (name: string): Partial<ThinkingPart> =>
    noted(wire, undefined, { dialect: dialect.name, field: name });
  const speak = (kind: Owed, name: string, text: string): void => {
    if (text === '') {
      if (latest(kind) === undefined) owed.add(kind);
      return;
    }
    owed.delete(kind);
    if (kind === 'field' && list !== undefined && (held !== undefined || latest('field') === undefined))
      return hold(name, text);
    if (kind !== 'field') release();
    if (kind === 'text') settle('field');
    if (kind === 'refusal') {
      settle('field', 'text');
      if (latest('refusal') === undefined) reserve('refusal');
    } else if (kind === 'text' && tagger !== undefined) addTagged(tagger.push(text));
    else {
      add(latest(kind) ?? reserve(kind), text, kind === 'field' ? knownOf(name) : {});
    }
  };
  /** The first field that speaks is the one, a second one is a copy; so are all beside entries. */
  const isSpoken = (name: string, text: string, delta: JsonObject): boolean => {
    if (entries.length > 0 || (list !== undefined && isFilledList(delta[list.field]))) return false;
    if (text !== '') thinkingField ??= name;
    return thinkingField === undefined || thinkingField === name;
  };
  return {
    field(name, text, delta) {
      if (name === 'content') speak('text', name, text);
      else if (name === 'refusal') speak('refusal', name, text);
      else if (name === secret) {
        if (latest('field') === undefined) reserve('field');
      } else if (reasoningFields.includes(name) && isSpoken(name, text, delta)) speak('field', name, text);
    },
    pieces(pieces) {
      release();
      settle('field');
      for (const piece of pieces) {
        const item = reserve('piece');
        item.state = 'told';
        tell({ type: 'part', index: item.index, part: decodePiece(piece) });
      }
    },
    entry(of, at, isNew, entry) {
      if (of !== list) return;
      const item = isNew ? placeOfEntry() : entries[at];
      if (item === undefined) return;
      entries[at] = item;
      const field = textFieldOf(of, entry);
      const text = field !== undefined && isJsonObject(entry) ? entry[field] : undefined;
      if (typeof text === 'string') add(item, text, field === 'summary' ? { visibility: 'summary' } : {});
      else if (field === undefined && isNew) {
        item.state = 'told';
        tell({ type: 'part', index: item.index, part: decodeEntry(entry, of, dialect) });
      }
    },
    entryEnd(of, at, entry) {
      const item = entries[at];
      if (of !== list || item === undefined) return;
      tellEnd(decodeEntry(entry, of, dialect), item.index, item.state, tell);
      item.state = 'told';
    },
    call(at, isNew, call, added) {
      if (isNew) {
        release();
        settle('field', 'text', 'refusal');
        calls[at] = reserve('call');
      }
      const item = calls[at];
      if (item === undefined) return;
      const part = item.state === 'reserved' ? startOf(call, reading) : undefined;
      if (part !== undefined) {
        item.state = 'started';
        tell({ type: 'tool-call-start', index: item.index, part });
      }
      const text = part === undefined ? added : call?.written.join('');
      if (item.state === 'started' && text !== undefined && text !== '')
        tell({ type: 'tool-call-delta', index: item.index, text });
    },
    end(reply) {
      if (tagger !== undefined) addTagged(tagger.end());
      release();
      settle('field', 'text', 'refusal');
      return inToldOrder(reply, items, dialect, tell);
    },
  };
}

/** A string of thinking that may turn out to be a copy. */
type Held = { readonly item: Item; readonly name: string; readonly pieces: string[] };

/** What stands between two tags while it grows. */
type Tagged = { readonly item: Item; readonly pieces: string[] };

/** The tag that ends it says all there is to know. */
function endTagged({ item, pieces }: Tagged, tell: Tell): void {
  const text = pieces.join('');
  const part: Part =
    item.kind === 'text' ? { type: 'text', text } : { type: 'thinking', text, visibility: 'full' };
  tellEnd(part, item.index, item.state, tell);
  item.state = 'told';
}

function isFilledList(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** A call starts once its id and name are known; an empty id is one to be derived. */
function startOf(call: GrowingCall | undefined, { dialect, ids }: Reading): ToolCallPart | undefined {
  if (call?.id === undefined || call.name === undefined) return undefined;
  const { id, name } = call;
  return {
    type: 'toolCall',
    callId: isMissing(id) ? ids.call(name) : id,
    name,
    arguments: '',
    ...noted(wire, undefined, idForm(id, dialect)),
  };
}

/** Gives each part the place that was kept for one of its kind, ends it there, and puts the parts in the order of their places. */
function inToldOrder(reply: Reply, items: Item[], { slot }: Dialect, tell: Tell): Reply {
  const { message } = reply;
  const left = [...items];
  const isListed = formOf(message, wire, 'content') === 'array';
  const placed = message.parts.map((part) => {
    const item = taken(left, kindOf(part, isListed, slot));
    const index = item?.index ?? items.length;
    if (item === undefined) items.push({ kind: 'piece', index, state: 'told' });
    tellEnd(part, index, item?.state ?? 'reserved', tell);
    return { part, index };
  });
  const ordered = placed.toSorted((a, b) => a.index - b.index);
  if (ordered.every((one, order) => one === placed[order])) return reply;
  return { ...reply, message: { ...message, parts: ordered.map(({ part }) => part) } };
}

function taken(left: Item[], kind: Kind): Item | undefined {
  const first = left.findIndex((item) => item.kind === kind);
  // Entries that came after a string field spoke: the string was a copy of them.
  const at = first === -1 && kind === 'thinking' ? left.findIndex((item) => item.kind === 'field') : first;
  return at === -1 ? undefined : left.splice(at, 1)[0];
}

function kindOf(part: Part, isListed: boolean, slot: Slot): Kind {
  if (part.type === 'thinking')
    return slot.kind === 'field' || formOf(part, wire, 'field') !== undefined ? 'field' : 'thinking';
  if (isEntry(part)) return 'thinking';
  if (part.type === 'toolCall' || (part.type === 'opaque' && part.kind === opaqueCall)) return 'call';
  if (part.type === 'refusal' && formOf(part, wire, 'place') !== 'content') return 'refusal';
  return isListed ? 'piece' : 'text';
}

const names: { readonly [type: string]: string } = {
  text: 'text',
  thinking: 'thinking',
  toolCall: 'tool-call',
};

function tellEnd(part: Part, index: number, state: Item['state'], tell: Tell): void {
  if (state === 'told') return;
  const name = names[part.type];
  if (state === 'reserved' || name === undefined) tell({ type: 'part', index, part });
  else tell({ type: `${name}-end`, index, part } as StreamEvent);
}
