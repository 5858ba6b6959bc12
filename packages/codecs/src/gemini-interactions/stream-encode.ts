/** The stream of Gemini Interactions, events to frames. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type Origin,
  type Part,
  type Reply,
  type StreamEncoder,
  type StreamEvent,
} from '@throughline/core';
import { sse } from '../framing.ts';
import { extraOf, formOf } from '../notes.ts';
import { isContentPart } from './content.ts';
import { encodeReply } from './encode.ts';
import { errors } from './errors.ts';
import { isItem, wire } from './format.ts';
import { ofOutput } from './steps.ts';

/** The step under way: an output takes further contents, a thought further texts, until something else begins. */
type Open = {
  readonly type: JsonValue | undefined;
  readonly index: number;
  /** Contents so far, and whether the last is a text, which a further text would go on. */
  contents: number;
  isText: boolean;
  /** Whether a delta of the content or call under way went out. */
  isSaid: boolean;
  /** What its start said. */
  readonly said: JsonObject;
};

type State = {
  names: Names;
  origin: Origin | undefined;
  count: number;
  open: Open | undefined;
};

type Names = {
  readonly created: string;
  readonly completed: string;
  readonly step: string;
  readonly field: string;
  readonly list: string;
};

const ofSteps: Names = {
  created: 'interaction.created',
  completed: 'interaction.completed',
  step: 'step',
  field: 'step',
  list: 'steps',
};
const ofOutputs: Names = {
  created: 'interaction.start',
  completed: 'interaction.complete',
  step: 'content',
  field: 'content',
  list: 'outputs',
};

type Frames<Type extends StreamEvent['type']> = (
  event: StreamEvent & { readonly type: Type },
  state: State,
) => readonly JsonObject[];
type AnyFrames = (event: StreamEvent, state: State) => readonly JsonObject[];

export function createEncoder(): StreamEncoder {
  const state: State = { names: ofSteps, origin: undefined, count: 0, open: undefined };
  return {
    push: (event) => (frames[event.type] as AnyFrames)(event, state).map(written).join(''),
  };
}

function written(value: JsonObject): string {
  return sse.write({ event: value['event_type'] as string, data: stringifyJson(value) });
}

const isFlat = ({ names }: State): boolean => names === ofOutputs;

function start(state: State, step: JsonValue): JsonObject {
  const { names, count: index } = state;
  const said = isJsonObject(step) ? step : {};
  state.open = { type: said['type'], index, contents: 0, isText: false, isSaid: false, said };
  state.count += 1;
  return { event_type: `${names.step}.start`, index, [names.field]: step };
}

function delta({ names, open }: State, fields: JsonObject, more: JsonObject = {}): JsonObject {
  if (open !== undefined) open.isSaid = true;
  return { event_type: `${names.step}.delta`, index: Number(open?.index), delta: fields, ...more };
}

function stop(state: State): readonly JsonObject[] {
  const { open, names } = state;
  state.open = undefined;
  return open === undefined ? [] : [{ event_type: `${names.step}.stop`, index: open.index }];
}

/** The step that a part is on its own, and the content inside it. */
function stepOf(part: Part, state: State): JsonValue | undefined {
  const notes = isFlat(state) ? { notes: { [wire]: { form: { list: 'outputs' } } } } : {};
  const { origin, names } = state;
  const { value } = encodeReply(
    { message: { role: 'assistant', parts: [part], ...(origin && { origin }), ...notes } },
    'keep-readable',
  );
  const items = value[names.list];
  return Array.isArray(items) ? (items as readonly JsonValue[])[0] : undefined;
}

/** Closes what was open, unless the part is a further content of the same output. */
function enterOutput(part: Part, state: State): readonly JsonObject[] {
  const own = part.type === 'opaque' || part.type === 'toolset' ? undefined : extraOf(part, wire)?.[ofOutput];
  const isNew =
    own !== undefined ||
    (part.type !== 'opaque' && part.type !== 'toolset' && formOf(part, wire, 'step') === 'new');
  if (state.open?.type === 'model_output' && !isNew) return [];
  return [...stop(state), start(state, { type: 'model_output', ...(isJsonObject(own) && own) })];
}

/** A text right behind a text would go on with it: the number of its content sets it apart. */
function textFrames(state: State, text: string): readonly JsonObject[] {
  const fields = state.open?.type === 'thought' ? summaryOf({ type: 'text', text }) : { type: 'text', text };
  return contentFrames(state, fields, true);
}

function contentFrames(state: State, fields: JsonObject, isText: boolean): readonly JsonObject[] {
  const { open } = state;
  if (open === undefined) return [];
  const isFirst = !open.isSaid;
  const isNumbered = isFirst && open.isText && isText && !isFlat(state);
  const frame = delta(state, fields, isNumbered ? { content_index: open.contents } : {});
  if (isFirst) open.contents += 1;
  open.isText = isText;
  return [frame];
}

function summaryOf(content: JsonObject): JsonObject {
  return { type: 'thought_summary', content };
}

