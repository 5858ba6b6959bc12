/** An item while it arrives: strings collected in pieces, joined once. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import type { Item } from './format.ts';

export type Growing = {
  /** As it began; where it was never begun, what its first delta says of it. */
  readonly start: Item;
  /** As it ended, which is the truth. */
  done: Item | undefined;
  /** How many parts it is, once it is done. */
  parts: number | undefined;
  readonly texts: Map<string, GrowingText>;
};

export type GrowingText = {
  readonly place: TextPlace;
  readonly index: number;
  readonly pieces: string[];
  /** Its block as it began or ended; absent for a field of the item. */
  block: JsonObject | undefined;
  /** The place of its part in the reply, where its deltas are told as they come. */
  told: number | undefined;
};

/** Where a text stands: in a list of the item, or in a field. */
export type TextPlace = { readonly item: string; readonly field: string; readonly block?: string };

type Delta = TextPlace & { readonly event?: 'text-delta' | 'thinking-delta' | 'tool-call-delta' };

/** Which text each delta grows. */
export const deltas: { readonly [type: string]: Delta } = {
  'response.output_text.delta': {
    item: 'message',
    field: 'content',
    block: 'output_text',
    event: 'text-delta',
  },
  'response.refusal.delta': { item: 'message', field: 'content', block: 'refusal' },
  'response.reasoning_text.delta': {
    item: 'reasoning',
    field: 'content',
    block: 'reasoning_text',
    event: 'thinking-delta',
  },
  'response.reasoning_summary_text.delta': {
    item: 'reasoning',
    field: 'summary',
    block: 'summary_text',
    event: 'thinking-delta',
  },
  'response.function_call_arguments.delta': {
    item: 'function_call',
    field: 'arguments',
    event: 'tool-call-delta',
  },
  'response.custom_tool_call_input.delta': {
    item: 'custom_tool_call',
    field: 'input',
    event: 'tool-call-delta',
  },
  'response.mcp_call_arguments.delta': { item: 'mcp_call', field: 'arguments' },
  'response.code_interpreter_call_code.delta': { item: 'code_interpreter_call', field: 'code' },
};

/** Each text that ended says itself whole once more. */
export const wholes: { readonly [type: string]: { readonly delta: string; readonly from: string } } = {
  'response.output_text.done': { delta: 'response.output_text.delta', from: 'text' },
  'response.refusal.done': { delta: 'response.refusal.delta', from: 'refusal' },
  'response.reasoning_text.done': { delta: 'response.reasoning_text.delta', from: 'text' },
  'response.reasoning_summary_text.done': { delta: 'response.reasoning_summary_text.delta', from: 'text' },
  'response.function_call_arguments.done': {
    delta: 'response.function_call_arguments.delta',
    from: 'arguments',
  },
  'response.custom_tool_call_input.done': { delta: 'response.custom_tool_call_input.delta', from: 'input' },
  'response.mcp_call_arguments.done': { delta: 'response.mcp_call_arguments.delta', from: 'arguments' },
  'response.code_interpreter_call_code.done': {
    delta: 'response.code_interpreter_call_code.delta',
    from: 'code',
  },
};

/** The texts of each list, by the kind of its blocks. */
const blockTexts: { readonly [block: string]: string } = { refusal: 'refusal' };

export function textAt(growing: Growing, place: TextPlace, index: number): GrowingText {
  const key = `${place.field} ${index}`;
  const known = growing.texts.get(key);
  if (known !== undefined) return known;
  const text: GrowingText = { place, index, pieces: [], block: undefined, told: undefined };
  growing.texts.set(key, text);
  return text;
}

/** How many texts of a list have begun. */
export function begunIn({ texts }: Growing, field: string): number {
  let count = 0;
  for (const { place } of texts.values()) if (place.field === field) count += 1;
  return count;
}

/** The item as far as it is known. */
export function itemOf({ start, done, texts }: Growing): Item {
  if (done !== undefined) return done;
  const item: { [field: string]: JsonValue } = { ...start };
  for (const text of texts.values()) {
    const { place, index, pieces, block } = text;
    if (place.block === undefined) {
      if (pieces.length > 0) item[place.field] = pieces.join('');
    } else {
      const list = Array.isArray(item[place.field]) ? [...(item[place.field] as JsonValue[])] : [];
      list[Math.min(index, list.length)] = blockOf(place.block, pieces, block);
      item[place.field] = list;
    }
  }
  return item;
}

function blockOf(type: string, pieces: readonly string[], block: JsonObject | undefined): JsonObject {
  const field = Object.hasOwn(blockTexts, type) ? (blockTexts[type] as string) : 'text';
  const begun = block ?? { type, [field]: '' };
  return pieces.length === 0 || !isJsonObject(begun) ? begun : { ...begun, [field]: pieces.join('') };
}
