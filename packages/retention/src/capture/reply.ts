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
  const whole = completions[wire] ?? ((list: readonly JsonObject[]) => list);
  const text =
    sse ??
    [
      ...whole(events as readonly JsonObject[], aborted).map(frameOf(codec)),
      ...(aborted ? [] : (ends[wire] ?? [])),
    ].join('');
  const folded = foldStream(new TextEncoder().encode(text), codec);
  return aborted ? { ...folded, isCut: true } : folded;
}

/** @throws ThroughlineError `format-invalid` or `stream-broken` where the bytes cannot be read as a stream of this wire. */
export function foldStream(bytes: Uint8Array, codec: Codec): WholeReply {
  const decoder = codec.stream.decoder();
  const isCut = !isFinished(() => {
    decoder.push(bytes);
    decoder.end();
  });
  return { response: codec.reply.encode(decoder.partial()).value, isCut };
}

/** Recorders keep events without what surrounds them: the head of a message, the choice around a delta. */
const completions: {
  readonly [wire: string]: (events: readonly JsonObject[], aborted: boolean) => readonly JsonObject[];
} = {
  'anthropic-messages': (events) =>
    events[0]?.['type'] === 'message_start'
      ? events
      : [{ type: 'message_start', message: emptyMessage }, ...events],
  'openai-chat': (events, aborted) => {
    // Who keeps the deltas alone keeps no end of the choice either.
    const isBare = !aborted && !events.some((event) => 'choices' in event || 'finish_reason' in event);
    const ended = isBare ? [...events, { finish_reason: 'stop' }] : events;
    return ended.map((event) => ('choices' in event ? event : inChoice(event)));
  },
  'openai-responses': (events) =>
    events.map((event, index) =>
      'item' in event ? { output_index: index, sequence_number: index, ...event } : event,
    ),
  gemini: (events) =>
    events.map((event) =>
      'parts' in event ? { candidates: [{ content: { role: 'model', ...event } }] } : event,
    ),
};

/** What is no JSON at the end of a stream, and so is not among parsed events. */
const ends: { readonly [wire: string]: readonly string[] } = {
  'openai-chat': ['data: [DONE]\n\n'],
  'mistral-chat': ['data: [DONE]\n\n'],
};

function inChoice(event: JsonObject): JsonObject {
  return { object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, ...event }] };
}

const emptyMessage: JsonObject = {
  id: 'msg',
  type: 'message',
  role: 'assistant',
  model: '',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 0, output_tokens: 0 },
};

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
