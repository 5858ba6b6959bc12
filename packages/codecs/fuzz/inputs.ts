/** Inputs for the codecs of a wire: its own words, changed; other wires' words; anything that is JSON. */
import fc from 'fast-check';
import {
  eventsOf,
  parseJson,
  stringifyJson,
  ThroughlineError,
  type Codec,
  type EncodeOptions,
  type JsonValue,
} from '@throughline/core';
import { sessions, type WireCase } from '@throughline/laws';
import { bodyEdits, editedBody } from './body-edits.ts';
import type { BodyInput, StreamInput } from './judge.ts';
import { randomOf } from './random.ts';
import { editedStream, streamEdits } from './stream-edits.ts';
import { spoken, vocabularyOf, type Vocabulary } from './vocabulary.ts';

export type Subject = {
  readonly codecs: readonly Codec[];
  /** The codecs of all wires, to hand over to. */
  readonly others: readonly Codec[];
  readonly cases: readonly WireCase[];
  readonly otherCases: readonly WireCase[];
};

const policies: fc.Arbitrary<EncodeOptions> = fc.constantFrom<EncodeOptions>(
  {},
  { thinking: 'drop' },
  { thinking: 'keep-readable' },
  { thinking: 'tag' },
);

type Common = Pick<BodyInput, 'codec' | 'other' | 'options'>;

const commonOf = ({ codecs, others }: Subject): fc.Arbitrary<Common> =>
  fc.record({ codec: fc.constantFrom(...codecs), other: fc.constantFrom(...others), options: policies });

export function bodyInputs(subject: Subject): fc.Arbitrary<BodyInput> {
  const vocabulary = vocabularyOf(subject.cases);
  const edits = fc.array(bodyEdits(vocabulary), { maxLength: 5 });
  return fc.tuple(commonOf(subject), bodiesOf(subject, vocabulary), edits).map(([common, body, all]) => ({
    kind: 'body',
    ...common,
    text: stringifyJson(editedBody(body, all, vocabulary)),
  }));
}

function bodiesOf({ codecs, otherCases }: Subject, vocabulary: Vocabulary): fc.Arbitrary<JsonValue> {
  const own = fc.constantFrom(...vocabulary.bodies);
  const others = vocabularyOf(otherCases).bodies;
  const [first] = codecs as readonly [Codec];
  return fc.oneof(
    { weight: 5, arbitrary: own },
    {
      weight: 4,
      arbitrary: fc
        .tuple(own, fc.nat())
        .map(([body, seed]) => spoken(body, vocabulary.byKey, randomOf(seed))),
    },
    { weight: 1, arbitrary: others.length === 0 ? own : fc.constantFrom(...others) },
    {
      weight: 1,
      arbitrary: sessions(first.capabilities).map((request) => first.request.encode(request).value),
    },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3 }).map((text) => parseJson(text)) },
  );
}

export function streamInputs(subject: Subject): fc.Arbitrary<StreamInput> {
  const own = vocabularyOf(subject.cases);
  const streams = [...own.streams, ...writtenStreams(subject)];
  const vocabulary = { ...own, streams };
  const edits = fc.array(streamEdits(vocabulary), { maxLength: 4 });
  const chunks = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 500 })), {
    minLength: 1,
    maxLength: 6,
  });
  return fc
    .tuple(commonOf(subject), fc.constantFrom(...streams), edits, chunks)
    .map(([common, stream, all, lengths]) => ({
      kind: 'stream',
      ...common,
      bytes: new Uint8Array(editedStream(stream, all, vocabulary)),
      chunks: lengths,
    }));
}

/** The hand-written replies as streams of the wire. */
function writtenStreams({ codecs, cases }: Subject): readonly Uint8Array[] {
  return cases.flatMap(({ reply }, index) => {
    const codec = codecs[index % codecs.length] as Codec;
    const read = reply === undefined ? undefined : readable(codec, reply);
    if (read === undefined) return [];
    const encoder = codec.stream.encoder();
    return [Buffer.from([...eventsOf(read, 9)].map((event) => encoder.push(event)).join(''))];
  });
}

/** A case of one dialect need not be one of another. */
function readable(codec: Codec, reply: JsonValue): ReturnType<Codec['reply']['decode']> | undefined {
  try {
    return codec.reply.decode(reply);
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined;
    throw error;
  }
}
