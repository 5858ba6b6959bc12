/** The smallest input that still shows a fault. */
import { parseJson, stringifyJson, ThroughlineError, type JsonValue } from '@throughline/core';
import { framesIn, jsonOf, withJson } from './frames.ts';
import type { Input } from './judge.ts';
import { changedAt, placesIn, valueAt } from './places.ts';

/** Whether an input still shows the fault; only so many are tried. */
type Shows = (input: Input) => boolean;

export function smallest(input: Input, shows: Shows, tries: number = 3000): Input {
  let left = tries;
  const stillShows: Shows = (one) => (left -= 1) >= 0 && shows(one);
  return input.kind === 'body' ? smallestBody(input, stillShows) : smallestStream(input, stillShows);
}

function smallestBody(input: Input & { readonly kind: 'body' }, shows: Shows): Input {
  try {
    const value = smallestValue(parseJson(input.text), (one) =>
      shows({ ...input, text: stringifyJson(one) }),
    );
    return { ...input, text: stringifyJson(value) };
  } catch (error) {
    if (ThroughlineError.is(error)) return input;
    throw error;
  }
}

const simple: readonly JsonValue[] = [null, 0, '', [], {}];

/** Takes away what can be taken away, and makes simple what can be simple, until nothing more can. */
function smallestValue(value: JsonValue, shows: (value: JsonValue) => boolean): JsonValue {
  let best = value;
  for (let found: JsonValue | undefined = best; found !== undefined;) {
    found = smaller(best, shows);
    if (found !== undefined) best = found;
  }
  return best;
}

function smaller(value: JsonValue, shows: (value: JsonValue) => boolean): JsonValue | undefined {
  const size = stringifyJson(value).length;
  for (const place of placesIn(value)) {
    for (const by of [undefined, ...simple]) {
      const next = changedAt(value, place, () => by);
      if (next !== undefined && stringifyJson(next).length < size && shows(next)) return next;
    }
    const here = valueAt(value, place);
    if (typeof here !== 'string' || here.length < 2) continue;
    const next = changedAt(value, place, () => here.slice(0, here.length >> 1));
    if (next !== undefined && shows(next)) return next;
  }
  return undefined;
}

function smallestStream(input: Input & { readonly kind: 'stream' }, shows: Shows): Input {
  const text = Buffer.from(input.bytes).toString();
  const showsFrames = (frames: readonly string[]): boolean =>
    shows({ ...input, bytes: Buffer.from(frames.join('')) });
  if (!showsFrames([text])) return input;
  let frames = fewest(framesIn(text), showsFrames);
  for (const [index, frame] of frames.entries()) {
    const [value] = jsonOf(frame);
    if (value === undefined) continue;
    const least = smallestValue(value, (one) => showsFrames(frames.with(index, withJson(frame, one))));
    const made = frames.with(index, withJson(frame, least));
    if (showsFrames(made)) frames = made;
  }
  return { ...input, bytes: Buffer.from(frames.join('')) };
}

/** Leaves out runs of items, long ones first. */
function fewest(items: readonly string[], shows: (items: readonly string[]) => boolean): readonly string[] {
  let best = items;
  for (let length = best.length >> 1; length > 0; length >>= 1) {
    for (let at = 0; at < best.length;) {
      const next = best.toSpliced(at, length);
      if (next.length > 0 && shows(next)) best = next;
      else at += length;
    }
  }
  return best;
}
