/** Inputs that grow: twice as much must cost about twice as much, and no depth may break anything. */
import { stringifyJson, type Codec, type JsonValue } from '@throughline/core';
import type { WireCase } from '@throughline/laws';
import { exerciseBody, exerciseStream, exerciseText } from './exercise.ts';
import { framesIn, jsonOf, withJson } from './frames.ts';
import { asObject, changedAt, isHolder, placesIn, valueAt, type Place } from './places.ts';

/** `run` makes the input of a size and gives back what to measure. */
export type Growth = {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly make: (size: number) => () => void;
};

/** How far to go: a slice for every day, or all the way. */
export type Reach = {
  /** Characters of a string; of one in some strings the most. */
  readonly text: number;
  readonly mostText: number;
  readonly many: number;
  readonly frames: number;
  readonly patterns: number;
  /** One in so many of the inputs that grow in width, others with each seed; those that grow in depth are cheap, and all made. */
  readonly share: number;
};

export const reaches: { readonly [name in 'short' | 'full']: Reach } = {
  short: { text: 200_000, mostText: 400_000, many: 20_000, frames: 10_000, patterns: 8, share: 48 },
  full: { text: 400_000, mostText: 10_000_000, many: 100_000, frames: 100_000, patterns: 8, share: 4 },
};

const depths: readonly number[] = [10, 100, 1000, 10_000];

const factor = 8;
const upTo = (size: number): readonly number[] => [Math.ceil(size / factor), size];

export function growthsOf(
  codec: Codec,
  other: Codec,
  cases: readonly WireCase[],
  reach: Reach,
  seed: number,
): readonly Growth[] {
  const shapes = cases.flatMap(({ name, request, reply, error }) =>
    [request, reply, error].flatMap((body) => (body === undefined ? [] : shapesIn(name, body))),
  );
  const bodies = firstOfEach(shapes).flatMap((shape, index) =>
    growthsOfShape(codec, other, shape, { ...reach, ...(index % 8 === 0 && { text: reach.mostText }) }),
  );
  const frames = firstOfEach(cases.flatMap((one) => framesOf(one)));
  const all = [...bodies, ...frames.flatMap((one) => growthsOfFrame(codec, one, reach))];
  return all.filter(({ sizes }, index) => sizes === depths || (index + seed) % reach.share === 0);
}

type Shape = {
  readonly key: string;
  readonly body: JsonValue;
  readonly place: Place;
  readonly value: JsonValue;
};

function shapesIn(name: string, body: JsonValue): readonly Shape[] {
  return placesIn(body).map((place) => {
    const value = valueAt(body, place) as JsonValue;
    const parent = valueAt(body, place.slice(0, -1));
    const type = isHolder(parent) ? stringifyJson(parent['type']) : '';
    const kind = Array.isArray(value) ? 'list' : isHolder(value) ? 'object' : typeof value;
    return {
      key: `${place.map((key) => (/^\d+$/.test(key) ? '*' : key)).join('.')} ${type} ${kind}`,
      body,
      place,
      value,
    };
  });
}

function firstOfEach<Keyed extends { readonly key: string }>(all: readonly Keyed[]): readonly Keyed[] {
  return [...new Map(all.toReversed().map((one) => [one.key, one])).values()].toReversed();
}

const patterns: readonly string[] = [
  'a',
  '<think>',
  '"',
  '\\',
  '{"a":',
  ' ',
  'data: x\n\n',
  '</think><think>',
];

function growthsOfShape(
  codec: Codec,
  other: Codec,
  { key, body, place, value }: Shape,
  reach: Reach,
): Growth[] {
  const measured = (name: string, sizes: readonly number[], inner: (size: number) => JsonValue): Growth => ({
    name: `${key}: ${name}`,
    sizes,
    make: (size) => {
      const text = stringifyJson(changedAt(body, place, () => inner(size)));
      return () => exerciseText(codec, other, text);
    },
  });
  const deep: Growth = {
    name: `${key}: deep`,
    sizes: depths,
    make: (size) => {
      const nested = JSON.parse(`${'[{"a":'.repeat(size)}1${'}]'.repeat(size)}`) as JsonValue;
      const whole = changedAt(body, place, () => nested);
      return () => {
        if (whole !== undefined) exerciseBody(codec, other, whole);
      };
    },
  };
  if (typeof value === 'string')
    return patterns
      .slice(0, reach.patterns)
      .map((pattern, index) =>
        measured(
          `${stringifyJson(pattern)}, long`,
          upTo(index === 0 ? reach.text : Math.min(reach.text, 200_000)),
          (size) => pattern.repeat(Math.ceil(size / pattern.length)),
        ),
      );
  if (Array.isArray(value)) {
    const [item] = value as readonly JsonValue[];
    return item === undefined
      ? [deep]
      : [deep, measured('many items', upTo(reach.many), (size) => Array.from({ length: size }, () => item))];
  }
  if (!isHolder(value)) return [deep];
  return [
    deep,
    measured('many fields', upTo(reach.many), (size) =>
      asObject([
        ...Object.entries(value),
        ...Array.from({ length: size }, (_, at) => [`x${at}`, at] as const),
      ]),
    ),
  ];
}

