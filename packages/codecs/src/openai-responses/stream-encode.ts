/** The stream of OpenAI Responses, events to frames. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
} from '@throughline/core';
import { sse } from '../framing.ts';
import type { Dialect } from './capabilities.ts';
import { encodeReply, replyContext, type ReplyOptions } from './encode.ts';
import { encodeItems, isContent, joins } from './encode-items.ts';
import { errors } from './errors.ts';
import type { Item } from './format.ts';
import { blankItem, framesOf, type PieceFrames } from './pieces.ts';

type State = {
  readonly dialect: Dialect;
  options: ReplyOptions;
  /** Items that have begun and are not done, in order. */
  open: OpenItem[];
  /** Where each part that has begun stands. */
  readonly places: Map<number, Begun>;
  next: number;
  sequence: number;
};

type OpenItem = {
  readonly place: number;
  readonly first: Part;
  /** Its parts as far as they are known, by their place in the reply. */
  readonly parts: Map<number, Part>;
  readonly running: Set<number>;
};

type Begun = { readonly item: OpenItem; readonly piece: PieceFrames };

export function createEncoder(dialect: Dialect): StreamEncoder {
  const state: State = {
    dialect,
    options: { policy: 'keep-readable', origin: undefined },
    open: [],
    places: new Map(),
    next: 0,
    sequence: 0,
  };
  return { push: (event) => (handlers[event.type] as AnyHandle)(state, event) };
}

type EventOf<Type extends StreamEvent['type']> = StreamEvent & { readonly type: Type };
type Handle<Type extends StreamEvent['type']> = (state: State, event: EventOf<Type>) => string;
type AnyHandle = (state: State, event: StreamEvent) => string;

function written(state: State, frames: readonly JsonObject[]): string {
  return frames
    .map((frame) => {
      const value = { ...frame, sequence_number: state.sequence };
      state.sequence += 1;
      return sse.write({ event: frame['type'] as string, data: stringifyJson(value) });
    })
    .join('');
}

const begin: Handle<'text-start' | 'thinking-start' | 'tool-call-start'> = (state, { index, part }) => {
  const frames = opened(state, part, index);
  const begun = state.places.get(index);
  return written(state, begun === undefined ? frames : [...frames, ...begun.piece.begin]);
};

const grow: Handle<'text-delta' | 'thinking-delta' | 'tool-call-delta'> = (state, { index, text }) => {
  const begun = state.places.get(index);
  return begun === undefined ? '' : written(state, begun.piece.delta(text));
};

const finish: Handle<'text-end' | 'thinking-end' | 'tool-call-end'> = (state, { index, part }) => {
  const begun = state.places.get(index);
  if (begun === undefined) return '';
  const { item, piece } = begun;
  item.parts.set(index, part);
  item.running.delete(index);
  const now = itemsOf(state, item)[0];
  return written(state, now === undefined ? [] : piece.end(now));
};

