/** The items a model writes, as parts; and the results a client answers with. An item may be several parts. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Notes,
  type OpaquePart,
  type Part,
  type ResultContent,
  type ThinkingPart,
  type ToolResultPart,
} from '@throughline/core';
import { noted, unknownOf } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { decodeContent, keys, type Piece } from './content.ts';
import { idRule, wire, type Item } from './format.ts';

/** The parts of an item that a model wrote. A known item in a shape we do not know is opaque, whole. */
export function decodeItem(item: Item, dialect: Dialect): readonly Part[] {
  const kind = kindOf(item);
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  return read?.(item, dialect) ?? [opaqueItem(item)];
}

/** `type`, which a message may leave out. */
export function kindOf({ type, role }: Item): string {
  if (typeof type === 'string') return type;
  return type === undefined && typeof role === 'string' ? 'message' : 'unknown';
}

export function opaqueItem(item: Item): OpaquePart {
  return { type: 'opaque', wire, kind: kindOf(item), value: item };
}

type Read = (item: Item, dialect: Dialect) => readonly Part[] | undefined;
type Form = Record<string, string>;

/** Fields of the item itself stand on its first part, those of each piece of it on its part. */
function inItem(item: JsonObject | undefined, part: JsonObject | undefined, form: Form): { notes?: Notes } {
  return noted(wire, { ...(item && { item }), ...(part && { part }) }, form);
}

const messageKeys = keys('type', 'role', 'content');

const message: Read = (item) => {
  const { role, content, type } = item;
  if (role !== 'assistant') return undefined;
  const blocks = typeof content === 'string' ? [{ type: 'output_text', text: content }] : content;
  if (!Array.isArray(blocks)) return undefined;
  const pieces = blocks.map((block: JsonValue) => decodeContent(block, 'output_text'));
  const [first] = pieces;
  if (first === undefined || first.part.type === 'opaque') return undefined;
  const ofItem = unknownOf(item, messageKeys);
  return pieces.map(({ part, extra, form }, index) => {
    if (part.type === 'opaque') return part;
    const place =
      index > 0
        ? { item: 'next' }
        : {
            item: 'message',
            ...(typeof content === 'string' && { content: 'string' }),
            ...(type === undefined && { kind: 'absent' }),
          };
    return { ...part, ...inItem(index === 0 ? ofItem : undefined, extra, { ...place, ...form }) };
  });
};

type Slot = 'summary' | 'content';

/** The kinds of text in each list of a reasoning item. */
export const slotTypes: { readonly [slot in Slot]: string } = {
  summary: 'summary_text',
  content: 'reasoning_text',
};

const reasoning: Read = (item, { issuer }) => {
  const summary = textsOf(item, 'summary');
  const content = textsOf(item, 'content');
  if (summary === undefined || content === undefined) return undefined;
  const { id, encrypted_content: value } = item;
  const isSigned = typeof value === 'string';
  const signed = isSigned ? { signatures: [{ issuer, kind: proofKind, value }] } : {};
  const texts = [...summary, ...content];
  const [first, ...rest] = texts.length === 0 ? [undefined] : texts;
  const known = [
    'type',
    ...(typeof id === 'string' ? ['id'] : []),
    ...(isSigned ? ['encrypted_content'] : []),
    ...(Array.isArray(item['summary']) ? ['summary'] : []),
    ...(content.length > 0 ? ['content'] : []),
  ];
  const form = {
    item: 'reasoning',
    ...(!isSigned && { issuer }),
    ...(!Array.isArray(item['summary']) && { summary: 'absent' }),
  };
  const one = (shown: Shown | undefined, ofItem: JsonObject | undefined, ofForm: Form): ThinkingPart => ({
    type: 'thinking',
    ...(shown && { text: shown.text }),
    visibility: visibilityOf(shown, isSigned),
    ...(ofForm['item'] === 'reasoning' && signed),
    ...(typeof id === 'string' && { id }),
    ...inItem(ofItem, shown?.extra, { ...ofForm, ...(shown && { slot: shown.slot }) }),
  });
  return [
    one(first, unknownOf(item, keys(...known)), form),
    ...rest.map((shown) => one(shown, undefined, { item: 'next', ...(!isSigned && { issuer }) })),
  ];
};

