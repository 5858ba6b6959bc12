/** Changes to a body, anywhere in it. */
import fc from 'fast-check';
import { numberOf, type JsonValue } from '@throughline/core';
import { jsonValues } from '@throughline/laws';
import { asObject, changedAt, isHolder, placesIn, valueAt, type Place } from './places.ts';
import { awkward, type Vocabulary } from './vocabulary.ts';

export type BodyEdit = {
  readonly how: string;
  /** Which place, and which other thing: counted modulo what there is. */
  readonly at: number;
  readonly other: number;
  readonly value: JsonValue;
};

type Context = BodyEdit & { readonly vocabulary: Vocabulary; readonly body: JsonValue };
type Change = (inner: JsonValue, context: Context) => JsonValue | undefined;

const nth = <Item>(items: readonly Item[], count: number): Item | undefined => items[count % items.length];

/** Another value of this body, or one of another body of the wire. */
const elsewhere = ({ body, other, vocabulary }: Context): JsonValue | undefined =>
  other % 2 === 0
    ? valueAt(body, nth(placesIn(body), other >> 1) as Place)
    : nth(vocabulary.values, other >> 1);

const edits: { readonly [how: string]: Change } = {
  replace: (_inner, { value }) => value,
  remove: () => undefined,
  splice: (inner, context) => elsewhere(context) ?? inner,
  repeat: (inner) => (Array.isArray(inner) ? [...inner, ...inner] : [inner, inner]),
  reverse: (inner) => {
    if (Array.isArray(inner)) return inner.toReversed() as JsonValue[];
    return isHolder(inner) ? asObject(Object.entries(inner).toReversed()) : inner;
  },
  wrap: (inner) => [inner],
  wrapInObject: (inner, { vocabulary, other }) => asObject([[nth(vocabulary.keys, other) ?? 'a', inner]]),
  unwrap: (inner, { other }) => (isHolder(inner) ? (nth(Object.values(inner), other) ?? null) : inner),
  retype: (inner) => retyped(inner),
  addField: (inner, { vocabulary, other, value }) =>
    isHolder(inner) && !Array.isArray(inner)
      ? asObject([
          ...Object.entries(inner),
          [nth([...vocabulary.keys, ...hostileKeys], other) as string, value],
        ])
      : inner,
  renameField: (inner, { vocabulary, other, at }) =>
    isHolder(inner) && !Array.isArray(inner)
      ? asObject(
          Object.entries(inner).map(([key, value], index, all) => [
            index === at % all.length ? (nth([...vocabulary.keys, ...hostileKeys], other) as string) : key,
            value,
          ]),
        )
      : inner,
  insertItem: (inner, context) =>
    Array.isArray(inner)
      ? (inner as JsonValue[]).toSpliced(context.at % (inner.length + 1), 0, elsewhere(context) ?? null)
      : inner,
  nullify: () => null,
};

const hostileKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'toJSON',
  'then',
  '0',
  '',
];

function retyped(value: JsonValue): JsonValue {
  const number = numberOf(value);
  if (number !== undefined) return String(number);
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return asObject(Object.entries(value as readonly JsonValue[]));
  if (isHolder(value)) return Object.values(value);
  return value === null ? {} : null;
}

/** Numbers of a body, of which streams have many that count something. */
const numberValues: readonly JsonValue[] = awkward.filter((value) => numberOf(value) !== undefined);

export function bodyEdits({ values }: Vocabulary): fc.Arbitrary<BodyEdit> {
  return fc.record({
    how: fc.constantFrom(...Object.keys(edits)),
    at: fc.nat(),
    other: fc.nat(),
    value: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...awkward) },
      { weight: 2, arbitrary: fc.constantFrom(...numberValues) },
      { weight: 3, arbitrary: fc.constantFrom(...values, null) },
      { weight: 1, arbitrary: jsonValues },
    ),
  });
}

export function editedBody(body: JsonValue, all: readonly BodyEdit[], vocabulary: Vocabulary): JsonValue {
  return all.reduce((before, edit) => {
    const place = nth(placesIn(before), edit.at) as Place;
    const change = edits[edit.how] as Change;
    const after = changedAt(before, place, (inner) => change(inner, { ...edit, vocabulary, body: before }));
    return after === undefined ? before : after;
  }, body);
}