const handlers: { readonly [Type in StreamEvent['type']]: Handle<Type> } = {
  'reply-start'(state, { reply }) {
    state.options = { ...state.options, origin: reply.message.origin };
    const response = begunEnvelope(wholeReply(state, reply));
    return written(state, [
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
    ]);
  },
  'text-start': begin,
  'text-delta': grow,
  'text-end': finish,
  'thinking-start': begin,
  'thinking-delta': grow,
  'thinking-end': finish,
  'tool-call-start': begin,
  'tool-call-delta': grow,
  'tool-call-end': finish,
  part(state, { index, part }) {
    const frames = opened(state, part, index);
    const begun = state.places.get(index);
    if (begun === undefined) return written(state, frames);
    begun.item.running.delete(index);
    const now = itemsOf(state, begun.item)[0];
    if (now === undefined) return written(state, frames);
    const { piece } = begun;
    const said = part.type === 'refusal' && part.text !== '' ? piece.delta(part.text) : [];
    return written(state, [...frames, ...piece.begin, ...said, ...piece.end(now)]);
  },
  'reply-end'(state, { reply }) {
    const response = wholeReply(state, reply);
    const output = response['output'] as readonly Item[] | undefined;
    const frames = state.open.flatMap(({ place }) => {
      const item = output?.[place];
      return item === undefined ? [] : [doneFrame(place, item)];
    });
    const type = response['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed';
    const end = state.dialect.endsWithDone ? sse.write({ data: '[DONE]' }) : '';
    return `${written(state, [...frames, { type, response }])}${end}`;
  },
  error(state, { error }) {
    const body = errors.encode(error);
    return written(state, [{ type: 'error', ...asFields(body) }]);
  },
};

function asFields(body: JsonValue): JsonObject {
  return isJsonObject(body) ? body : { error: body };
}

function wholeReply({ dialect, options }: State, reply: Reply): JsonObject {
  return encodeReply(reply, options, dialect).value;
}

/** What is not known yet of a response that has begun. */
function begunEnvelope(response: JsonObject): JsonObject {
  const unknown = ['error', 'incomplete_details', 'usage', 'completed_at'].filter((key) =>
    Object.hasOwn(response, key),
  );
  return {
    ...response,
    ...Object.fromEntries(unknown.map((key) => [key, null])),
    ...(Object.hasOwn(response, 'status') && { status: 'in_progress' }),
    output: [],
  };
}

/** Goes on in the item that is open where the part came in it, else begins another: the frames for that. */
function opened(state: State, part: Part, index: number): readonly JsonObject[] {
  if (state.places.has(index)) return [];
  const last = state.open.at(-1);
  if (last !== undefined && joins(part, last.first)) {
    place(state, last, part, index);
    return [];
  }
  const item: OpenItem = { place: state.next, first: part, parts: new Map(), running: new Set() };
  const [begun, ...others] = itemsOf(state, { ...item, parts: new Map([[index, part]]) });
  if (begun === undefined) return [];
  const frames = [...closed(state), addedFrame(item.place, blankItem(begun))];
  state.next += 1 + others.length;
  state.open.push(item);
  place(state, item, part, index);
  return frames;
}

/** Notes where a part stands: the list of its item that it made longer, or the item itself. */
function place(state: State, item: OpenItem, part: Part, index: number): void {
  const before = item.parts.size === 0 ? undefined : itemsOf(state, item)[0];
  item.parts.set(index, part);
  item.running.add(index);
  const now = itemsOf(state, item)[0] as Item;
  const list = (['content', 'summary'] as const).find(
    (field) => lengthOf(now, field) > lengthOf(before, field),
  );
  const isListed = list !== undefined && (isContent(item.first) || item.first.type === 'thinking');
  const { id } = now;
  state.places.set(index, {
    item,
    piece: framesOf({
      output: item.place,
      ...(typeof id === 'string' && { id }),
      kind: now['type'],
      ...(isListed && { list, index: lengthOf(now, list) - 1, block: blockIn(now, list) }),
    }),
  });
}

function lengthOf(item: Item | undefined, field: string): number {
  const list = item?.[field];
  if (typeof list === 'string') return 1;
  return Array.isArray(list) ? list.length : 0;
}

function blockIn(item: Item, field: string): JsonObject {
  const list = item[field];
  if (typeof list === 'string') return { type: 'output_text', text: list };
  return (list as readonly JsonObject[]).at(-1) as JsonObject;
}

function itemsOf({ options, dialect }: State, { parts, place: from }: OpenItem): readonly Item[] {
  const context = replyContext(options, dialect, from);
  encodeItems(
    [...parts].map(([index, part]) => ({ part, path: `.parts[${index}]` })),
    context,
  );
  return context.items;
}

/** Items whose parts have all ended are done once another begins. */
function closed(state: State): readonly JsonObject[] {
  const done = state.open.filter(({ running }) => running.size === 0);
  state.open = state.open.filter(({ running }) => running.size > 0);
  return done.flatMap((item) => {
    const [now] = itemsOf(state, item);
    return now === undefined ? [] : [doneFrame(item.place, now)];
  });
}

const addedFrame = (place: number, item: Item): JsonObject => ({
  type: 'response.output_item.added',
  output_index: place,
  item,
});
const doneFrame = (place: number, item: Item): JsonObject => ({
  type: 'response.output_item.done',
  output_index: place,
  item,
});
