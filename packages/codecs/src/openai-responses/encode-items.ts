/** What a model wrote, as items: parts that came in one item go back in one. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type Signature,
  type ThinkingPart,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { isOpaqueContent } from './content.ts';
import { encodeContent, plainText } from './encode-content.ts';
import { idRule, wire, type Item } from './format.ts';
import { callFields, outputOf, proofKind, slotTypes, visibilityOf } from './items.ts';

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

type Placed<Type extends Part = Part> = { readonly part: Type; readonly path: string };

export function encodeItems(parts: readonly Placed[], context: Context): void {
  for (const { part, path } of parts)
    if (part.type !== 'opaque' && part.type !== 'toolset')
      context.losses.push(...foreignNotes(part, wire, path));
  for (const group of groupsOf(parts)) {
    const [{ part, path }] = group;
    if (part.type === 'thinking') thinking(group as Group<ThinkingPart>, context);
    else if (isContent(part)) message(group, context);
    else if (part.type === 'toolCall') context.items.push(toolCall(part, path, context));
    else if (part.type === 'toolResult') context.items.push(toolResult(part, path, context));
    else if (part.type === 'opaque' && part.wire === wire) context.items.push(part.value as Item);
    else lose(context, path, 'part-unsupported', describe(part));
  }
}

function describe(part: Part): string {
  return part.type === 'opaque' ? `${part.kind} of ${part.wire}` : `${part.type} has no place here`;
}

export type Group<Type extends Part = Part> = readonly [Placed<Type>, ...Placed<Type>[]];

/** Parts of one item stand in a row, and all but the first say so. */
function groupsOf(parts: readonly Placed[]): readonly Group[] {
  const groups: [Placed, ...Placed[]][] = [];
  for (const placed of parts) {
    const last = groups.at(-1);
    if (last !== undefined && joins(placed.part, last[0].part)) last.push(placed);
    else groups.push([placed]);
  }
  return groups;
}

/** Whether a part goes on in the item that begins with `first`. */
export function joins(part: Part, first: Part): boolean {
  if (isOpaqueContent(part)) return isContent(first);
  if (part.type === 'opaque' || part.type === 'toolset' || formOf(part, wire, 'item') !== 'next')
    return false;
  return part.type === 'thinking' ? first.type === 'thinking' : isContent(part) && isContent(first);
}

/** Media are content of a model's message only where they came in one. */
export function isContent(part: Part): boolean {
  if (part.type === 'media') return formOf(part, wire, 'item') !== undefined;
  return part.type === 'text' || part.type === 'refusal' || isOpaqueContent(part);
}

/** Fields noted of the item, or of the piece of it that a part is. */
function noted(part: Part, of: 'item' | 'part'): JsonObject | undefined {
  if (part.type === 'opaque' || part.type === 'toolset') return undefined;
  const extra = extraOf(part, wire)?.[of];
  return isJsonObject(extra) ? extra : undefined;
}

/** The item's own id and the rest; the id stays here where the thinking before it does. */
function fieldsOf(extra: JsonObject | undefined, path: string, context: Context): JsonObject | undefined {
  if (extra === undefined || !Object.hasOwn(extra, 'id') || context.keepsIds) return extra;
  lose(context, `${path}.notes`, 'field-unsupported', 'an id goes back with the thinking before it only');
  const { id: _id, ...rest } = extra;
  return rest;
}

const usual = 'output_text';

function message(group: Group, context: Context): void {
  const [{ part: first, path }] = group;
  const isOwn = first.type !== 'opaque' && formOf(first as ThinkingPart, wire, 'item') === 'message';
  const told = { ...context, usual } as const;
  const blocks = group.flatMap(({ part, path: at }): JsonValue[] => {
    const block = encodeContent(part, noted(part, 'part'), at, told);
    return block === undefined ? [] : [block];
  });
  if (blocks.length === 0) return;
  context.items.push(
    isOwn
      ? ownMessage(first as ThinkingPart, blocks, fieldsOf(noted(first, 'item'), path, context))
      : newMessage(blocks, context),
  );
}

