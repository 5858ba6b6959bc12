/** What every input must do, whatever it is: work, or be refused with an error of ours. */
import {
  eventsOf,
  parseJson,
  sameJson,
  stringifyJson,
  ThroughlineError,
  type Codec,
  type EncodeOptions,
  type JsonValue,
  type Part,
  type Reply,
} from '@throughline/core';
import { cut, LawBroken, wireLaws, type WireCase } from '@throughline/laws';
import { Unfit } from './finding.ts';

export type BodyInput = {
  readonly kind: 'body';
  readonly codec: Codec;
  /** The codec that what was read is handed to. */
  readonly other: Codec;
  readonly options: EncodeOptions;
  readonly text: string;
};

export type StreamInput = Omit<BodyInput, 'kind' | 'text'> & {
  readonly kind: 'stream';
  readonly bytes: Uint8Array;
  /** Lengths of the chunks, over and over. */
  readonly chunks: readonly number[];
};

export type Input = BodyInput | StreamInput;

/** @throws Unfit where the input does what it must not. */
export function judge(input: Input): void {
  const unfit = input.kind === 'body' ? unfitnessOf(judgeBody, input) : unfitnessOf(judgeStream, input);
  const added = restored();
  if (added.length > 0) throw new Unfit('pollution', input.kind, `a prototype got ${added.join(', ')}`);
  if (unfit !== undefined) throw unfit;
}

function unfitnessOf<One extends Input>(judgement: (input: One) => void, input: One): Unfit | undefined {
  try {
    judgement(input);
    return undefined;
  } catch (error) {
    return error instanceof Unfit
      ? error
      : new Unfit('crash', 'judgement', described(error), { cause: error });
  }
}

const guarded = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const innate = guarded.map((one) => new Set(Reflect.ownKeys(one)));

/** Takes away what was added to a prototype, and names it. */
function restored(): readonly string[] {
  return guarded.flatMap((one, index) =>
    Reflect.ownKeys(one)
      .filter((key) => innate[index]?.has(key) === false)
      .map((key) => {
        Reflect.deleteProperty(one, key);
        return String(key);
      }),
  );
}

function judgeBody({ codec, other, options, text }: BodyInput): void {
  const body = attempt('parse', () => parseJson(text));
  if (body === undefined) return;
  const request = attempt('request.decode', () => codec.request.decode(body));
  if (request !== undefined) {
    obeys(codec, { name: 'request', request: body });
    const value = certain(
      'request.encode on another wire',
      () => other.request.encode(request, options).value,
    );
    certain('request.decode of what we wrote', () => other.request.decode(value));
  }
  const reply = attempt('reply.decode', () => codec.reply.decode(body));
  if (reply !== undefined) {
    obeys(codec, { name: 'reply', reply: body });
    judgeReply(reply, codec, options);
    judgeReply(reply, other, options);
  }
  judgeError(body, codec, other);
}

/** A reply that was read can be said on every wire; as a stream as far as that can say it. */
function judgeReply(reply: Reply, other: Codec, options: EncodeOptions): void {
  const value = certain('reply.encode on another wire', () => other.reply.encode(reply, options).value);
  certain('reply.decode of what we wrote', () => other.reply.decode(value));
  attempt('stream encoder', () => {
    const encoder = other.stream.encoder();
    const decoder = other.stream.decoder();
    for (const event of eventsOf(reply, 7)) decoder.push(Buffer.from(encoder.push(event)));
    decoder.end();
  });
}

function judgeError(body: JsonValue, codec: Codec, other: Codec): void {
  const error = certain('error.decode', () => codec.error.decode(body));
  if (error === undefined) return;
  if (!sameJson(codec.error.encode(error), body))
    throw new Unfit('law', 'error', 'an error does not come back on its own wire');
  const told = certain('error.encode on another wire', () => other.error.encode(error));
  if (certain('error.decode of what we wrote', () => other.error.decode(told)) === undefined)
    throw new Unfit('law', 'error.encode on another wire', 'what we wrote is not known as an error');
}

