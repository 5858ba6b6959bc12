/** The vendors' own SDKs fold the same streams: our whole reply says what theirs says, but for what they add or cannot hold. */
import Anthropic from '@anthropic-ai/sdk';
import {
  foldEvents,
  isJsonObject,
  ThroughlineError,
  type Codec,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { written } from '@throughline/laws';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.ts';
import { codecFor } from './index.ts';
import { thinkingFields } from './openai-chat/format.ts';
import { dialectOfProvider } from './recorded.fixture.ts';
import { readRecorded } from './recorded.ts';

type Case = { readonly name: string; readonly stream: Uint8Array; readonly dialect: string | undefined };

/** Recorded streams, those written by hand, and those that our encoders write. */
function streamsOf(wire: string): readonly Case[] {
  const corpus = readCorpus(wire);
  const recorded = readRecorded(wire).map((one) => ({
    ...one,
    dialect: dialectOfProvider[wire]?.[one.provider],
  }));
  const streamed = [...corpus, ...recorded].flatMap(({ name, stream, dialect }): Case[] =>
    stream === undefined ? [] : [{ name, stream, dialect }],
  );
  const encoded = corpus.flatMap(({ name, reply, dialect }): Case[] =>
    reply === undefined
      ? []
      : [{ name: `${name}, as we write it`, stream: writtenBy(codecFor(wire, dialect), reply), dialect }],
  );
  return [...streamed, ...encoded];
}

function writtenBy(codec: Codec, reply: JsonValue): Uint8Array {
  return new TextEncoder().encode(written(codec, codec.reply.decode(reply)));
}

function ours(codec: Codec, stream: Uint8Array): JsonObject {
  const decoder = codec.stream.decoder();
  return codec.reply.encode(foldEvents([...decoder.push(stream), ...decoder.end()])).value;
}

/** Plain JSON, without what is left out of the comparison: SDK values have getters, prototypes and `undefined`. */
function plain(value: unknown, left: ReadonlySet<string>): JsonValue {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (left.has(key) ? undefined : inner)),
  ) as JsonValue;
}

/** Without nulls, which the SDKs fill in, and without what a late null took back from theirs; ours keeps it. */
function said(value: JsonValue, theirs: JsonValue | undefined): JsonValue {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((inner, index) =>
      said(inner, Array.isArray(theirs) ? (theirs[index] as JsonValue) : undefined),
    );
  if (!isJsonObject(value)) return value;
  const other = isJsonObject(theirs) ? theirs : {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null || other[key] === null ? [] : [[key, said(inner, other[key])]],
    ),
  );
}

const answering =
  (stream: Uint8Array): typeof fetch =>
  () =>
    Promise.resolve(
      new Response(stream as Uint8Array<ArrayBuffer>, { headers: { 'content-type': 'text/event-stream' } }),
    );

/** `failed` where the stream carries the provider's error. */
type Outcome = JsonValue;

/** What the SDK folds, or that it says the provider failed. */
async function outcomeOf(theirs: Promise<unknown>, left: ReadonlySet<string>): Promise<Outcome> {
  return theirs.then(
    (folded) => plain(folded, left),
    (error: unknown) => {
      if (error instanceof OpenAI.APIError || error instanceof Anthropic.APIError) return 'failed';
      throw error;
    },
  );
}

/** Both as far as they can be compared. */
async function folds(
  codec: Codec,
  stream: Uint8Array,
  theirs: Promise<unknown>,
  left: ReadonlySet<string>,
): Promise<{ readonly actual: Outcome; readonly expected: Outcome }> {
  const expected = await outcomeOf(theirs, left);
  try {
    const actual = said(plain(ours(codec, stream), left), expected);
    return { actual, expected: said(expected, undefined) };
  } catch (error) {
    if (!ThroughlineError.is(error) || error.code !== 'upstream-failed') throw error;
    return { actual: 'failed', expected };
  }
}

const openaiLeft: ReadonlySet<string> = new Set([
  // The SDK adds these.
  'parsed',
  'parsed_arguments',
  // Of fields it does not know it keeps the last piece alone. (`openai` 7.57.0, ChatCompletionStream)
  ...thinkingFields,
]);

/** Streams that the SDK refuses, or folds to less than there is. */
const exceptions: { readonly [name: string]: string } = {
  'same-index-calls': 'the SDK joins calls that share an index',
  'calls-without-ids-stream': 'the SDK makes up an id',
  'calls-without-ids, as we write it': 'the SDK makes up an id',
  'old-functions': 'the SDK leaves out what lies beside an old function call',
  'old-functions, as we write it': 'the SDK leaves out what lies beside an old function call',
  'litellm-blocks, as we write it': 'the SDK takes the number of a call for that of its deltas',
  'numbered-calls, as we write it': 'the SDK takes the number of a call for that of its deltas',
  'snowflake-empty-values, as we write it': 'the SDK wants a finish_reason, and this one is empty',
  'compaction-final-delta': 'the SDK does not know the signature of a compaction in a stream',
  'object-arguments, as we write it': 'the SDK refuses a call without a type',
  'lean-reply, as we write it': 'the SDK fails on a reply without usage',
  'corpus/openai-chat/ae2986-test_snowflake_thinking_streaming.json 0':
    'the SDK wants a finish_reason, and this one is empty',
  'corpus/anthropic-messages/f9b2e3-anthropic-tool-search-deferred-regex.stream.json 0':
    'three streams in one body; the SDK refuses the second',
};

function comparable(wire: string): readonly Case[] {
  return streamsOf(wire).filter(({ name }) => !Object.hasOwn(exceptions, name));
}

describe('openai', () => {
  it.each(comparable('openai-chat'))('folds $name to the same completion', async ({ stream, dialect }) => {
    const client = new OpenAI({ apiKey: 'none', fetch: answering(stream), maxRetries: 0 });
    const theirs = client.chat.completions.stream({ model: 'reference', messages: [] });
    const codec = codecFor('openai-chat', dialect);
    const { actual, expected } = await folds(codec, stream, theirs.finalChatCompletion(), openaiLeft);
    expect(actual).toEqual(expected);
  });
});

describe('@anthropic-ai/sdk', () => {
  it.each(comparable('anthropic-messages'))(
    'folds $name to the same message',
    async ({ stream, dialect }) => {
      const client = new Anthropic({ apiKey: 'none', fetch: answering(stream), maxRetries: 0 });
      const theirs = client.beta.messages.stream({ model: 'reference', max_tokens: 1, messages: [] });
      const codec = codecFor('anthropic-messages', dialect);
      // The SDK adds this.
      const left = new Set(['parsed_output']);
      const { actual, expected } = await folds(codec, stream, theirs.finalMessage(), left);
      expect(actual).toEqual(expected);
    },
  );
});
