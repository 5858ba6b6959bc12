/** A stream that is relayed event by event, as a gateway does it, says the same as the one that came in. */
import { foldEvents, stringifyJson, ThroughlineError, type Codec, type StreamEvent } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.ts';
import { codecFor, wireNames } from './index.ts';
import { readRecorded } from './recorded.ts';

type Case = { readonly name: string; readonly stream: Uint8Array };

function casesOf(wire: string): readonly Case[] {
  return [...readCorpus(wire), ...readRecorded(wire)].flatMap(({ name, stream }) =>
    stream === undefined ? [] : [{ name, stream }],
  );
}

/** `undefined` where the stream carries the provider's error. */
function eventsIn(codec: Codec, stream: Uint8Array): readonly StreamEvent[] | undefined {
  const decoder = codec.stream.decoder();
  try {
    return [...decoder.push(stream), ...decoder.end()];
  } catch (error) {
    if (ThroughlineError.is(error) && error.code === 'upstream-failed') return undefined;
    throw error;
  }
}

describe.each(['anthropic-messages', 'openai-chat'])('%s', (wire) => {
  const codecs = wireNames[wire]?.map((dialect) => codecFor(wire, dialect)) ?? [];

  it.each(casesOf(wire))('relays $name in every dialect', ({ stream }) => {
    const of = (read: typeof told): unknown => codecs.map((codec) => [codec.dialect, read(codec, stream)]);
    expect(of(relayed)).toEqual(of(told));
  });
});

/** The reply that comes in, as plain JSON; `failed` where the stream carries the provider's error. */
function told(codec: Codec, stream: Uint8Array): unknown {
  const events = eventsIn(codec, stream);
  if (events === undefined) return 'failed';
  return JSON.parse(stringifyJson(codec.reply.encode(foldEvents(events)).value));
}

/** The same after our encoder wrote each event again. */
function relayed(codec: Codec, stream: Uint8Array): unknown {
  const events = eventsIn(codec, stream);
  if (events === undefined) return 'failed';
  const encoder = codec.stream.encoder();
  return told(codec, new TextEncoder().encode(events.map((event) => encoder.push(event)).join('')));
}
