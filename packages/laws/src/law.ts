/** What a law is: a claim about one codec and one input, which throws where it does not hold. */
import { sameJson, ThroughlineError, type Codec, type JsonValue } from '@throughline/core';

/** Bodies as JSON values (from `parseJson`), a stream as bytes. */
export type WireCase = {
  readonly name: string;
  readonly request?: JsonValue;
  readonly reply?: JsonValue;
  /** A recorded stream; with `reply` present both must decode to the same reply. */
  readonly stream?: Uint8Array;
  /** The body of a refusal. */
  readonly error?: JsonValue;
};

export type Law<Input> = {
  readonly name: string;
  /** @throws LawBroken where the law does not hold for this input. */
  readonly check: (codec: Codec, input: Input) => void;
};

export class LawBroken extends Error {
  constructor(law: string, path: string, detail: string) {
    super(`${law} does not hold at ${path}: ${detail}`);
    this.name = 'LawBroken';
  }
}

/** Throws with the first place where two JSON values differ. */
export function same(law: string, actual: unknown, expected: unknown): void {
  if (sameJson(actual, expected)) return;
  const path = differenceAt(actual, expected, '$');
  throw new LawBroken(law, path, `${shown(at(actual, path))} instead of ${shown(at(expected, path))}`);
}

export function holds(law: string, condition: boolean, path: string, detail: string): void {
  if (!condition) throw new LawBroken(law, path, detail);
}

/** Runs what must either work or fail with an error of ours; anything else breaks the law. */
export function failsClearly(law: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!ThroughlineError.is(error)) throw new LawBroken(law, '$', `threw ${String(error)}`);
  }
}

function shown(value: unknown): string {
  const written = JSON.stringify(value);
  return written === undefined ? 'nothing' : written.slice(0, 200);
}

type Walkable = { readonly [key: string]: unknown };

function isWalkable(value: unknown): value is Walkable {
  return typeof value === 'object' && value !== null;
}

function differenceAt(a: unknown, b: unknown, path: string): string {
  if (!isWalkable(a) || !isWalkable(b)) return path;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const here = `${path}\u0000${key}`;
    if (Object.hasOwn(a, key) !== Object.hasOwn(b, key)) return here;
    if (!sameJson(a[key], b[key])) return differenceAt(a[key], b[key], here);
  }
  return path;
}

function at(value: unknown, path: string): unknown {
  const keys = path.split('\u0000').slice(1);
  return keys.reduce<unknown>((inner, key) => (isWalkable(inner) ? inner[key] : undefined), value);
}