function judgeStream({ codec, other, options, bytes, chunks }: StreamInput): void {
  const whole = foldOf(codec, [bytes]);
  const pieces = foldOf(codec, piecesOf(bytes, chunks));
  const single = bytes.length < 3000 ? foldOf(codec, cut(bytes, 1)) : whole;
  for (const result of [pieces, single])
    if (!isAlike(result.said, whole.said))
      throw new Unfit(
        'law',
        'stream',
        `chunking changes the outcome: ${result.said.slice(0, 200)} for ${whole.said.slice(0, 200)}`,
      );
  if (whole.reply === undefined) return;
  const { reply } = whole;
  toldOnce(codec, bytes, reply);
  const value = certain('reply.encode', () => codec.reply.encode(reply).value);
  certain('reply.decode of what we wrote', () => codec.reply.decode(value));
  judgeReply(reply, codec, options);
  judgeReply(reply, other, options);
}

/** Bytes that are no text may be found before or after another fault, since chunks are decoded whole. */
function isAlike(one: string, other: string): boolean {
  const isRefused = (said: string): boolean => said.startsWith('stream-broken: ');
  return one === other || (/UTF-8/.test(`${one}${other}`) && (isRefused(one) || isRefused(other)));
}

/**
 * Every part of the reply is told finished, once, and nothing else is. Where a part stands and how its deltas add up is
 * judged on streams that providers send: what stands in no order can be told in none.
 */
function toldOnce(codec: Codec, bytes: Uint8Array, { message }: Reply): void {
  const decoder = codec.stream.decoder();
  const told = [...decoder.push(bytes), ...decoder.end()].flatMap((event) =>
    event.type === 'part' || event.type.endsWith('-end') ? ('part' in event ? [event.part] : []) : [],
  );
  const sorted = (parts: readonly Part[]): string =>
    parts
      .map((part) => stringifyJson(part))
      .toSorted()
      .join('\n');
  if (sorted(told) !== sorted(message.parts))
    throw new Unfit('law', 'stream', 'the parts that were told are not those of the reply');
}

type Folded = { readonly said: string; readonly reply?: Reply };

/** What comes of a stream: its reply, or its error; and what is there so far must be told at any time. */
function foldOf(codec: Codec, pieces: Iterable<Uint8Array>): Folded {
  const decoder = codec.stream.decoder();
  let count = 0;
  let reply: Reply | undefined;
  try {
    for (const piece of pieces) {
      decoder.push(piece);
      count += 1;
      if (count % 97 === 1) partial(decoder);
    }
    const last = decoder.end().at(-1);
    if (last?.type === 'reply-end') reply = last.reply;
  } catch (error) {
    partial(decoder);
    return { said: saidBy(error, 'stream decoder') };
  }
  return reply === undefined ? { said: 'no reply' } : { said: stringifyJson(reply), reply };
}

function partial(decoder: ReturnType<Codec['stream']['decoder']>): void {
  attempt('stream decoder, partial', () => decoder.partial());
}

function* piecesOf(bytes: Uint8Array, chunks: readonly number[]): Generator<Uint8Array> {
  let from = 0;
  for (let count = 0; from < bytes.length; count += 1) {
    const length = chunks[count % chunks.length] as number;
    yield bytes.subarray(from, from + length);
    from += length;
  }
}

/** Laws of whole bodies; a stream has no place for every oddity of a whole reply. */
const bodyLaws: ReadonlySet<string> = new Set([
  'format round trip',
  'survives storage',
  'nothing invented',
  'deterministic',
]);

/** What a codec took holds the laws. */
function obeys(codec: Codec, one: WireCase): void {
  for (const law of wireLaws) {
    if (!bodyLaws.has(law.name)) continue;
    try {
      law.check(codec, one);
    } catch (error) {
      if (error instanceof LawBroken) throw new Unfit('law', one.name, error.message, { cause: error });
      throw new Unfit('crash', `${one.name}, law "${law.name}"`, described(error), { cause: error });
    }
  }
}

/** `undefined` where it was refused clearly. */
function attempt<Result>(during: string, run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    saidBy(error, during);
    return undefined;
  }
}

/** What must work, since what it works on was taken. */
function certain<Result>(during: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new Unfit('crash', during, described(error), { cause: error });
  }
}

function saidBy(error: unknown, during: string): string {
  if (!ThroughlineError.is(error)) throw new Unfit('crash', during, described(error), { cause: error });
  return error.message;
}

/** The error and the first place in our own code that it passed. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /packages\/\w+\/src\/[^\s)]+/.exec(String(error.stack));
  return `${error.name}: ${error.message.split('\n', 1)[0]} (${place === null ? 'outside' : place[0]})`;
}
