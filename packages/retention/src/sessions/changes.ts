/** What a repair did to the blocks of a request: which are gone, and which became something else. */
import {
  isJsonObject,
  pathOf,
  sameJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';

/** By block of the original request: what it became, `undefined` where it is gone. Blocks that stayed are not here. */
export type Changes = ReadonlyMap<JsonObject, JsonObject | undefined>;

/** The list of a request that holds the session; its entries are blocks, or hold them in `content`. */
export type Shape = { readonly history: string; readonly hasContent: boolean };

type Group = { readonly blocks: readonly JsonObject[]; readonly rest: JsonObject; readonly path: string };

type Block = { readonly block: JsonObject; readonly path: string; readonly group: Group };

/**
 * @throws ThroughlineError `format-invalid` with the place of a change that is neither a block gone nor a block changed:
 * one added or moved, messages split or joined, or anything beside the blocks.
 */
export function changesOf(request: JsonObject, repaired: JsonObject, shape: Shape): Changes {
  refuseSettings(request, repaired, shape.history);
  const before = groupsOf(request, shape).flatMap(blocksIn);
  const after = groupsOf(repaired, shape).flatMap(blocksIn);
  const positions = new Map(before.map(({ block }, index) => [block, index]));
  const bounds = boundsOf(after, positions, before.length);
  const changes = new Map<JsonObject, JsonObject | undefined>(before.map(({ block }) => [block, undefined]));
  let last = -1;
  for (const [index, found] of after.entries()) {
    const { block, path } = found;
    const bound = bounds[index] as number;
    if (bound <= last) throw unmapped(path, 'blocks were moved');
    const candidates = before.slice(last + 1, positions.has(block) ? bound + 1 : bound);
    const next = positions.get(block) ?? last + 1 + successor(block, candidates, path);
    const original = before[next] as Block;
    refuseRegrouping({ before: before[last], after: after[index - 1] }, { before: original, after: found });
    if (original.block === block || sameJson(original.block, block)) changes.delete(original.block);
    else changes.set(original.block, block);
    last = next;
  }
  return changes;
}

function refuseSettings(request: JsonObject, repaired: JsonObject, history: string): void {
  for (const key of new Set([...Object.keys(request), ...Object.keys(repaired)])) {
    if (key !== history && !sameJson(request[key], repaired[key]))
      throw unmapped(key, 'this setting is not part of a session file');
  }
}

function groupsOf(request: JsonObject, { history, hasContent }: Shape): Group[] {
  const list = request[history];
  if (!Array.isArray(list)) throw unmapped(history, 'expected a list');
  return (list as readonly JsonValue[]).map((entry, index) => {
    const path = pathOf([history, index]);
    if (!isJsonObject(entry)) throw unmapped(path, 'expected an object');
    if (!hasContent) return { blocks: [entry], rest: {}, path };
    const { content, ...rest } = entry;
    if (!Array.isArray(content)) throw unmapped(`${path}.content`, 'expected a list');
    return { blocks: (content as readonly JsonValue[]).filter(isJsonObject), rest, path };
  });
}

function blocksIn(group: Group): Block[] {
  const { blocks, rest, path } = group;
  const isItself = Object.keys(rest).length === 0;
  return blocks.map((block, index) => ({
    block,
    group,
    path: isItself ? path : `${path}.content[${index}]`,
  }));
}

/** For each block, where the next one that stayed, perhaps itself, stood before. */
function boundsOf(
  after: readonly Block[],
  positions: ReadonlyMap<JsonObject, number>,
  end: number,
): readonly number[] {
  const bounds: number[] = [];
  let bound = end;
  for (const { block } of after.toReversed()) {
    bound = positions.get(block) ?? bound;
    bounds.push(bound);
  }
  return bounds.toReversed();
}

/** Which of the original blocks that may be meant a changed one comes from: an equal one, or the next of its kind. */
function successor(block: JsonObject, candidates: readonly Block[], path: string): number {
  const equal = candidates.findIndex((candidate) => sameJson(candidate.block, block));
  if (equal !== -1) return equal;
  const alike = candidates.findIndex((candidate) => isAlike(candidate.block, block));
  if (alike === -1) throw unmapped(path, 'a block was added');
  return alike;
}

const marks = ['type', 'role', 'call_id', 'tool_use_id', 'name'];

/** Of one kind, and of one call where they belong to one. A block may lose its own id in a repair. */
function isAlike(a: JsonObject, b: JsonObject): boolean {
  const isOneId = a['id'] === undefined || b['id'] === undefined || a['id'] === b['id'];
  return isOneId && marks.every((mark) => a[mark] === b[mark]);
}

type Pair = { readonly before: Block | undefined; readonly after: Block | undefined };

/** Neighbours of one message stay so, those of two stay apart; and a message is no more than its blocks. */
function refuseRegrouping(
  previous: Pair,
  { before, after }: { readonly before: Block; readonly after: Block },
): void {
  const { path } = after;
  if (previous.before !== undefined && previous.after !== undefined) {
    const [were, are] = [previous.before.group === before.group, previous.after.group === after.group];
    if (were !== are) throw unmapped(path, are ? 'messages were joined' : 'a message was split');
  }
  if (!sameJson(before.group.rest, after.group.rest))
    throw unmapped(after.group.path, 'the message itself was changed');
}

export function unmapped(path: string, what: string): ThroughlineError {
  return new ThroughlineError('format-invalid', `cannot be taken over into the session file: ${what}`, {
    path,
  });
}