type Framed = { readonly key: string; readonly frames: readonly string[]; readonly at: number };

function framesOf({ name, stream }: WireCase): readonly Framed[] {
  const frames = stream === undefined ? [] : framesIn(Buffer.from(stream).toString());
  return frames.map((frame, at) => {
    const [value] = jsonOf(frame);
    const shape =
      value === undefined
        ? frame
        : placesIn(value)
            .map((place) => place.join('.'))
            .join(' ');
    return { key: shape, frames, at, name };
  });
}

function growthsOfFrame(codec: Codec, { frames, at }: Framed, reach: Reach): Growth[] {
  const frame = frames[at] as string;
  const before = frames.slice(0, at).join('');
  const after = frames.slice(at + 1).join('');
  const name = `frame ${frame.trim().slice(0, 160)}`;
  const growth = (
    what: string,
    sizes: readonly number[],
    inner: (size: number) => string,
    chunk = 16_384,
  ): Growth => ({
    name: `${name}: ${what}`,
    sizes,
    make: (size) => {
      const bytes = Buffer.from(`${before}${inner(size)}${after}`);
      return () => exerciseStream(codec, bytes, chunk);
    },
  });
  const [value] = jsonOf(frame);
  return [
    growth('many times', upTo(reach.frames), (size) => frame.repeat(size)),
    ...(value === undefined
      ? []
      : [
          growth('many times, counted', upTo(reach.frames), (size) =>
            Array.from({ length: size }, (_, count) => withJson(frame, counted(value, count))).join(''),
          ),
          growth(
            'long, byte by byte',
            upTo(reach.mostText / 10),
            (size) => withJson(frame, lengthened(value, size)),
            1,
          ),
        ]),
  ];
}

/** With its indexes set to a count, and its ids made new. */
function counted(value: JsonValue, count: number): JsonValue {
  return placesIn(value).reduce<JsonValue>((before, place) => {
    const key = place.at(-1);
    const inner = valueAt(before, place);
    if (key === 'index' && typeof inner === 'number')
      return changedAt(before, place, () => count) as JsonValue;
    if (key === 'id' && typeof inner === 'string' && place.length > 1)
      return changedAt(before, place, () => `${inner}${count}`) as JsonValue;
    return before;
  }, value);
}

/** With its longest string at the given length. */
function lengthened(value: JsonValue, size: number): JsonValue {
  const strings = placesIn(value).filter((place) => typeof valueAt(value, place) === 'string');
  const target = strings.toSorted((a, b) => b.length - a.length)[0];
  return target === undefined ? value : (changedAt(value, target, () => 'a'.repeat(size)) as JsonValue);
}

/** Milliseconds of this thread's own work, whatever else the machine does. */
export function cost(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

const generous = 3;
/** Milliseconds; what takes less says nothing. */
const leastTime = 4;

/** What grew too fast, in words. A suspicion is measured again, since a machine has other things to do. */
export function tooFast({ sizes, make }: Growth): string | undefined {
  let before: { readonly size: number; readonly time: number } | undefined;
  for (const size of sizes) {
    const work = make(size);
    let time = cost(work);
    if (before !== undefined) {
      const allowed = generous * (size / before.size) * Math.max(before.time, leastTime);
      for (let retry = 0; retry < 2 && time > allowed; retry += 1) time = Math.min(time, cost(work));
      if (time > allowed)
        return `${before.size} took ${before.time.toFixed(1)} ms, ${size} took ${time.toFixed(1)} ms`;
    }
    before = { size, time };
  }
  return undefined;
}
