/** All laws of a codec as named, runnable cases: for our tests, and for third parties in any test runner. */
import fc from 'fast-check';
import { isJsonObject, parseJson, stringifyJson, type Codec, type JsonValue } from '@throughline/core';
import { errorLaws, foreignErrors } from './error-laws.ts';
import { sessions, unknownFields } from './generate.ts';
import { failsClearly, type Law, type WireCase } from './law.ts';
import { transcriptLaws } from './transcript-laws.ts';
import { wireLaws } from './wire-laws.ts';

export type RunnableCase = { readonly group: string; readonly name: string; readonly run: () => void };

export type CaseOptions = {
  /** Generated inputs per law. Default 1,000. */
  readonly runs?: number;
  /** Seed of the generators; a failure prints the one to replay. */
  readonly seed?: number;
};

/** Every wire law on every hand-written or recorded case. */
export function recordedCases(codec: Codec, cases: readonly WireCase[]): RunnableCase[] {
  return cases.flatMap((one) =>
    wireLaws.map((law) => ({ group: one.name, name: law.name, run: () => law.check(codec, one) })),
  );
}

/** Every law on generated sessions, and every decoder on damaged bodies. */
export function generatedCases(
  codec: Codec,
  cases: readonly WireCase[],
  options: CaseOptions = {},
): RunnableCase[] {
  const settings = {
    numRuns: options.runs ?? 1000,
    ...(options.seed !== undefined && { seed: options.seed }),
  };
  const arbitrary = sessions(codec.capabilities);
  const property = <Input>(group: string, law: Law<Input>, inputs: fc.Arbitrary<Input>): RunnableCase => ({
    group,
    name: law.name,
    run: () =>
      fc.assert(
        fc.property(inputs, (input) => law.check(codec, input)),
        settings,
      ),
  });
  const bodies = arbitrary.map((request): WireCase => ({
    name: 'generated',
    request: codec.request.encode(request).value,
  }));
  return [
    ...transcriptLaws.map((law) => property('generated sessions', law, arbitrary)),
    ...wireLaws.map((law) => property('generated bodies', law, bodiesWithReplies(codec, bodies, cases))),
    ...errorLaws.map((law) => property('generated errors', law, foreignErrors)),
    property('damaged bodies', damagedBodies, damaged(cases)),
  ];
}

/** Bodies with unknown fields anywhere at the top, and replies recorded on this wire with the same. */
function bodiesWithReplies(
  codec: Codec,
  bodies: fc.Arbitrary<WireCase>,
  cases: readonly WireCase[],
): fc.Arbitrary<WireCase> {
  const replies = cases.flatMap(({ reply }) => (reply === undefined ? [] : [reply]));
  const withFields = (value: JsonValue | undefined, fields: object): JsonValue | undefined =>
    isJsonObject(value) ? parseJson(stringifyJson({ ...fields, ...value })) : value;
  return fc
    .tuple(bodies, fc.constantFrom(...replies), unknownFields)
    .map(([{ name, request }, reply, fields]) => {
      const extended = withFields(request, fields);
      const answered = withFields(reply, fields);
      return {
        name,
        ...(extended !== undefined && { request: extended }),
        ...(answered !== undefined && { reply: answered }),
      };
    });
}

const damagedBodies: Law<JsonValue> = {
  name: 'a damaged body is carried or refused clearly',
  check(codec, body) {
    failsClearly(this.name, () => void codec.request.encode(codec.request.decode(body)));
    failsClearly(this.name, () => void codec.reply.encode(codec.reply.decode(body)));
    codec.error.decode(body);
  },
};

/** Recorded bodies with one value, anywhere, replaced by something else. */
function damaged(cases: readonly WireCase[]): fc.Arbitrary<JsonValue> {
  const bodies = cases.flatMap(({ request, reply }) => [request, reply].filter((body) => body !== undefined));
  return fc
    .tuple(fc.constantFrom(...bodies), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
    .map(([body, place, value]) => {
      const paths = [...places(body)];
      const target = paths[place % paths.length];
      return target === undefined ? body : replaced(body, target, value as JsonValue);
    });
}

function* places(value: JsonValue, path: readonly string[] = []): Generator<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...path, key]);
}

function replaced(value: JsonValue, [key, ...rest]: readonly string[], by: JsonValue): JsonValue {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const inner = (value as { readonly [key: string]: JsonValue })[key];
  const next = inner === undefined ? by : replaced(inner, rest, by);
  if (Array.isArray(value))
    return value.map((item: JsonValue, index) => (String(index) === key ? next : item));
  return Object.fromEntries<JsonValue>([...Object.entries(value), [key, next]]);
}
