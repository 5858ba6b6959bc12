/** Names of what a request says, part by part: where two requests stop being the same, and from where on nothing is as it was. */
import type { JsonObject } from '@throughline/core';
import { hashAll, hashJson, hashText } from './hash.ts';
import { argumentsOf } from './keys.ts';
import type { Remembered } from './ledger.ts';
import { spelled } from './proof.ts';
import { objectOf, stringOf, type Anatomy, type Block, type Entry } from './wires/anatomy.ts';

/** What stands before the history, by key: `system 1x2y.z`. Absent keys have no name. */
export function headNames(anatomy: Anatomy, request: JsonObject): readonly string[] {
  return anatomy.head.flatMap((key) =>
    request[key] === undefined ? [] : [`${key} ${hashJson(worded(request[key]))}`],
  );
}

/** Instructions as one text and as a list of one text are the same. */
function worded(value: unknown): unknown {
  return Array.isArray(value) &&
    value.every(
      (one) =>
        objectOf(one)['type'] === 'text' &&
        Object.keys(objectOf(one)).every(
          (key) => key === 'type' || key === 'text' || key === 'cache_control',
        ),
    )
    ? value.map((one) => stringOf(objectOf(one)['text']) ?? '').join('\n')
    : value;
}

/** The name of an entry: equal where a model would see the same. */
export function entryName(entry: Pick<Entry, 'role' | 'blocks'>): string {
  const known = names.get(entry);
  if (known !== undefined) return known;
  const name = hashAll([entry.role, ...entry.blocks.map(blockName)]);
  names.set(entry, name);
  return name;
}

/** Several want the name of one entry, and it takes reading all of it. */
const names = new WeakMap<Pick<Entry, 'role' | 'blocks'>, string>();

function blockName(block: Block): string {
  const { type, text, proof, callId, name, args, raw } = block;
  if (type === 'text') return `t${hashText(text ?? '')}${named(proof)}`;
  if (type === 'thinking') return `k${hashText(text ?? '')}${named(proof)}`;
  if (type === 'call') return `c${callId ?? ''} ${name ?? ''} ${hashJson(argumentsOf(args))}${named(proof)}`;
  return `o${hashJson(raw)}`;
}

function named(proof: string | undefined): string {
  return proof === undefined ? '' : spelled(proof);
}

/** One name for a list of names, extended one by one. */
export function chain(names: readonly string[], from = ''): string {
  return names.reduce((before, name) => hashAll([before, name]), from);
}

/** Everything a remembered request said, from its beginning; empty where the ledger has forgotten a part of it. */
export function* sentNames(
  remembered: Remembered,
): Generator<readonly string[], readonly string[], readonly (readonly Remembered[])[]> {
  const runs: (readonly string[])[] = [remembered.sent.parts];
  let { parent } = remembered.sent;
  while (parent !== undefined) {
    const [found] = yield [idKey(parent)];
    const before: Remembered | undefined = found?.at(-1);
    if (before === undefined) return [];
    runs.push([...before.sent.parts, before.name]);
    parent = before.sent.parent;
  }
  return runs.toReversed().flat();
}

export function idKey(id: string): string {
  return `id:${id}`;
}
