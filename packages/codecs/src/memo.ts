/** Remembers what a message encodes to: messages never change, so step N costs what step N added. */
import type { Delivery, EncodeOptions, Loss, Message, ThinkingPolicy } from '@throughline/core';

export type Remembered<Result> = (message: Message, options: EncodeOptions | undefined) => Result;

export function remember<Result>(
  encode: (message: Message, policy: ThinkingPolicy) => Result,
): Remembered<Result> {
  const byPolicy = new Map<ThinkingPolicy, WeakMap<Message, Result>>();
  return (message, options) => {
    const policy = options?.thinking ?? 'keep-readable';
    const known = byPolicy.get(policy) ?? new WeakMap<Message, Result>();
    byPolicy.set(policy, known);
    const found = known.get(message);
    if (found !== undefined) return found;
    const made = encode(message, policy);
    known.set(message, made);
    return made;
  };
}

/** What a message told about itself; paths are relative to it. */
export type Told = { readonly losses: readonly Loss[]; readonly delivery: readonly Delivery[] };

type Placed = { readonly index: number; readonly told: Told };

const places = new WeakMap<Told, Placed>();

/** All that the messages of a request told, with whole paths. A message of a growing session keeps its place, which is remembered. */
export function toldBy(encoded: readonly Told[]): { readonly losses: Loss[]; readonly delivery: Delivery[] } {
  const losses: Loss[] = [];
  const delivery: Delivery[] = [];
  for (const [index, one] of encoded.entries()) {
    if (one.losses.length === 0 && one.delivery.length === 0) continue;
    const { told } = placedAt(one, index);
    losses.push(...told.losses);
    delivery.push(...told.delivery);
  }
  return { losses, delivery };
}

function placedAt(one: Told, index: number): Placed {
  const known = places.get(one);
  if (known?.index === index) return known;
  const place = <Entry extends { readonly path: string }>(entry: Entry): Entry => ({
    ...entry,
    path: `messages[${index}]${entry.path}`,
  });
  const placed = { index, told: { losses: one.losses.map(place), delivery: one.delivery.map(place) } };
  places.set(one, placed);
  return placed;
}
