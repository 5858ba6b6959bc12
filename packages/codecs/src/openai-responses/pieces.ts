/** The frames that tell one piece of an item: a text of a list, or the arguments of a call. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import type { Item } from './format.ts';

export type Place = {
  /** Of the item in the output. */
  readonly output: number;
  readonly id?: string;
  /** The item's type; an item may have none, or one of another shape. */
  readonly kind: JsonValue | undefined;
  /** Of the piece in a list of its item; absent where the item is one piece. */
  readonly list?: 'content' | 'summary';
  readonly index?: number;
  readonly block?: JsonObject;
};

export type PieceFrames = {
  readonly begin: readonly JsonObject[];
  readonly delta: (text: string) => readonly JsonObject[];
  /** Taken from the item as it is now. */
  readonly end: (item: Item) => readonly JsonObject[];
};

export function framesOf(place: Place): PieceFrames {
  if (place.list !== undefined) return listed(place);
  const { kind } = place;
  return typeof kind === 'string' && Object.hasOwn(fields, kind) ? field(place, kind) : none;
}

const none: PieceFrames = { begin: [], delta: () => [], end: () => [] };

/** The string of an item that deltas grow, with the words of its events. */
const fields: { readonly [kind: string]: { readonly events: string; readonly name: string } } = {
  function_call: { events: 'response.function_call_arguments', name: 'arguments' },
  custom_tool_call: { events: 'response.custom_tool_call_input', name: 'input' },
};

function field({ output, id }: Place, kind: string): PieceFrames {
  const { events, name } = fields[kind] as (typeof fields)[string];
  const at = { ...(id !== undefined && { item_id: id }), output_index: output };
  return {
    begin: [],
    delta: (text) => [{ type: `${events}.delta`, ...at, delta: text }],
    end: (item) => [{ type: `${events}.done`, ...at, [name]: item[name] as JsonValue }],
  };
}

type Text = {
  readonly events: string;
  readonly name: string;
  readonly part: string;
  /** Fields of its events beside the text. */
  readonly beside?: (block: JsonObject) => JsonObject;
};

const texts: { readonly [type: string]: Text } = {
  output_text: {
    events: 'response.output_text',
    name: 'text',
    part: 'response.content_part',
    beside: ({ logprobs }) => ({ logprobs: Array.isArray(logprobs) ? logprobs : [] }),
  },
  refusal: { events: 'response.refusal', name: 'refusal', part: 'response.content_part' },
  reasoning_text: { events: 'response.reasoning_text', name: 'text', part: 'response.content_part' },
  summary_text: {
    events: 'response.reasoning_summary_text',
    name: 'text',
    part: 'response.reasoning_summary_part',
  },
};

const opaqueText: Text = { events: '', name: '', part: 'response.content_part' };

function listed({ output, id, list, index, block }: Place): PieceFrames {
  const type = block?.['type'];
  const text = typeof type === 'string' && Object.hasOwn(texts, type) ? (texts[type] as Text) : opaqueText;
  const { events, name, part, beside } = text;
  const at = {
    ...(id !== undefined && { item_id: id }),
    output_index: output,
    [list === 'summary' ? 'summary_index' : 'content_index']: index as number,
  };
  const isText = text !== opaqueText;
  return {
    begin: [
      { type: `${part}.added`, ...at, part: isText ? blankBlock(block as JsonObject, name) : { ...block } },
    ],
    delta: (added) => (isText ? [{ type: `${events}.delta`, ...at, delta: added, ...beside?.({}) }] : []),
    end(item) {
      const whole = blockAt(item, list as string, index as number);
      if (whole === undefined) return [];
      return [
        ...(isText
          ? [{ type: `${events}.done`, ...at, [name]: whole[name] as JsonValue, ...beside?.(whole) }]
          : []),
        ...annotations(whole, at),
        { type: `${part}.done`, ...at, part: whole },
      ];
    },
  };
}

function annotations({ annotations: list }: JsonObject, at: JsonObject): readonly JsonObject[] {
  if (!Array.isArray(list)) return [];
  return list.map((annotation: JsonValue, index) => ({
    type: 'response.output_text.annotation.added',
    ...at,
    annotation_index: index,
    annotation,
  }));
}

function blockAt(item: Item, list: string, index: number): JsonObject | undefined {
  const blocks = item[list];
  if (typeof blocks === 'string') return { type: 'output_text', text: blocks };
  const block = Array.isArray(blocks) ? (blocks[index] as JsonValue | undefined) : undefined;
  return isJsonObject(block) ? block : undefined;
}

function blankBlock(block: JsonObject, name: string): JsonObject {
  return { ...block, ...emptied(block, ['annotations', 'logprobs'], []), [name]: '' };
}

/** An item that has begun: its texts are still to come, its proof too. */
export function blankItem(item: Item): Item {
  const { encrypted_content: _proof, ...rest } = item;
  const kind: JsonValue | undefined = item['type'];
  const isGrowing =
    kind === 'message' || kind === 'reasoning' || (typeof kind === 'string' && Object.hasOwn(fields, kind));
  if (!isGrowing) return item;
  return {
    ...(kind === 'reasoning' ? rest : item),
    ...(kind === 'message' || kind === 'reasoning' ? emptied(item, ['content', 'summary'], []) : {}),
    ...emptied(item, ['arguments', 'input'], ''),
    ...emptied(item, ['status'], 'in_progress'),
  };
}

function emptied(value: JsonObject, names: readonly string[], by: JsonValue): JsonObject {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, by]));
}