const frames: { readonly [Type in StreamEvent['type']]: Frames<Type> } = {
  'reply-start': ({ reply }, state) => {
    state.names = formOf(reply.message, wire, 'list') === 'outputs' ? ofOutputs : ofSteps;
    state.origin = reply.message.origin;
    const { steps: _steps, outputs: _outputs, usage: _later, ...head } = whole(reply);
    return [{ event_type: state.names.created, interaction: { ...head, status: 'in_progress' } }];
  },
  'text-start': ({ part }, state) => {
    const entered = isFlat(state)
      ? [...stop(state), start(state, { type: 'text', text: '' })]
      : enterOutput(part, state);
    if (state.open !== undefined) state.open.isSaid = false;
    return entered;
  },
  'text-delta': ({ text }, state) => textFrames(state, text),
  'text-end': ({ part }, state) => {
    const nothing = state.open?.isSaid === true ? [] : textFrames(state, '');
    const { [ofOutput]: _own, annotations, ...more } = { ...extraOf(part, wire) };
    const cited = Array.isArray(annotations)
      ? [delta(state, { type: 'text_annotation_delta', annotations })]
      : [];
    const rest = { ...more, ...(annotations !== undefined && cited.length === 0 && { annotations }) };
    const left = Object.keys(rest).length > 0 ? [delta(state, { type: 'text', text: '', ...rest })] : [];
    return [...nothing, ...cited, ...left];
  },
  'thinking-start': ({ part }, state) => {
    const isNext = state.open?.type === 'thought' && formOf(part, wire, 'summary') === 'next';
    const entered = isNext ? [] : [...stop(state), start(state, { type: 'thought' })];
    if (state.open !== undefined) state.open.isSaid = false;
    return entered;
  },
  'thinking-delta': ({ text }, state) => textFrames(state, text),
  'thinking-end': ({ part }, state) => endOfThought(part, state),
  'tool-call-start': ({ part }, state) => {
    const isAbsent = formOf(part, wire, 'arguments') === 'absent';
    return [
      ...stop(state),
      start(state, {
        type: 'function_call',
        id: part.callId,
        name: part.name,
        ...(!isAbsent && { arguments: {} }),
      }),
    ];
  },
  'tool-call-delta': ({ text }, state) => [delta(state, { type: 'arguments_delta', arguments: text })],
  'tool-call-end': ({ part }, state) => [...residue(part, ['arguments'], state), ...stop(state)],
  part: ({ part }, state) => {
    const step = stepOf(part, state);
    if (step === undefined) return [];
    if (!isContentPart(part) || isFlat(state)) return wholeStep(step, state);
    const content = (step as { readonly content?: readonly JsonValue[] }).content?.[0] as JsonObject;
    const entered = enterOutput(part, state);
    const open = state.open as Open;
    open.isSaid = false;
    if (part.type !== 'opaque') return [...entered, ...contentFrames(state, content, part.type === 'text')];
    open.contents += 1;
    // It may look like a text that has none yet.
    open.isText = true;
    return [...entered, delta(state, content, { content_index: open.contents - 1 })];
  },
  'reply-end': ({ reply }, state) => {
    const { names } = state;
    const interaction = whole(reply);
    const { [names.list]: items, ...rest } = interaction;
    const isStreamed = Array.isArray(items) && items.length > 0;
    return [...stop(state), { event_type: names.completed, interaction: isStreamed ? rest : interaction }];
  },
  error: ({ error }) => [asFrame(errors.encode(error))],
};

function whole(reply: Reply): JsonObject {
  return encodeReply(reply, 'keep-readable').value;
}

function wholeStep(step: JsonValue, state: State): readonly JsonObject[] {
  return [...stop(state), start(state, step), ...stop(state)];
}

function endOfThought(part: Part, state: State): readonly JsonObject[] {
  const step = stepOf(part, state);
  if (!isItem(step)) return [];
  const { signature, summary } = step;
  const isSigned = typeof signature === 'string';
  return [
    ...(Array.isArray(summary) ? summaryFrames(summary as readonly JsonObject[], state) : []),
    ...(isSigned ? [delta(state, { type: 'thought_signature', signature })] : []),
    ...residue(part, [...(isSigned ? ['signature'] : []), ...(summary === null ? [] : ['summary'])], state),
  ];
}

/** What the deltas did not say of a summary: its other fields, what is no text, and that there is none. */
function summaryFrames(summary: readonly JsonObject[], state: State): readonly JsonObject[] {
  const [first, ...rest] = summary;
  if (first === undefined) return [delta(state, { type: 'thought', summary: [] })];
  const isText = first['type'] === 'text' && typeof first['text'] === 'string';
  const { type: _type, text: _text, ...more } = first;
  const isLeft = isText && (state.open?.isSaid !== true || Object.keys(more).length > 0);
  const others = isText ? rest : summary;
  return [
    ...(isLeft ? contentFrames(state, summaryOf({ type: 'text', text: '', ...more }), true) : []),
    ...others.map((content) => {
      if (state.open !== undefined) state.open.contents += 1;
      return delta(state, summaryOf(content));
    }),
  ];
}

/** Fields of a step that neither its start nor a delta said. */
function residue(part: Part, told: readonly string[], state: State): readonly JsonObject[] {
  const step = stepOf(part, state);
  const said = state.open?.said;
  if (!isItem(step) || said === undefined) return [];
  const rest = Object.entries(step).filter(([key]) => !told.includes(key) && !Object.hasOwn(said, key));
  return rest.length === 0 ? [] : [delta(state, { type: step.type, ...Object.fromEntries(rest) })];
}

function asFrame(body: JsonValue): JsonObject {
  if (isJsonObject(body) && body['event_type'] === 'error') return body;
  const error = isJsonObject(body) ? body['error'] : undefined;
  return { event_type: 'error', error: error === undefined ? body : error };
}
