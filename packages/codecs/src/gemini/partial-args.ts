/** Arguments of a call that arrive as values at JSON paths. (`@google/genai` 3.3.0 PartialArg and recorded streams, read 2026-11-23) */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

type Step = string | number;
type Node =
  | { readonly type: 'object'; readonly fields: Map<string, Node> }
  | { readonly type: 'list'; readonly items: Node[] }
  | { readonly type: 'text'; readonly pieces: string[]; isOpen: boolean }
  | { readonly type: 'value'; readonly value: JsonValue };

export type Assembly = {
  /** `false` where it does not say what we can place: it changes nothing then. */
  add(partial: JsonValue): boolean;
  value(): JsonObject;
};

export function assembly(start: JsonObject = {}): Assembly {
  const root: Node = { type: 'object', fields: new Map(Object.entries(start).map(asField)) };
  return {
    add(partial) {
      if (!isJsonObject(partial)) return false;
      const { jsonPath, willContinue, ...said } = partial;
      const steps = typeof jsonPath === 'string' ? stepsOf(jsonPath) : undefined;
      return steps !== undefined && place(root, steps, said, willContinue === true);
    },
    value: () => jsonOf(root) as JsonObject,
  };
}

const asField = ([key, value]: readonly [string, JsonValue]): [string, Node] => [key, nodeOf(value)];

const nodeOf = (value: JsonValue): Node => ({ type: 'value', value });

/** Nested no deeper than Google's own JSON reader goes. (protobuf's default recursion limit, read 2026-11-23) */
const deepest = 100;

const stepPattern =
  /\.(?<field>[^.[\]]+)|\[(?<item>\d+)\]|\['(?<single>(?:[^'\\]|\\.)*)'\]|\["(?<double>(?:[^"\\]|\\.)*)"\]/y;

/** `$.list[0]['a name']` as its steps. */
function stepsOf(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  stepPattern.lastIndex = 1;
  while (path.startsWith('$') && stepPattern.lastIndex < path.length) {
    const found = stepPattern.exec(path)?.groups;
    if (found === undefined || steps.length === deepest) return undefined;
    const { field, item, single, double } = found;
    const quoted = single ?? double;
    if (item !== undefined) steps.push(Number(item));
    else steps.push(field ?? String(quoted).replaceAll(/\\(.)/gs, '$1'));
  }
  return steps.length === 0 ? undefined : steps;
}

function place(root: Node, steps: readonly Step[], said: JsonObject, continues: boolean): boolean {
  const found = findAt(root, steps);
  const node = found && nextAt(found.node, said, continues);
  if (node === undefined) return false;
  if (node !== found?.node) slotAt(root, steps).set(node);
  return true;
}

/** What stands at a path; `undefined` where nothing could. */
function findAt(root: Node, steps: readonly Step[]): { readonly node: Node | undefined } | undefined {
  let node: Node | undefined = root;
  for (const step of steps) {
    const holder: Node = node === undefined ? emptyFor(step) : opened(node);
    const slot = childOf(holder, step);
    if (slot === undefined) return undefined;
    node = slot.get();
  }
  return { node };
}

/** What stands there once this was said; `undefined` for what we do not understand. */
function nextAt(known: Node | undefined, said: JsonObject, continues: boolean): Node | undefined {
  const [field, ...others] = Object.keys(said);
  const open = known?.type === 'text' && known.isOpen ? known : undefined;
  const value = field === undefined ? '' : said[field];
  if (others.length > 0 || value === undefined || (field === undefined && open === undefined))
    return undefined;
  if (typeof value === 'string' && (field === 'stringValue' || field === undefined)) {
    if (open === undefined) return { type: 'text', pieces: [value], isOpen: continues };
    open.pieces.push(value);
    open.isOpen = continues;
    return open;
  }
  if (field === 'nullValue') return nodeOf(null);
  return field === 'numberValue' || field === 'boolValue' ? nodeOf(value) : undefined;
}

type Slot = { readonly get: () => Node | undefined; readonly set: (node: Node) => void };

/** The place a path names; objects and lists on the way come to be. */
function slotAt(root: Node, steps: readonly Step[]): Slot {
  let slot: Slot = { get: () => root, set: () => {} };
  for (const step of steps) {
    const known = slot.get();
    const holder = known === undefined ? emptyFor(step) : opened(known);
    if (holder !== known) slot.set(holder);
    // `findAt` went the same way before.
    slot = childOf(holder, step) as Slot;
  }
  return slot;
}

function emptyFor(step: Step): Node {
  return typeof step === 'number' ? { type: 'list', items: [] } : { type: 'object', fields: new Map() };
}

/** A whole value is taken apart once something is to be placed inside it. */
function opened(node: Node): Node {
  if (node.type !== 'value') return node;
  const { value } = node;
  if (Array.isArray(value)) return { type: 'list', items: (value as JsonValue[]).map(nodeOf) };
  if (isJsonObject(value)) return { type: 'object', fields: new Map(Object.entries(value).map(asField)) };
  return node;
}

/** A list has no gaps: the next place is the last that can be named. */
function childOf(holder: Node, step: Step): Slot | undefined {
  if (holder.type === 'object' && typeof step === 'string') {
    const { fields } = holder;
    return { get: () => fields.get(step), set: (node) => void fields.set(step, node) };
  }
  if (holder.type !== 'list' || typeof step !== 'number' || step > holder.items.length) return undefined;
  const { items } = holder;
  return { get: () => items[step], set: (node) => void (items[step] = node) };
}

function jsonOf(node: Node): JsonValue {
  if (node.type === 'value') return node.value;
  if (node.type === 'text') return node.pieces.join('');
  if (node.type === 'list') return node.items.map(jsonOf);
  return Object.fromEntries([...node.fields].map(([key, inner]) => [key, jsonOf(inner)]));
}