/** This wire's name for the proof of a reasoning item. */
export const proofKind = 'reasoning.encrypted';

type Shown = { readonly text: string; readonly slot: Slot; readonly extra?: JsonObject };

/** A summary sums up what the proof holds; where it is empty the proof holds all. The content is the thinking itself. */
export function visibilityOf(
  shown: { readonly text: string; readonly slot: string } | undefined,
  isSigned: boolean,
): ThinkingPart['visibility'] {
  if (shown === undefined) return 'encrypted';
  if (shown.slot === 'content') return 'full';
  return shown.text === '' && isSigned ? 'omitted' : 'summary';
}

const shownKeys = keys('type', 'text');

/** Absent and null hold no texts; `undefined` where the list is none, or holds something else. */
function textsOf(item: Item, slot: Slot): readonly Shown[] | undefined {
  const list = item[slot];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return undefined;
  const shown = list.flatMap((entry: JsonValue): Shown[] => {
    if (!isJsonObject(entry) || entry['type'] !== slotTypes[slot]) return [];
    const { text } = entry;
    if (typeof text !== 'string') return [];
    const extra = unknownOf(entry, shownKeys);
    return [{ text, slot, ...(extra && { extra }) }];
  });
  return shown.length === list.length ? shown : undefined;
}

const call =
  (type: string, field: string): Read =>
  (item) => {
    const { call_id: callId, name, id, [field]: written } = item;
    if (typeof callId !== 'string' || typeof name !== 'string' || typeof written !== 'string')
      return undefined;
    const isNamed = typeof id === 'string';
    const known = keys('type', 'call_id', 'name', field, ...(isNamed ? ['id'] : []));
    return [
      {
        type: 'toolCall',
        callId,
        name,
        arguments: written,
        ...(isNamed && { id }),
        ...noted(wire, unknownOf(item, known), { item: type, ...idForm(callId) }),
      },
    ];
  };

function idForm(callId: string): Form {
  return callId.length <= idRule.maxLength ? {} : { id: 'as it came' };
}

/** The field each kind of call holds its arguments in. */
export const callFields: { readonly [type: string]: string } = {
  function_call: 'arguments',
  custom_tool_call: 'input',
};

const readers: { readonly [kind: string]: Read } = {
  message,
  reasoning,
  ...Object.fromEntries(Object.entries(callFields).map(([type, field]) => [type, call(type, field)])),
};

/** The result each kind of call is answered with. */
export const outputOf: { readonly [call: string]: string } = {
  function_call: 'function_call_output',
  custom_tool_call: 'custom_tool_call_output',
};

const outputKinds = new Set(Object.values(outputOf));
const outputKeys = keys('type', 'call_id', 'output');

/** `undefined` for items that are no result we can say. */
export function decodeOutput(item: Item): ToolResultPart | undefined {
  const { type, call_id: callId, output } = item;
  if (typeof type !== 'string' || !outputKinds.has(type) || typeof callId !== 'string') return undefined;
  const form = { ...(type !== outputOf['function_call'] && { item: type }), ...idForm(callId) };
  const extra = unknownOf(item, outputKeys);
  if (typeof output === 'string')
    return {
      type: 'toolResult',
      callId,
      content: [{ type: 'text', text: output }],
      ...noted(wire, extra, form),
    };
  if (!Array.isArray(output)) return undefined;
  const content = output.map((block: JsonValue) => resultContent(decodeContent(block, 'input_text'), block));
  const [only] = content;
  const isPlain = content.length === 1 && only?.type === 'text' && only.notes === undefined;
  return {
    type: 'toolResult',
    callId,
    content,
    ...noted(wire, extra, { ...form, ...(isPlain && { output: 'list' }) }),
  };
}

function resultContent(piece: Piece, block: JsonValue): ResultContent {
  const part = withNotes(piece);
  return part.type === 'refusal' ? { type: 'opaque', wire, kind: 'content/refusal', value: block } : part;
}

/** The part with what was noted of it, for pieces that are not in an item of several parts. */
export function withNotes({ part, extra, form }: Piece): Piece['part'] {
  return part.type === 'opaque' ? part : { ...part, ...noted(wire, extra, form) };
}