function ownMessage(first: ThinkingPart, blocks: readonly JsonValue[], extra: JsonObject | undefined): Item {
  const text = formOf(first, wire, 'content') === 'string' ? plainText(blocks, usual) : undefined;
  const isTyped = formOf(first, wire, 'kind') !== 'absent';
  return withExtra(
    { ...(isTyped && { type: 'message' }), role: 'assistant', content: text ?? blocks },
    extra,
  );
}

/** A request says a text as a string; a reply says all the fields that clients expect. */
function newMessage(blocks: readonly JsonValue[], context: Context): Item {
  const head = { type: 'message', role: 'assistant' };
  if (context.mint === undefined) return { ...head, content: plainText(blocks, usual) ?? blocks };
  const content = blocks.map((block) =>
    isJsonObject(block) && block['type'] === usual ? { annotations: [], logprobs: [], ...block } : block,
  );
  return { ...head, id: minted('msg', context, context.mint), status: 'completed', content };
}

function minted(prefix: string, { from, items }: Context, mint: NonNullable<Context['mint']>): string {
  return mint(prefix, from + items.length);
}

function thinking(group: Group<ThinkingPart>, context: Context): void {
  const proofs = group.flatMap(({ part }) => part.signatures ?? []);
  const proof = proofs.find(({ issuer }) => issuer === context.dialect.issuer);
  for (const { part, path } of group)
    signaturesLost(
      context,
      path,
      part.signatures?.filter((one) => one !== proof),
    );
  if (proof === undefined && !isOwn(group, proofs, context)) return unproven(group, context);
  context.keepsIds = !context.isForeign;
  const texts = group.map(({ part, path }) => {
    sent(context, path);
    const isPlain = part.visibility === 'full' && context.dialect.takesPlain;
    return kept(part, path, formOf(part, wire, 'slot') ?? (isPlain ? 'content' : 'summary'), proof, context);
  });
  context.items.push(reasoningItem(group, texts, proof, context));
}

/** Thinking without a proof is our provider's own where this dialect read it from this wire. */
function isOwn(group: Group<ThinkingPart>, proofs: readonly Signature[], context: Context): boolean {
  return (
    !context.isForeign &&
    proofs.length === 0 &&
    group.every(({ part }) => formOf(part, wire, 'issuer') === context.dialect.issuer)
  );
}

type Text = { readonly part: ThinkingPart; readonly slot: string };

/** The text with its slot; what the slot cannot say of it is lost. */
function kept(
  part: ThinkingPart,
  path: string,
  slot: string,
  proof: Signature | undefined,
  context: Context,
): Text {
  const shown = part.text === undefined ? undefined : { text: part.text, slot };
  const isSigned = proof !== undefined && part.signatures?.includes(proof) === true;
  if (visibilityOf(shown, isSigned) !== part.visibility)
    lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
  if (isSigned && proof.kind !== proofKind)
    lose(
      context,
      `${path}.signatures`,
      'field-unsupported',
      `a proof is of one kind here, not ${proof.kind}`,
    );
  return { part, slot };
}

function reasoningItem(
  [{ part: first, path }]: Group<ThinkingPart>,
  texts: readonly Text[],
  proof: Signature | undefined,
  context: Context,
): Item {
  const hasSummary = formOf(first, wire, 'summary') !== 'absent';
  const summary = blocksIn('summary', texts);
  const content = blocksIn('content', texts);
  const isNew = formOf(first, wire, 'item') === undefined;
  const id = first.id ?? (isNew && context.mint ? minted('rs', context, context.mint) : undefined);
  const ours = {
    type: 'reasoning',
    ...(id !== undefined && { id }),
    ...((hasSummary || summary.length > 0) && { summary }),
    ...(content.length > 0 && { content }),
    ...(proof !== undefined && { encrypted_content: proof.value }),
  };
  const losses: typeof context.losses = [];
  const item = withExtra(ours, noted(first, 'item'), losses);
  for (const { code, detail } of losses) lose(context, `${path}.notes`, code, detail);
  return item;
}

