/** Changes to a stream: its frames, the JSON in them, its line ends, its bytes. */
import fc from 'fast-check';
import { bodyEdits, editedBody, type BodyEdit } from './body-edits.ts';
import { framesIn, jsonOf, withJson } from './frames.ts';
import type { Vocabulary } from './vocabulary.ts';

export type StreamEdit = {
  readonly how: string;
  readonly at: number;
  readonly other: number;
  readonly body: readonly BodyEdit[];
};

type Context = StreamEdit & { readonly vocabulary: Vocabulary };
type Frames = readonly string[];
type EditFrames = (frames: Frames, context: Context) => Frames;
type EditBytes = (bytes: Uint8Array, context: Context) => Uint8Array;

const cut = (count: number, length: number): number => (length === 0 ? 0 : count % length);

/** The frames with the one at a place replaced by some others. */
const spliced = (frames: Frames, at: number, ...by: Frames): Frames =>
  frames.toSpliced(cut(at, frames.length), 1, ...by);
const nth = (frames: Frames, at: number): string => frames[cut(at, frames.length)] as string;

const frameEdits: { readonly [how: string]: EditFrames } = {
  drop: (frames, { at }) => spliced(frames, at),
  repeat: (frames, { at }) => spliced(frames, at, nth(frames, at), nth(frames, at)),
  swap: (frames, { at, other }) => {
    const [one, two] = [nth(frames, at), nth(frames, other)];
    return frames.map((frame) => (frame === one ? two : frame === two ? one : frame));
  },
  move: (frames, { at, other }) =>
    spliced(frames, at).toSpliced(cut(other, frames.length), 0, nth(frames, at)),
  reverse: (frames, { at }) => [
    ...frames.slice(0, cut(at, frames.length)),
    ...frames.slice(cut(at, frames.length)).toReversed(),
  ],
  interleave: (frames, { at, vocabulary }) => {
    const others = framesIn(
      Buffer.from(vocabulary.streams[cut(at, vocabulary.streams.length)] ?? []).toString(),
    );
    return frames.flatMap((frame, index) => [frame, ...others.slice(index, index + 1)]);
  },
  join: (frames, { at, vocabulary }) => [
    ...frames,
    Buffer.from(vocabulary.streams[cut(at, vocabulary.streams.length)] ?? []).toString(),
  ],
  body: (frames, { at, body, vocabulary }) => {
    const [value] = jsonOf(nth(frames, at));
    return value === undefined
      ? frames
      : spliced(frames, at, withJson(nth(frames, at), editedBody(value, body, vocabulary)));
  },
  comment: (frames, { at }) => spliced(frames, at, ': keep-alive\n\n', nth(frames, at)),
  fields: (frames, { at }) => spliced(frames, at, 'id: 7\nretry: 10\nevent: x\n\n', nth(frames, at)),
  event: (frames, { at, other }) =>
    spliced(
      frames,
      at,
      `event: ${['error', 'ping', '__proto__', 'message_stop', ''][other % 5]}\n${nth(frames, at)}`,
    ),
  spread: (frames, { at }) =>
    spliced(
      frames,
      at,
      nth(frames, at).replaceAll(/("[a-z_]+":)/g, (key) => `${key}\ndata: `),
    ),
  crlf: (frames) => frames.map((frame) => frame.replaceAll('\n', '\r\n')),
  cr: (frames) => frames.map((frame) => frame.replaceAll('\n', '\r')),
  mark: (frames) => [`\uFEFF`, ...frames],
  junk: (frames, { at, other }) =>
    spliced(
      frames,
      at,
      ['data: {\n\n', 'data: 1\n\n', 'data\n\n', '\n', 'data: null\n\n', 'nonsense\n'][other % 6] as string,
    ),
};

const byteEdits: { readonly [how: string]: EditBytes } = {
  flip: (bytes, { at, other }) =>
    bytes.map((byte, index) => (index === cut(at, bytes.length) ? byte ^ (1 << (other % 8)) : byte)),
  stop: (bytes, { at }) => bytes.subarray(0, cut(at, bytes.length)),
  remove: (bytes, { at, other }) =>
    Buffer.concat([
      bytes.subarray(0, cut(at, bytes.length)),
      bytes.subarray(cut(at, bytes.length) + (other % 64)),
    ]),
  doubled: (bytes, { at, other }) => {
    const from = cut(at, bytes.length);
    const to = from + (other % 64);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  insert: (bytes, { at, other }) => {
    const from = cut(at, bytes.length);
    return Buffer.concat([
      bytes.subarray(0, from),
      Buffer.from([[0xff], [0x00], [0xef, 0xbb, 0xbf], [0x0d]][other % 4] as number[]),
      bytes.subarray(from),
    ]);
  },
};

export function streamEdits(vocabulary: Vocabulary): fc.Arbitrary<StreamEdit> {
  return fc.record({
    how: fc.oneof(
      { weight: 6, arbitrary: fc.constant('body') },
      { weight: 6, arbitrary: fc.constantFrom(...Object.keys(frameEdits)) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.keys(byteEdits)) },
    ),
    at: fc.nat(),
    other: fc.nat(),
    body: fc.array(bodyEdits(vocabulary), { minLength: 1, maxLength: 2 }),
  });
}

export function editedStream(
  stream: Uint8Array,
  edits: readonly StreamEdit[],
  vocabulary: Vocabulary,
): Uint8Array {
  return edits.reduce((before, edit) => {
    const context = { ...edit, vocabulary };
    const editBytes = byteEdits[edit.how];
    if (editBytes !== undefined) return editBytes(before, context);
    const editFrames = frameEdits[edit.how] as EditFrames;
    const text = Buffer.from(before).toString();
    // Bytes that are no text have no frames that we know of.
    if (!Buffer.from(text).equals(before)) return before;
    return Buffer.from(editFrames(framesIn(text), context).join(''));
  }, stream);
}
