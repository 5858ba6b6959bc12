/** The steps of a model as parts, in their order. */
import {
  isJsonObject,
  stringifyJson,
  type JsonObject,
  type JsonValue,
  type OpaquePart,
  type Part,
  type ThinkingPart,
} from '@throughline/core';
import { noted, unknownOf } from '../notes.ts';
import { decodeContent, isContentPart, opaqueContent } from './content.ts';
import { contentTypes, isItem, issuer, proofKind, wire, type Item } from './format.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** Where a `model_output` notes its own fields: with the first of its contents. */
export const ofOutput = 'model_output';

export function decodeSteps(steps: readonly JsonValue[]): Part[] {
  const parts: Part[] = [];
  for (const step of steps) parts.push(...decodeStep(step, isContentPart(parts.at(-1))));
  return parts;
}

/** `isAfterOutput`: two outputs in a row stay two. */
export function decodeStep(step: JsonValue, isAfterOutput: boolean): readonly Part[] {
  if (!isItem(step)) return [opaqueStep(step)];
  const decode = Object.hasOwn(decoders, step.type) ? decoders[step.type] : undefined;
  return decode?.(step, isAfterOutput) ?? [opaqueStep(step)];
}

/** The older `outputs`, and the content of a turn: contents and calls side by side, without outputs around them. */
export function decodeFlat(item: JsonValue): readonly Part[] {
  if (isItem(item) && Object.hasOwn(flat, item.type))
    return flat[item.type]?.(item, false) ?? [flatOpaque(item)];
  const part = isItem(item) && Object.hasOwn(item, ofOutput) ? opaqueStep(item) : decodeContent(item);
  return part.type === 'opaque' ? [flatOpaque(item)] : [part];
}

function opaqueStep(value: JsonValue): OpaquePart {
  return { type: 'opaque', wire, kind: isItem(value) ? value.type : 'step', value };
}

function flatOpaque(value: JsonValue): OpaquePart {
  const isContent = isItem(value) && contentTypes.has(value.type);
  return isContent ? { type: 'opaque', wire, kind: opaqueContent, value } : opaqueStep(value);
}

type Decode = (step: Item, isAfterOutput: boolean) => readonly Part[] | undefined;

const thoughtKeys = keys('type', 'signature', 'summary');

/** One part for a thought, and one more for each further text of its summary; the proof is on the first. */
const thought: Decode = (step) => {
  const { signature, summary } = step;
  const isList = Array.isArray(summary) && (summary as readonly JsonValue[]).every(isItem);
  if (summary !== undefined && summary !== null && !isList) return undefined;
  const fields = {
    ...unknownOf(step, thoughtKeys),
    ...(signature !== undefined && typeof signature !== 'string' && { signature }),
  };
  if (Object.hasOwn(fields, 'content')) return undefined;
  const [first, ...more] = shownIn(isList ? (summary as readonly Item[]) : []);
  const form = summaryForm(summary);
  return [
    {
      ...thinkingOf(first, fields, form),
      ...(typeof signature === 'string' && {
        signatures: [{ issuer, kind: proofKind, value: signature }],
      }),
    },
    ...more.map((one) => thinkingOf(one, {}, { summary: 'next' })),
  ];
};

function summaryForm(summary: JsonValue | undefined): Record<string, string> {
  if (summary === null) return { summary: 'null' };
  return Array.isArray(summary) && summary.length === 0 ? { summary: 'empty' } : {};
}

/** A text of a summary, and the pictures behind it. */
type Shown = { readonly text?: JsonObject; readonly others: JsonValue[] };

function shownIn(summary: readonly Item[]): readonly [Shown, ...Shown[]] {
  const shown: Shown[] = [];
  for (const content of summary) {
    const isText = content.type === 'text' && typeof content['text'] === 'string';
    if (isText) shown.push({ text: content, others: [] });
    else if (shown.length === 0) shown.push({ others: [content] });
    else shown.at(-1)?.others.push(content);
  }
  const [first, ...more] = shown;
  return first === undefined ? [{ others: [] }] : [first, ...more];
}

const textKeys = keys('type', 'text');

/** The text sums up the thinking, wherever there is one; a summary that is left out leaves an empty text. */
function thinkingOf({ text, others }: Shown, fields: JsonObject, form: Record<string, string>): ThinkingPart {
  const ofText = text && unknownOf(text, textKeys);
  const extra = {
    ...fields,
    ...(ofText && { content: ofText }),
    ...(others.length > 0 && { summary: others }),
  };
  return {
    type: 'thinking',
    text: text === undefined ? '' : (text['text'] as string),
    visibility: text === undefined ? 'omitted' : 'summary',
    ...noted(wire, extra, form),
  };
}

const callKeys = keys('type', 'id', 'name', 'arguments');

const functionCall: Decode = (step) => {
  const { id, name, arguments: given, signature } = step;
  if (typeof id !== 'string' || typeof name !== 'string') return undefined;
  const isSigned = typeof signature === 'string';
  const { signature: _proof, ...unsigned } = { signature, ...unknownOf(step, callKeys) };
  const form =
    given === undefined ? { arguments: 'absent' } : isJsonObject(given) ? {} : { arguments: 'any' };
  return [
    {
      type: 'toolCall',
      callId: id,
      name,
      arguments: given === undefined ? '' : stringifyJson(given),
      ...(isSigned && { signatures: [{ issuer, kind: proofKind, value: signature }] }),
      ...noted(wire, isSigned ? unsigned : unknownOf(step, callKeys), form),
    },
  ];
};

const outputKeys = keys('type', 'content');

/** An output whose own fields have no part to stand with stays whole. */
const modelOutput: Decode = (step, isAfterOutput) => {
  const { content } = step;
  if (!Array.isArray(content) || content.length === 0 || !content.every(isOurs)) return undefined;
  const [first, ...more] = (content as readonly JsonValue[]).map(decodeContent);
  const own = unknownOf(step, outputKeys);
  if (first === undefined || (own === undefined && !isAfterOutput)) return first && [first, ...more];
  if (first.type === 'opaque') return undefined;
  const known = first.notes?.[wire]?.extra;
  const notes = noted(
    wire,
    { ...known, ...(own && { [ofOutput]: own }) },
    isAfterOutput ? { step: 'new' } : {},
  );
  return [{ ...first, ...notes }, ...more];
};

function isOurs(content: JsonValue): boolean {
  return isItem(content) && !Object.hasOwn(content, ofOutput);
}

const decoders: { readonly [type: string]: Decode } = {
  thought,
  function_call: functionCall,
  model_output: modelOutput,
};

const flat: { readonly [type: string]: Decode } = { thought, function_call: functionCall };
