/** Makes of the bytes of a response what a history would hold of it. */
import { codecFor } from '@throughline/codecs';
import {
  isJsonObject,
  stringifyJson,
  ThroughlineError,
  type Codec,
  type JsonObject,
} from '@throughline/core';
import type { Answer } from './reply.ts';
import { anatomyOf } from './wires/index.ts';

export type Listener = {
  /** Whether the reply is complete, though more bytes may follow. */
  take(chunk: Uint8Array): boolean;
  /** `undefined` where nothing was said that a history could hold. */
  answer(): Answer | undefined;
};

/**
 * `contentType` decides whether the reply is one body or a stream. The wire's first dialect reads all others without loss, and leaves out of a
 * stream that broke off whatever may be unfinished.
 */
export function listenerFor(wire: string, contentType: string | null): Listener {
  const codec = codecFor(wire);
  return isWhole.test(contentType ?? '') ? wholeListener(codec) : streamListener(codec);
}

const isWhole = /^application\/(?:[\w.-]+\+)?json\b/i;

function wholeListener(codec: Codec): Listener {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  return {
    take(chunk) {
      pieces.push(decoder.decode(chunk, { stream: true }));
      return false;
    },
    answer() {
      const body = parsed(pieces.join(''));
      if (Array.isArray(body)) return ofList(codec, body);
      return isJsonObject(body) ? answerIn(codec, body, false) : undefined;
    },
  };
}

/** A body that broke off is no JSON, and says nothing that is known to be finished. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Gemini without `alt=sse` streams one JSON list. (ai.google.dev API reference, read 2026-11-23) */
function ofList(codec: Codec, chunks: readonly unknown[]): Answer | undefined {
  const listener = streamListener(codec);
  listener.take(new TextEncoder().encode(chunks.map((one) => `data: ${stringifyJson(one)}\n\n`).join('')));
  return listener.answer();
}

function streamListener(codec: Codec): Listener {
  const decoder = codec.stream.decoder();
  let isBroken = false;
  return {
    take(chunk) {
      if (isBroken) return false;
      isBroken = true;
      const events = decoder.push(chunk);
      isBroken = false;
      return events.some(({ type }) => type === 'reply-end');
    },
    answer() {
      const isCut = isBroken || !isFinished(() => decoder.end());
      // Ledgers hold plain JSON, as requests are read.
      const body = JSON.parse(stringifyJson(codec.reply.encode(decoder.partial()).value)) as JsonObject;
      return answerIn(codec, body, isCut);
    },
  };
}

/** What a provider broke off still has its finished parts. */
function isFinished(end: () => unknown): boolean {
  try {
    end();
    return true;
  } catch (error) {
    if (ThroughlineError.is(error)) return false;
    throw error;
  }
}

function answerIn({ id }: Codec, body: JsonObject, isCut: boolean): Answer | undefined {
  const anatomy = anatomyOf(id);
  const items = anatomy.said(body);
  const isEmpty = items === undefined || anatomy.entries(items).every(({ blocks }) => blocks.length === 0);
  return isEmpty ? undefined : { items, isCut, body };
}
