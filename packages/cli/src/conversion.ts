/** One body of one wire as one of another. */
import {
  foldEvents,
  parseJson,
  sameJson,
  stringifyJson,
  ThroughlineError,
  type Codec,
  type Encoded,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { textOf } from './input.ts';

export const kinds = ['request', 'reply', 'stream'] as const;
export type Kind = (typeof kinds)[number];

export type Converted = Pick<Encoded<JsonObject>, 'losses' | 'delivery'> & {
  /** JSON on one line, or the text that came in where nothing of it changed. */
  readonly text: string;
};

/** @throws ThroughlineError as the codecs do. */
export function convertBody(bytes: Uint8Array, kind: Kind, from: Codec, to: Codec): Converted {
  if (kind === 'stream') return written(to.reply.encode(foldEvents(eventsIn(bytes, from))));
  const text = unicode(bytes);
  const body = parseJson(text);
  const encoded =
    kind === 'request'
      ? to.request.encode(from.request.decode(body))
      : to.reply.encode(from.reply.decode(body));
  return written(encoded, { text, body });
}

function eventsIn(
  bytes: Uint8Array,
  { stream }: Codec,
): ReturnType<ReturnType<Codec['stream']['decoder']>['push']> {
  const decoder = stream.decoder();
  return [...decoder.push(bytes), ...decoder.end()];
}

function unicode(bytes: Uint8Array): string {
  try {
    return textOf(bytes);
  } catch (cause) {
    throw new ThroughlineError('format-invalid', 'the file is not UTF-8', { cause });
  }
}

type Original = { readonly text: string; readonly body: JsonValue };

/** White space and escapes say nothing to a reader of JSON; where nothing else changed they stay as they came. */
function written({ value, losses, delivery }: Encoded<JsonObject>, original?: Original): Converted {
  const isSame = original !== undefined && sameJson(value, original.body);
  return { text: isSame ? original.text.trim() : stringifyJson(value), losses, delivery };
}
