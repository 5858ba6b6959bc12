/** The stream of Gemini Interactions, frames to events. */
import {
  isJsonObject,
  stringifyJson,
  sameJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
  type Part,
  type Reply,
  type StreamDecoder,
} from '@throughline/core';
import { check } from '../check.ts';
import { streamDecoder, type Fold, type Tell } from '../decoder.ts';
import { sse } from '../framing.ts';
import { noted, unknownOf } from '../notes.ts';
import { isContentPart } from './content.ts';
import { decodeReply } from './decode.ts';
import { errors } from './errors.ts';
import { frame, frames, wire, type FrameData, type Item } from './format.ts';
import { finished, grow, growingOf, type Growing } from './growing.ts';
import { decodeFlat, decodeStep } from './steps.ts';
import { createTeller, type Teller } from './telling.ts';

/** Steps in the order they began. Only the first that is not told yet tells while it grows; others wait for it. */
type Waiting = { readonly growing: Growing; isDone: boolean; teller: Teller | undefined };

type State = {
  readonly tell: Tell;
  readonly open: Map<number, Waiting>;
  readonly waiting: Waiting[];
  readonly items: JsonValue[];
  readonly parts: Part[];
  /** Frames and deltas of kinds we do not know, kept verbatim. */
  readonly unknown: JsonValue[];
  envelope: JsonObject;
  list: 'steps' | 'outputs' | undefined;
  isBegun: boolean;
  isComplete: boolean;
  /** How many unknown frames the reply that was told already has. */
  counted: number;
};

export function createDecoder(): StreamDecoder {
  return streamDecoder({
    framing: sse,
    fold: foldOf,
    terminator: 'interaction.completed',
    isMark: (data) => data === '[DONE]',
  });
}

function foldOf(tell: Tell): Fold {
  const state: State = {
    tell,
    open: new Map(),
    waiting: [],
    items: [],
    parts: [],
    unknown: [],
    envelope: {},
    list: undefined,
    isBegun: false,
    isComplete: false,
    counted: 0,
  };
  return {
    take: (value, { event }) => step(state, value, event),
    end() {
      // What came behind the reply is told with it once more.
      if (state.isComplete && state.unknown.length > state.counted)
        tell({ type: 'reply-end', reply: replyOf(state) });
    },
    isComplete: () => state.isComplete,
    partial: () => replyOf(state),
  };
}

function step(state: State, parsed: JsonValue, event: string | undefined): void {
  const value = isPlainDelta(parsed) ? parsed : checked(parsed, event);
  const handle = Object.hasOwn(handlers, value.event_type) ? handlers[value.event_type] : undefined;
  // Nothing belongs behind the end; what comes all the same is kept verbatim.
  if (handle === undefined || (state.isComplete && value.event_type !== 'error')) state.unknown.push(value);
  else handle(state, value);
}

/** Most frames are deltas of the common shape; all others are checked in full, which finds the place of a fault. */
function isPlainDelta(value: JsonValue): value is FrameData {
  if (!isJsonObject(value) || value['event_type'] !== 'step.delta' || typeof value['index'] !== 'number')
    return false;
  return isJsonObject(value['delta']) && typeof value['delta']['type'] === 'string';
}

/** Faults before the first event come as the body of a refusal; the name of a frame stands in for a missing type. */
function checked(parsed: JsonValue, event: string | undefined): FrameData {
  const isUntyped = isJsonObject(parsed) && !Object.hasOwn(parsed, 'event_type');
  if (errors.decode(parsed) !== undefined && (isUntyped || Array.isArray(parsed)))
    return { event_type: 'error', body: parsed };
  const named = isUntyped && event !== undefined ? { ...parsed, event_type: event } : parsed;
  const value = check(frame, named, 'event');
  const schema = Object.hasOwn(frames, value.event_type) ? frames[value.event_type] : undefined;
  if (schema !== undefined) check(schema, value, value.event_type);
  return value;
}

type Handle = (state: State, value: FrameData) => void;

const began =
  (list: 'outputs' | undefined): Handle =>
  (state, { interaction }) => {
    const { status: _progress, steps: _steps, outputs: _outputs, ...head } = interaction as JsonObject;
    state.list ??= list;
    state.envelope = { ...state.envelope, ...head };
    begin(state);
  };

function begin(state: State): void {
  if (state.isBegun) return;
  state.isBegun = true;
  state.tell({ type: 'reply-start', reply: replyOf(state) });
}

const starts =
  (list: 'steps' | 'outputs', field: string): Handle =>
  (state, { [field]: item, ...value }) => {
    const index = value['index'] as number;
    begin(state);
    state.list ??= list;
    if (state.open.has(index))
      throw new ThroughlineError('format-invalid', `step ${index} starts twice`, { path: 'index' });
    state.open.set(index, started(state, item as JsonValue));
  };

function started(state: State, item: JsonValue): Waiting {
  const waiting: Waiting = {
    growing: growingOf(item, state.list === 'outputs'),
    isDone: false,
    teller: undefined,
  };
  state.waiting.push(waiting);
  tellFirst(state);
  return waiting;
}

