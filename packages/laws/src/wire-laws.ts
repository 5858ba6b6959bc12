/** Laws over what a wire really said: bodies and streams. */
import {
  eventsOf,
  foldEvents,
  parseJson,
  sameJson,
  stringifyJson,
  ThroughlineError,
  type Codec,
  type JsonObject,
  type ModelRequest,
  type Part,
  type Reply,
  type StreamEvent,
} from '@throughline/core';
import { holds, LawBroken, same, type Law, type WireCase } from './law.ts';

/** `encode(decode(body))` is the body, unknown fields included, without a loss. */
const formatRoundTrip: Law<WireCase> = {
  name: 'format round trip',
  check(codec, { request, reply }) {
    if (request !== undefined)
      back(this.name, codec.request.decode(request), request, (ours) => codec.request.encode(ours));
    if (reply !== undefined)
      back(this.name, codec.reply.decode(reply), reply, (ours) => codec.reply.encode(ours));
  },
};

function back<Ours>(
  law: string,
  ours: Ours,
  body: unknown,
  encode: (ours: Ours) => { value: JsonObject; losses: readonly unknown[] },
): void {
  const { value, losses } = encode(ours);
  same(law, value, body);
  same(`${law} (losses)`, losses, []);
}

/** What was decoded survives storage: as JSON text and back it encodes to the same body. */
const survivesStorage: Law<WireCase> = {
  name: 'survives storage',
  check(codec, { request, reply }) {
    if (request !== undefined) {
      same(this.name, codec.request.encode(stored(codec.request.decode(request))).value, request);
    }
    if (reply !== undefined) {
      same(this.name, codec.reply.encode(stored(codec.reply.decode(reply))).value, reply);
    }
  },
};

function stored<Ours>(ours: Ours): Ours {
  return parseJson(stringifyJson(ours)) as Ours;
}

/** Every string of ours that could reach a model is somewhere in the body. */
const nothingInvented: Law<WireCase> = {
  name: 'nothing invented',
  check(codec, { request, reply }) {
    if (request !== undefined) fromBody(this.name, codec.request.decode(request).messages, request);
    if (reply !== undefined) fromBody(this.name, [codec.reply.decode(reply).message], reply);
  },
};

function fromBody(law: string, messages: ModelRequest['messages'], body: unknown): void {
  const text = [...stringsOf(body)].join('\u0000');
  for (const [index, message] of messages.entries()) {
    for (const [order, part] of message.parts.entries()) {
      for (const word of opaqueWords(part)) {
        holds(
          law,
          text.includes(word),
          `messages[${index}].parts[${order}]`,
          `${word.slice(0, 80)} is not in the body`,
        );
      }
    }
  }
}

function opaqueWords(part: ModelRequest['messages'][number]['parts'][number]): string[] {
  if (part.type === 'thinking')
    return [part.text, part.id, ...(part.signatures?.map(({ value }) => value) ?? [undefined])].filter(
      (word) => word !== undefined,
    );
  if (part.type === 'toolCall') return [...idsOf(part), part.name];
  if (part.type === 'toolResult') return idsOf(part);
  return part.type === 'text' || part.type === 'refusal' ? [part.text] : [];
}

/** An id that the wire left out is counted out by the codec, which notes it as `derived` and never sends it. */
function idsOf({ callId, notes }: Part & { readonly type: 'toolCall' | 'toolResult' }): string[] {
  const isDerived = Object.values(notes ?? {}).some(({ form }) => form?.['id'] === 'derived');
  return isDerived ? [] : [callId];
}

function* stringsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) yield* stringsOf(inner);
}

/** Twice the same input, twice the same bytes, whatever was encoded in between. */
const deterministic: Law<WireCase> = {
  name: 'deterministic',
  check(codec, { request }) {
    if (request === undefined) return;
    const first = stringifyJson(codec.request.encode(codec.request.decode(request)).value);
    const second = stringifyJson(codec.request.encode(codec.request.decode(request)).value);
    same(this.name, second, first);
  },
};

/** A reply streamed in our frames folds back to itself. */
const streamEqualsWhole: Law<WireCase> = {
  name: 'stream equals whole',
  check(codec, { reply, stream }) {
    if (reply === undefined) return;
    const whole = codec.reply.decode(reply);
    same(this.name, fold(codec, [stream ?? streamed(codec, whole)]), whole);
  },
};

/** Any split of the bytes, inside UTF-8 sequences and JSON too, gives the same reply. */
const chunkingIsIrrelevant: Law<WireCase> = {
  name: 'chunking is irrelevant',
  check(codec, { reply, stream }) {
    const all = stream ?? (reply === undefined ? undefined : streamed(codec, codec.reply.decode(reply)));
    if (all === undefined) return;
    const whole = outcome(codec, [all]);
    for (const size of [1, 2, 3, 7, 64])
      same(`${this.name} (${size} bytes)`, outcome(codec, cut(all, size)), whole);
  },
};

