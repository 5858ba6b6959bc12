/** A reply while its lines arrive: it becomes the very JSON that the whole reply would be. */
import type { JsonObject, JsonValue } from '@throughline/core';

export type Growing = {
  envelope: JsonObject;
  /** What the lines said of the message, but for texts and lists. */
  message: JsonObject | undefined;
  readonly pieces: Map<string, string[]>;
  readonly lists: Map<string, JsonValue[]>;
};

export function createGrowing(): Growing {
  return { envelope: {}, message: undefined, pieces: new Map(), lists: new Map() };
}

const texts: ReadonlySet<string> = new Set(['content', 'thinking']);

/** Texts and lists grow, a null takes nothing back, anything else is said anew. */
export function growMessage(growing: Growing, name: string, value: JsonValue): void {
  const { pieces, lists } = growing;
  if (typeof value === 'string' && texts.has(name)) append(pieces, name, [value]);
  else if (Array.isArray(value)) append(lists, name, value as readonly JsonValue[]);
  else say(growing, name, value);
}

function say(growing: Growing, name: string, value: JsonValue): void {
  const { message } = growing;
  const before = message !== undefined && Object.hasOwn(message, name) ? message[name] : undefined;
  if (before === value || (before !== undefined && value === null)) return;
  growing.message = { ...message, [name]: value };
}

function append<Item>(grown: Map<string, Item[]>, name: string, items: readonly Item[]): void {
  const known = grown.get(name);
  if (known === undefined) grown.set(name, [...items]);
  else for (const item of items) known.push(item);
}

/** Every line says when it was written: the first one counts, so that ids taken from it stay. */
const once: ReadonlySet<string> = new Set(['created_at']);

/** The last word counts, but a null takes nothing back; lists grow. */
export function growEnvelope(growing: Growing, name: string, value: JsonValue): void {
  const { envelope } = growing;
  const before = Object.hasOwn(envelope, name) ? envelope[name] : undefined;
  if (before === value || (before !== undefined && (value === null || once.has(name)))) return;
  const isList = Array.isArray(before) && Array.isArray(value);
  const next = isList ? [...(before as readonly JsonValue[]), ...(value as readonly JsonValue[])] : value;
  growing.envelope = { ...envelope, [name]: next };
}

/** The reply as it would be whole. */
export function wholeOf({ envelope, message, pieces, lists }: Growing): JsonObject {
  if (message === undefined) return envelope;
  const grown = [
    ...[...pieces].map(([name, written]) => [name, written.join('')] as const),
    ...[...lists].map(([name, items]) => [name, items] as const),
  ];
  return { ...envelope, message: { ...message, ...Object.fromEntries<JsonValue>(grown) } };
}
