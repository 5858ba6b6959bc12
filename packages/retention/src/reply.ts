/** What came back for a request, as a history holds it: from a whole body, or from a stream, finished or cut off. */
import { codecFor } from '@throughline/codecs';
import {
  isJsonObject,
  stringifyJson,
  type Codec,
  type JsonObject,
  type JsonValue,
  type Reply,
} from '@throughline/core';
import type { Exchange } from './capture/exchange.ts';
import type { Anatomy } from './wires/anatomy.ts';

export type Answer = {
  readonly items: readonly JsonValue[];
  readonly isCut: boolean;
  readonly body?: JsonObject;
};

/** `undefined` where nothing came back that a history could hold: no reply, or a refusal. */
export function answerOf(exchange: Exchange, anatomy: Anatomy): Answer | undefined {
  const { response, aborted = false, status = 200 } = exchange;
  if (status >= 400) return undefined;
  if (isJsonObject(response)) {
    const items = anatomy.said(response);
    return items === undefined ? undefined : { items, isCut: aborted, body: response };
  }
  const bytes = streamOf(exchange);
  return bytes === undefined ? undefined : streamed(exchange, anatomy, bytes);
}

function streamOf({ wire, sse, events }: Exchange): Uint8Array | undefined {
  if (sse !== undefined) return new TextEncoder().encode(sse);
  if (events === undefined || events.length === 0) return undefined;
  const whole = completions[wire];
  const lines = (whole === undefined ? events : whole(events)).map((event) => frame(wire, event));
  return new TextEncoder().encode(lines.join(''));
}

const lineWires: ReadonlySet<string> = new Set(['ollama-chat']);

function frame(wire: string, event: JsonObject): string {
  const data = stringifyJson(event);
  if (lineWires.has(wire)) return `${data}\n`;
  const { type } = event;
  return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${data}\n\n`;
}

/** Recorders keep events without what surrounds them: the head of a message, the choice around a delta. */
const completions: { readonly [wire: string]: (events: readonly JsonObject[]) => readonly JsonObject[] } = {
  'anthropic-messages': (events) =>
    events[0]?.['type'] === 'message_start'
      ? events
      : [{ type: 'message_start', message: emptyMessage }, ...events],
  'openai-chat': (events) =>
    events.map((event) =>
      'choices' in event ? event : { object: 'chat.completion.chunk', choices: [{ index: 0, ...event }] },
    ),
  gemini: (events) =>
    events.map((event) =>
      'candidates' in event ? event : { candidates: [{ content: { role: 'model', ...event } }] },
    ),
};

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

function streamed(
  { wire, dialect, aborted = false }: Exchange,
  anatomy: Anatomy,
  bytes: Uint8Array,
): Answer | undefined {
  const codec = codecFor(wire, dialect);
  const decoder = codec.stream.decoder();
  let isCut = aborted;
  try {
    decoder.push(bytes);
    decoder.end();
  } catch {
    // Streams that break off are what retention is about: what was finished counts.
    isCut = true;
  }
  return answerOfReply(codec, anatomy, decoder.partial(), isCut);
}

/** A decoded reply as this wire's history holds it. */
export function answerOfReply(
  codec: Codec,
  anatomy: Anatomy,
  reply: Reply,
  isCut: boolean,
): Answer | undefined {
  const body = codec.reply.encode(reply).value;
  const items = anatomy.said(body);
  return items === undefined ? undefined : { items, isCut, body };
}
