/** The reply of an exchange as one body, whether it was captured whole, as events or as the text of its stream. */
import { codecFor } from '@throughline/codecs';
import { stringifyJson, ThroughlineError, type Codec, type JsonObject } from '@throughline/core';
import type { Exchange } from './exchange.ts';

export type WholeReply = {
  readonly response: JsonObject;
  /** The reply stopped early: only what was finished is in it. */
  readonly isCut: boolean;
};

/**
 * `undefined` where the exchange has no reply.
 * @throws ThroughlineError `config-invalid` on a stream of an unknown wire, `format-invalid` or `stream-broken` on one that
 * cannot be read as a stream of its wire.
 */
export function wholeReply(exchange: Exchange): WholeReply | undefined {
  const { wire, dialect, response, events, sse, aborted = false } = exchange;
  if (response !== undefined && response !== null) return { response, isCut: aborted };
  if (events === undefined && sse === undefined) return undefined;
  const codec = codecFor(wire, dialect);
  const text = sse ?? (events as readonly JsonObject[]).map(frameOf(codec)).join('');
  const whole = foldStream(new TextEncoder().encode(text), codec);
  return aborted ? { ...whole, isCut: true } : whole;
}

/** @throws ThroughlineError `format-invalid` or `stream-broken` where the bytes cannot be read as a stream of this wire. */
export function foldStream(bytes: Uint8Array, codec: Codec): WholeReply {
  const decoder = codec.stream.decoder();
  decoder.push(bytes);
  const isCut = !isFinished(() => decoder.end());
  return { response: codec.reply.encode(decoder.partial()).value, isCut };
}

function frameOf(codec: Codec): (event: JsonObject) => string {
  const isLines = codec.stream.contentType === 'application/x-ndjson';
  return (event) => (isLines ? `${stringifyJson(event)}\n` : `data: ${stringifyJson(event)}\n\n`);
}

/** A stream that stopped early, or ended in an error of the provider, still has its finished parts. */
function isFinished(end: () => unknown): boolean {
  try {
    end();
    return true;
  } catch (error) {
    if (ThroughlineError.is(error) && (error.code === 'stream-broken' || error.code === 'upstream-failed'))
      return false;
    throw error;
  }
}
