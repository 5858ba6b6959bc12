/** What a model wrote, as items: parts that came in one item go back in one. */
import type {
  JsonObject,
  JsonValue,
  Part,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
} from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { lose, signaturesLost } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { isOpaqueContent } from './content.ts';
import { encodeContent, plainText } from './encode-content.ts';
import { encodeThinking } from './encode-thinking.ts';
import { idRule, wire, type Item } from './format.ts';
import { minted, newMessage, noted, usual, type Context, type Group, type Placed } from './item-context.ts';
import { callFields, outputOf } from './items.ts';

export function encodeItems(parts: readonly Placed[], context: Context): void {
  for (const { part, path } of parts)
    if (part.type !== 'opaque' && part.type !== 'toolset')
      context.losses.push(...foreignNotes(part, wire, path));
  for (const group of groupsOf(parts)) {
    const [{ part, path }] = group;
    if (part.type === 'thinking') encodeThinking(group as Group<ThinkingPart>, context);
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

/** The item's own id and the rest; the id stays here where the thinking before it does. */
function fieldsOf(extra: JsonObject | undefined, path: string, context: Context): JsonObject | undefined {
  if (extra === undefined || !Object.hasOwn(extra, 'id') || context.keepsIds) return extra;
  lose(context, `${path}.notes`, 'field-unsupported', 'an id goes back with the thinking before it only');
  const { id: _id, ...rest } = extra;
  return rest;
}

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

function toolCall(part: ToolCallPart, path: string, context: Context): Item {
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