/** Each part of the reply is told once, whole, at the place it has in the reply; its deltas add up to its text. */
const eventsTellTheReply: Law<WireCase> = {
  name: 'events tell the reply',
  check(codec, { reply, stream }) {
    const all = stream ?? (reply === undefined ? undefined : streamed(codec, codec.reply.decode(reply)));
    if (all === undefined || 'failed' in outcome(codec, [all])) return;
    const decoder = codec.stream.decoder();
    const told = [...cut(all, 11)].flatMap((chunk) => decoder.push(chunk)).concat(decoder.end());
    const parts = new Map<number, unknown>();
    const texts = new Map<number, string>();
    for (const event of told) {
      if ('text' in event) texts.set(event.index, `${texts.get(event.index) ?? ''}${event.text}`);
      if (event.type !== 'part' && !event.type.endsWith('-end')) continue;
      if (!('index' in event) || !('part' in event)) continue;
      holds(this.name, !parts.has(event.index), `parts[${event.index}]`, 'told twice');
      parts.set(event.index, event.part);
    }
    const whole = foldEvents(told).message.parts;
    same(
      this.name,
      [...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part),
      whole,
    );
    for (const [index, text] of texts)
      holds(this.name, saysTheSame(text, whole[index]), `parts[${index}]`, 'its deltas do not add up to it');
  },
};

/** Argument text may lose its white space when it becomes a JSON value; no text at all may be an empty object. */
function saysTheSame(told: string, part: Part | undefined): boolean {
  if (part?.type === 'text' || part?.type === 'thinking') return part.text === told;
  if (part?.type !== 'toolCall') return false;
  if (part.arguments === told) return true;
  return told === '' ? part.arguments === '{}' : sameJson(parseJson(part.arguments), parseJson(told));
}

/** A stream that stops early says so; it never passes for a whole one. */
const truncationIsAnError: Law<WireCase> = {
  name: 'truncation is an error',
  check(codec, { reply, stream }) {
    const all = stream ?? (reply === undefined ? undefined : streamed(codec, codec.reply.decode(reply)));
    if (all === undefined) return;
    for (const part of [0, 0.25, 0.5, 0.75]) {
      const head = all.subarray(0, Math.floor(all.length * part));
      holds(
        this.name,
        isRefused(codec, head),
        '$',
        `${head.length} of ${all.length} bytes passed for a whole reply`,
      );
    }
  },
};

/** A refusal is known as one, and goes out on its own wire verbatim. */
const errorRoundTrip: Law<WireCase> = {
  name: 'error round trip',
  check(codec, { error, reply }) {
    if (reply !== undefined)
      holds(this.name, codec.error.decode(reply) === undefined, '$', 'a reply passed for an error');
    if (error === undefined) return;
    const told = codec.error.decode(error);
    if (told === undefined) throw new LawBroken(this.name, '$', 'it is not known as an error');
    same(this.name, codec.error.encode(told), error);
  },
};

function isRefused(codec: Codec, stream: Uint8Array): boolean {
  const decoder = codec.stream.decoder();
  try {
    decoder.push(stream);
    decoder.end();
  } catch (error) {
    return refusals.has((error as { code?: unknown }).code);
  }
  return false;
}

/** A stream may be cut behind the error it carries. */
const refusals: ReadonlySet<unknown> = new Set(['stream-broken', 'upstream-failed']);

type Outcome = { readonly reply: Reply } | { readonly failed: unknown };

/** The reply, or the error that the provider sent instead of the rest of it. */
function outcome(codec: Codec, chunks: Iterable<Uint8Array>): Outcome {
  try {
    return { reply: fold(codec, chunks) };
  } catch (error) {
    if (!ThroughlineError.is(error) || error.code !== 'upstream-failed') throw error;
    return { failed: error.body };
  }
}

/** The reply that the chunks fold to. */
export function fold(codec: Codec, chunks: Iterable<Uint8Array>): Reply {
  const decoder = codec.stream.decoder();
  const events: StreamEvent[] = [];
  for (const chunk of chunks) events.push(...decoder.push(chunk));
  events.push(...decoder.end());
  const last = events.at(-1);
  if (last?.type === 'reply-end') return last.reply;
  throw new LawBroken('stream', '$', 'the stream ended without a reply');
}

/** A reply as the wire's stream text, for wires whose stream is text. */
export function written(codec: Codec, reply: Reply, size: number = 5): string {
  return new TextDecoder().decode(streamed(codec, reply, size));
}

/** A reply as the bytes of the wire's stream. */
export function streamed(codec: Codec, reply: Reply, size: number = 5): Uint8Array {
  const encoder = codec.stream.encoder();
  const pieces = [...eventsOf(reply, size)].map((event) => bytes(encoder.push(event)));
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function bytes(piece: string | Uint8Array): Uint8Array {
  return typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}

export function* cut(all: Uint8Array, size: number): Generator<Uint8Array> {
  for (let from = 0; from < all.length; from += size) yield all.subarray(from, from + size);
}

export const wireLaws: readonly Law<WireCase>[] = [
  formatRoundTrip,
  survivesStorage,
  nothingInvented,
  deterministic,
  streamEqualsWhole,
  chunkingIsIrrelevant,
  eventsTellTheReply,
  truncationIsAnError,
  errorRoundTrip,
];
