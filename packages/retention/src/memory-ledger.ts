/** A ledger in memory, bounded by bytes and by age. */
import type { Remembered } from './ledger.ts';
import { createQueue, type Place } from './queue.ts';

export type LedgerLimits = {
  /** Default 256 MiB, counted in characters of what was remembered. */
  readonly maxBytes?: number;
  /** Milliseconds after which a reply is forgotten; needs `now`. Default: never. */
  readonly maxAge?: number;
  readonly now?: () => number;
  /** What goes first when there is no room: what was made first, or what was not asked for longest. Default `least-recently-used`. */
  readonly evict?: 'oldest' | 'least-recently-used';
  /** Different replies kept under one key; more make it ambiguous anyway. Default 16. */
  readonly maxPerKey?: number;
};

/** A `Ledger` that answers at once. */
export type MemoryLedger = {
  find(keys: readonly string[], tenant?: string): readonly (readonly Remembered[])[];
  add(remembered: Remembered, tenant?: string): void;
  readonly size: number;
  readonly bytes: number;
};

type Held = {
  readonly id: string;
  readonly remembered: Remembered;
  readonly keys: readonly string[];
  readonly bytes: number;
  since: number;
};

const nothing: readonly Remembered[] = [];

export function createLedger({
  maxBytes = 2 ** 28,
  maxAge,
  now = () => 0,
  evict = 'least-recently-used',
  maxPerKey = 16,
}: LedgerLimits = {}): MemoryLedger {
  const held = new Map<string, Place<Held>>();
  const queue = createQueue<Held>();
  const index = new Map<string, Remembered[]>();
  let bytes = 0;

  function forget(id: string): void {
    const place = held.get(id);
    if (place === undefined) return;
    held.delete(id);
    queue.leave(place);
    bytes -= place.item.bytes;
    for (const key of place.item.keys) drop(key, place.item.remembered);
  }

  function drop(key: string, remembered: Remembered): void {
    const left = index.get(key)?.filter((one) => one !== remembered) ?? [];
    if (left.length === 0) index.delete(key);
    else index.set(key, left);
  }

  function makeRoom(): void {
    for (let next = queue.first(); next !== undefined; next = queue.first()) {
      const isOld = maxAge !== undefined && now() - next.item.since > maxAge;
      if (!isOld && bytes <= maxBytes) return;
      forget(next.item.id);
    }
  }

  function touch(id: string): void {
    const place = held.get(id);
    if (evict === 'oldest' || place === undefined) return;
    place.item.since = now();
    queue.move(place);
  }

  return {
    find(keys, tenant = '') {
      if (maxAge !== undefined) makeRoom();
      return keys.map((key) => {
        const found = index.get(tenant + key) ?? nothing;
        for (const { id } of found) touch(tenant + id);
        return found;
      });
    },
    add(remembered, tenant = '') {
      const id = tenant + remembered.id;
      forget(id);
      const { head, ...sent } = remembered.sent;
      // Replies of one conversation share their head.
      const size = sizeOf({ ...remembered, sent }) + (sent.parent === undefined ? sizeOf(head) : 0);
      const keys = remembered.keys.map((key) => tenant + key);
      held.set(id, queue.join({ id, remembered, keys, bytes: size, since: now() }));
      bytes += size;
      for (const key of keys) {
        const list = index.get(key);
        if (list === undefined) index.set(key, [remembered]);
        else if (list.push(remembered) > maxPerKey) list.shift();
      }
      makeRoom();
    },
    get size() {
      return held.size;
    },
    get bytes() {
      return bytes;
    },
  };
}

/** What is nested deeper is not counted: nobody writes it, and a stack has an end. */
const deepest = 500;

/** Characters of all texts, and a little for what holds them. */
function sizeOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length + 16;
  if (typeof value !== 'object' || value === null || depth > deepest) return 8;
  let size = 16;
  for (const item of Array.isArray(value) ? value : Object.values(value)) size += sizeOf(item, depth + 1);
  return size;
}