function blocksIn(slot: keyof typeof slotTypes, texts: readonly Text[]): readonly JsonObject[] {
  return texts.flatMap(({ part, slot: place }) =>
    place === slot && part.text !== undefined
      ? [withExtra({ type: slotTypes[slot], text: part.text }, noted(part, 'part'))]
      : [],
  );
}

/** Thinking this provider cannot know for its own. Whoever reads a reply takes it all the same, and hands it back to us. */
function unproven(group: Group<ThinkingPart>, context: Context): void {
  const { dialect, policy, mint } = context;
  const isKept = policy === 'keep-readable' || !context.isForeign;
  const takesPlain = isKept && (dialect.takesPlain || mint !== undefined);
  const texts: Text[] = [];
  for (const { part, path } of group) {
    if (part.text === undefined) withhold(context, path, 'nothing of it is readable here');
    else if (takesPlain) texts.push(plain(part, path, context));
    else if (policy === 'tag')
      context.items.push(newMessage([{ type: usual, text: disguised(context, path, part.text) }], context));
    else withhold(context, path, 'thinking without a proof of this provider has no place here');
  }
  if (mint === undefined) context.keepsIds = false;
  if (texts.length === 0) return;
  const content = blocksIn('content', texts);
  context.items.push({
    type: 'reasoning',
    ...(mint !== undefined && { id: minted('rs', context, mint) }),
    summary: blocksIn('summary', texts),
    ...(content.length > 0 && { content }),
  });
}

function plain(part: ThinkingPart, path: string, context: Context): Text {
  sent(context, path);
  if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'it is not of this provider');
  return kept(part, path, context.dialect.takesPlain ? 'content' : 'summary', undefined, context);
}

export function toolCall(part: ToolCallPart, path: string, context: Context): Item {
  signaturesLost(context, path, part.signatures);
  const type = formOf(part, wire, 'item') ?? 'function_call';
  const isNew = formOf(part, wire, 'item') === undefined;
  const field = callFields[type] ?? 'arguments';
  const goesBack = part.id !== undefined && context.keepsIds;
  if (part.id !== undefined && !goesBack)
    lose(context, `${path}.id`, 'field-unsupported', 'an id goes back with the thinking before it only');
  const id = goesBack ? part.id : isNew && context.mint ? minted('fc', context, context.mint) : undefined;
  const ours = {
    type,
    ...(id !== undefined && { id }),
    call_id: callIdOf(part, path, context),
    name: part.name,
    [field]: part.arguments,
    ...(isNew && context.mint !== undefined && { status: 'completed' }),
  };
  return withExtra(ours, extraOf(part, wire));
}

function callIdOf(part: ToolCallPart | ToolResultPart, path: string, context: Context): string {
  if (formOf(part, wire, 'id') === 'as it came') return part.callId;
  const id = aliasOf(part.callId, idRule);
  if (id !== part.callId)
    lose(context, `${path}.callId`, 'field-unsupported', `${part.callId} goes out as ${id}`);
  return id;
}

export function toolResult(part: ToolResultPart, path: string, context: Context): Item {
  const { name, isError, content, callId } = part;
  if (name !== undefined) lose(context, `${path}.name`, 'field-unsupported', 'a result names no tool here');
  if (isError !== undefined)
    lose(context, `${path}.isError`, 'field-unsupported', 'a result has no error flag here');
  const call = context.callOf(callId);
  const called = call && formOf(call, wire, 'item');
  const type = formOf(part, wire, 'item') ?? outputOf[called ?? 'function_call'] ?? 'function_call_output';
  const told = { ...context, usual: 'input_text' } as const;
  const blocks = content.flatMap((inner, index): JsonValue[] => {
    const at = `${path}.content[${index}]`;
    if (inner.type !== 'opaque') context.losses.push(...foreignNotes(inner, wire, at));
    const extra = inner.type === 'opaque' ? undefined : extraOf(inner, wire);
    const block = encodeContent(inner, extra, at, told);
    return block === undefined ? [] : [block];
  });
  const text = formOf(part, wire, 'output') === 'list' ? undefined : plainText(blocks, 'input_text');
  const ours = { type, call_id: callIdOf(part, path, context), output: text ?? blocks };
  return withExtra(ours, extraOf(part, wire));
}
