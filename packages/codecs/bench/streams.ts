/** Streams to fold, written by each wire's own encoder. */
import type { Codec, Message } from '@throughline/core';
import { streamed } from './sessions.ts';
import type { Wire } from './wires.ts';

/** What a reply said, by kind; a kind that is lost is absent. */
export type Said = { readonly thinking?: string; readonly text?: string; readonly arguments?: string };

export type LongStream = { readonly bytes: Uint8Array; readonly said: Said };

export function longStream({ codec, issuer }: Wire, deltas: number): LongStream {
  const { reply, events } = streamed(deltas, codec.id, issuer);
  const encoder = codec.stream.encoder();
  const written = [...events].map((event) => Buffer.from(encoder.push(event)));
  return { bytes: Buffer.concat(written), said: saidIn(reply.message) };
}

function saidIn({ parts }: Message): Said {
  const of = (kind: keyof Said, texts: readonly string[]): Said =>
    texts.length === 0 ? {} : { [kind]: texts.join('') };
  return {
    ...of(
      'thinking',
      parts.flatMap((part) => (part.type === 'thinking' && part.text !== undefined ? [part.text] : [])),
    ),
    ...of(
      'text',
      parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
    ),
    ...of(
      'arguments',
      parts.flatMap((part) => (part.type === 'toolCall' ? [part.arguments] : [])),
    ),
  };
}

const chunkSize = 16_384;

export function* chunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}

export function folded(codec: Codec, bytes: Uint8Array): Said {
  const decoder = codec.stream.decoder();
  let last: Message | undefined;
  const see = (events: ReturnType<typeof decoder.push>): void => {
    const end = events.findLast(({ type }) => type === 'reply-end');
    if (end?.type === 'reply-end') last = end.reply.message;
  };
  for (const chunk of chunks(bytes)) see(decoder.push(chunk));
  see(decoder.end());
  if (last === undefined) throw new Error(`${codec.id}: the stream told no reply`);
  return saidIn(last);
}

/** The floor: lines split, each event's JSON parsed. Returns how many events there were. */
export function parsedLines(bytes: Uint8Array): number {
  if (bytes[0] === 0) return parsedFrames(bytes);
  let events = 0;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const start = line.startsWith('data: ') ? 6 : 0;
    if (line[start] !== '{') continue;
    JSON.parse(line.slice(start));
    events += 1;
  }
  return events;
}

/** The same for frames of AWS's event stream: cut by their lengths, each payload's JSON parsed. */
function parsedFrames(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  let events = 0;
  for (let at = 0; at < bytes.length; at += view.getUint32(at)) {
    const from = at + 12 + view.getUint32(at + 4);
    JSON.parse(decoder.decode(bytes.subarray(from, at + view.getUint32(at) - 4)));
    events += 1;
  }
  return events;
}

/** Which kinds did not come out as they went in; `nothing` where all did. */
export function lostOf(before: Said, after: Said): string {
  const kinds = ['thinking', 'text', 'arguments'] as const;
  const lost = kinds
    .filter((kind) => before[kind] !== after[kind])
    .map((kind) => `${kind} (${lengthOf(after[kind])} of ${lengthOf(before[kind])} characters)`);
  return lost.length === 0 ? 'nothing' : lost.join(', ');
}

function lengthOf(text: string | undefined): number {
  return text === undefined ? 0 : text.length;
}
