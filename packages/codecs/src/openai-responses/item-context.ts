/** What the encoders of items share: where items go, what is told of them, and how parts stand in one item. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type ToolCallPart,
} from '@throughline/core';
import type { Telling } from '../encoding.ts';
import { extraOf } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { plainText } from './encode-content.ts';
import { wire, type Item } from './format.ts';

export type Context = Telling & {
  readonly dialect: Dialect;
  /** The latest earlier call of this id. */
  readonly callOf: (callId: string) => ToolCallPart | undefined;
  /**
   * An id for an item of a reply that has none, from the place the item takes; absent in requests. Clients of this wire
   * tell the items of a stream apart by their ids. (`openai` 7.57.0 refuses an item without, read 2026-11-23)
   */
  readonly mint?: (prefix: string, place: number) => string;
  /** Where the items go, and the place of the first. */
  readonly items: Item[];
  readonly from: number;
  /** Whether ids of items may go back: the provider demands the thinking an item followed along with its id. */
  keepsIds: boolean;
};

export type Placed<Type extends Part = Part> = { readonly part: Type; readonly path: string };

export type Group<Type extends Part = Part> = readonly [Placed<Type>, ...Placed<Type>[]];

/** Fields noted of the item, or of the piece of it that a part is. */
export function noted(part: Part, of: 'item' | 'part'): JsonObject | undefined {
  if (part.type === 'opaque' || part.type === 'toolset') return undefined;
  const extra = extraOf(part, wire)?.[of];
  return isJsonObject(extra) ? extra : undefined;
}

/** The kind of text a model's message has. */
export const usual = 'output_text';

/** A request says a text as a string; a reply says all the fields that clients expect. */
export function newMessage(blocks: readonly JsonValue[], context: Context): Item {
  const head = { type: 'message', role: 'assistant' };
  if (context.mint === undefined) return { ...head, content: plainText(blocks, usual) ?? blocks };
  const content = blocks.map((block) =>
    isJsonObject(block) && block['type'] === usual ? { annotations: [], logprobs: [], ...block } : block,
  );
  return { ...head, id: minted('msg', context, context.mint), status: 'completed', content };
}

export function minted(prefix: string, { from, items }: Context, mint: NonNullable<Context['mint']>): string {
  return mint(prefix, from + items.length);
}
