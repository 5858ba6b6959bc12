/** A stream that is relayed event by event, as a gateway does it, says the same as the one that came in. */
import { foldEvents, sameJson, ThroughlineError, type Codec, type StreamEvent } from '@throughline/core';
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
    for (const codec of codecs) relays(codec, stream);
  });
});

function relays(codec: Codec, stream: Uint8Array): void {
  const events = eventsIn(codec, stream);
  if (events === undefined) return;
  const encoder = codec.stream.encoder();
  const relayed = new TextEncoder().encode(events.map((event) => encoder.push(event)).join(''));
  const actual = codec.reply.encode(foldEvents(eventsIn(codec, relayed) ?? [])).value;
  const expected = codec.reply.encode(foldEvents(events)).value;
  if (!sameJson(actual, expected))
    expect({ dialect: codec.dialect, value: actual }).toEqual({ dialect: codec.dialect, value: expected });
}
