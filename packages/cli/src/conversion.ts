/** One body of one wire as one of another. */
import {
  parseJson,
  sameJson,
  stringifyJson,
  ThroughlineError,
  type Delivery,
  type Encoded,
  type EncodeOptions,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Reply,
} from '@throughline/core';
import { textOf } from './input.ts';
import type { Sides } from './sides.ts';

export const kinds = ['request', 'reply', 'stream'] as const;
export type Kind = (typeof kinds)[number];

export type Converted = {
  /** JSON on one line, or the text that came in where nothing of it changed. */
  readonly text: string;
  readonly losses: readonly Loss[];
  readonly delivery: readonly Delivery[];
};

/** @throws ThroughlineError as the codecs do. */
export function convertBody(
  bytes: Uint8Array,
  kind: 'request' | 'reply',
  sides: Sides,
  options: EncodeOptions,
): Converted {
  const text = textOf(bytes);
  const body = parseJson(withoutMark(text));
  const { from, to } = sides;
  if (kind === 'request')
    return written(to.request.encode(from.request.decode(body), options), { text, body });
  return written(convertError(body, sides) ?? to.reply.encode(from.reply.decode(body), options), {
    text,
    body,
  });
}

/** What a provider answers may be an error; `undefined` where it is none. */
function convertError(body: JsonValue, { from, to }: Sides): Encoded<JsonValue> | undefined {
  const error = from.error.decode(body);
  if (error === undefined) return undefined;
  const loss: Loss = {
    path: '',
    code: 'field-unsupported',
    detail: 'an error goes to another wire with its kind and its sentence',
  };
  return { value: to.error.encode(error), losses: from.id === to.id ? [] : [loss], delivery: [] };
}

/** Reads a stream as it comes, and makes one reply of it. */
export async function convertStream(
  chunks: AsyncIterable<Uint8Array>,
  { from, to }: Sides,
  options: EncodeOptions,
): Promise<Converted> {
  const decoder = from.stream.decoder();
  let reply: Reply | undefined;
  const take = (events: ReturnType<typeof decoder.push>): void => {
    const last = events.at(-1);
    if (last?.type === 'reply-end') reply = last.reply;
  };
  for await (const chunk of chunks) take(decoder.push(chunk));
  take(decoder.end());
  if (reply === undefined)
    throw new ThroughlineError('stream-broken', 'the stream stopped before the reply was complete');
  return written(to.reply.encode(reply, options));
}

/** Some editors begin a file with a byte order mark, which is no JSON. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

type Original = { readonly text: string; readonly body: JsonValue };

/** White space and escapes say nothing to a reader of JSON; where nothing else changed they stay as they came. */
function written(
  { value, losses, delivery }: Encoded<JsonObject | JsonValue>,
  original?: Original,
): Converted {
  const isSame = original !== undefined && sameJson(value, original.body);
  return { text: isSame ? original.text : stringifyJson(value), losses, delivery };
}