const placeKeys: ReadonlySet<string> = new Set(['event_type', 'event_id', 'index']);
const deltaKeys: ReadonlySet<string> = new Set([...placeKeys, 'delta', 'content_index', 'metadata']);

const grows: Handle = (state, value) => {
  const { delta, content_index: place, metadata } = value;
  const index = value['index'] as number;
  const { growing, teller } = opened(state, index);
  const isWhole = grow(growing, delta as Item, place);
  teller?.update(growing);
  const more = unknownOf(value, deltaKeys);
  if (!isWhole || more !== undefined)
    state.unknown.push({ ...more, index, ...(!isWhole && { delta: delta as JsonObject }) });
  if (isJsonObject(metadata)) costs(state, metadata['total_usage']);
};

const stopped: Handle = (state, value) => {
  const index = value['index'] as number;
  opened(state, index).isDone = true;
  state.open.delete(index);
  const more = unknownOf(value, placeKeys);
  if (more !== undefined) state.unknown.push({ ...more, index });
  tellFirst(state);
};

/** What is known of the cost by now; what is said at the end takes its place. */
function costs(state: State, usage: JsonValue | undefined): void {
  if (isJsonObject(usage)) state.envelope = { ...state.envelope, usage };
}

function opened({ open }: State, index: number): Waiting {
  const waiting = open.get(index);
  if (waiting === undefined)
    throw new ThroughlineError('format-invalid', `step ${index} was not started`, { path: 'index' });
  return waiting;
}

/** Lets the first step tell, and all that are done behind it. */
function tellFirst(state: State): void {
  for (let [first] = state.waiting; first !== undefined; [first] = state.waiting) {
    first.teller ??= createTeller(state.tell, state.parts.length);
    first.teller.update(first.growing);
    if (!first.isDone) return;
    const { item, unparsed } = finished(first.growing);
    const decoded =
      state.list === 'outputs' ? decodeFlat(item) : decodeStep(item, isContentPart(state.parts.at(-1)));
    const parts = decoded.map((part) =>
      unparsed !== undefined && part.type === 'toolCall' ? { ...part, arguments: unparsed } : part,
    );
    first.teller.end(parts);
    state.parts.push(...parts);
    state.items.push(item);
    state.waiting.shift();
  }
}

/** The end may repeat the steps; they count where none were streamed, and are kept where they say something else. */
const completed: Handle = (state, { event_type, interaction }) => {
  begin(state);
  for (const waiting of state.waiting) waiting.isDone = true;
  tellFirst(state);
  for (const list of ['steps', 'outputs'] as const) {
    const { [list]: items, ...rest } = interaction as JsonObject;
    if (!Array.isArray(items)) continue;
    state.list ??= list;
    if (state.items.length === 0) addAll(state, items as readonly JsonValue[]);
    else if (!sameJson(items, state.items))
      state.unknown.push({ event_type, interaction: { [list]: items } });
    interaction = rest;
  }
  state.envelope = { ...state.envelope, ...(interaction as JsonObject) };
  state.isComplete = true;
  state.counted = state.unknown.length;
  state.tell({ type: 'reply-end', reply: replyOf(state) });
};

function addAll(state: State, items: readonly JsonValue[]): void {
  for (const item of items) {
    started(state, item).isDone = true;
    tellFirst(state);
  }
}

const updateKeys: ReadonlySet<string> = new Set([
  'event_type',
  'event_id',
  'interaction_id',
  'status',
  'usage',
  'continuation_token',
]);

const handlers: { readonly [type: string]: Handle } = {
  error(state, value) {
    const error = errors.decode(value['body'] ?? value);
    if (error !== undefined) state.tell({ type: 'error', error });
  },
  'interaction.created': began(undefined),
  'interaction.start': began('outputs'),
  // Its status is progress, its token is for a stream that is taken up again.
  'interaction.status_update'(state, value) {
    costs(state, value['usage']);
    const more = unknownOf(value, updateKeys);
    if (more !== undefined) state.unknown.push({ event_type: value.event_type, ...more });
  },
  'step.start': starts('steps', 'step'),
  'content.start': starts('outputs', 'content'),
  'step.delta': grows,
  'content.delta': grows,
  'step.stop': stopped,
  'content.stop': stopped,
  'interaction.completed': completed,
  'interaction.complete': completed,
};

function replyOf(state: State): Reply {
  const { envelope, list } = state;
  const isBare = list === undefined && state.isComplete && Object.hasOwn(envelope, 'status');
  const reply = decodeReply(isBare ? envelope : { ...envelope, [list ?? 'steps']: [] });
  const message = { ...reply.message, parts: [...state.parts] };
  if (state.unknown.length === 0) return { ...reply, message };
  const known = reply.notes?.[wire];
  const { notes } = noted(wire, known?.extra, { ...known?.form, unfolded: stringifyJson(state.unknown) });
  return { message, ...(notes && { notes }) };
}
