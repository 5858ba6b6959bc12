/** Laws over our own data: transcripts of any shape through one codec. */
import {
  handOffRequest,
  sameJson,
  stringifyJson,
  type Codec,
  type Message,
  type ModelRequest,
  type Part,
} from '@throughline/core';
import { holds, same, type Law } from './law.ts';

/** Without losses a request comes back as it was; with losses, every part that none of them names does, in order. */
const honestLoss: Law<ModelRequest> = {
  name: 'transcript round trip, honest loss',
  check(codec, request) {
    const { value, losses } = codec.request.encode(request);
    const returned = codec.request.decode(value).messages;
    if (losses.length === 0) return same(this.name, plain(returned), plain(request.messages));
    holds(
      this.name,
      stringifyJson(plain(returned)) !== stringifyJson(plain(request.messages)),
      '$',
      `nothing differs, yet there are losses: ${stringifyJson(losses[0])}`,
    );
    const named = new Set(losses.map(({ path }) => partPath(path)));
    const remaining = partsOf(returned).map(({ part }) => bare(part));
    for (const { path, part } of partsOf(request.messages)) {
      if (named.has(path) || named.has(path.replace(/\.parts.*/, ''))) continue;
      const found = remaining.findIndex((other) => sameJson(other, bare(part)));
      holds(this.name, found !== -1, path, 'it did not come back, and no loss names it');
      remaining.splice(0, found + 1);
    }
  },
};

/** `messages[1].parts[2].signatures` → `messages[1].parts[2]`. */
function partPath(path: string): string {
  return /^messages\[\d+\](?:\.parts\[\d+\])?/.exec(path)?.[0] ?? path;
}

/** Every thinking part of the request has one delivery: sent, or withheld with a reason. */
const everyThinkingIsAccountedFor: Law<ModelRequest> = {
  name: 'every thinking part is accounted for',
  check(codec, request) {
    const { delivery } = codec.request.encode(request);
    const expected = thinkingPaths(request.messages);
    same(
      this.name,
      delivery.map(({ path }) => path),
      expected,
    );
    for (const { status, reason, path } of delivery)
      holds(this.name, status === 'sent' || reason !== undefined, path, 'withheld without a reason');
  },
};

/** Signatures of accepted issuers go out byte for byte; others never do. */
const signaturesUntouched: Law<ModelRequest> = {
  name: 'signatures untouched',
  check(codec, request) {
    const { value, delivery } = codec.request.encode(request);
    const body = stringifyJson(value);
    const sent = new Set(delivery.filter(({ status }) => status === 'sent').map(({ path }) => path));
    for (const { path, part } of partsOf(request.messages)) {
      if (part.type !== 'thinking' || part.signatures === undefined) continue;
      for (const { issuer, value: signature } of part.signatures) {
        const isIn = body.includes(stringifyJson(signature));
        if (!codec.capabilities.issuers.includes(issuer))
          holds(this.name, !isIn, path, `a signature of ${issuer} went out`);
        else if (sent.has(path)) holds(this.name, isIn, path, 'the signature is missing');
      }
    }
  },
};

/** Thinking and calls that travel keep their order within each message. */
const orderKept: Law<ModelRequest> = {
  name: 'order kept',
  check(codec, request) {
    const { value, losses } = codec.request.encode(request);
    if (losses.some(({ code }) => code === 'order-changed' || code === 'parts-merged')) return;
    const returned = codec.request.decode(value).messages;
    const kinds = (messages: readonly Message[]): string[] =>
      partsOf(messages)
        .map(({ part }) => part.type)
        .filter((type) => type === 'toolCall' || type === 'toolResult');
    const lost = losses.some(({ code }) => code === 'part-unsupported');
    if (!lost) same(this.name, kinds(returned), kinds(request.messages));
  },
};

/** The encoding of a longer transcript extends the encoding of the shorter one. */
const appendOnly: Law<ModelRequest> = {
  name: 'append-only',
  check(codec, request) {
    const whole = list(codec, request);
    const from = Math.max(1, request.messages.length - 4);
    for (let length = from; length < request.messages.length; length += 1) {
      const head = list(codec, { ...request, messages: request.messages.slice(0, length) });
      for (const [index, item] of head.entries())
        same(`${this.name} (${length} messages, item ${index})`, whole[index], item);
    }
  },
};

function list(codec: Codec, request: ModelRequest): readonly unknown[] {
  const { [codec.history]: items } = codec.request.encode(request).value;
  return Array.isArray(items) ? items : [];
}

/** Handing a request to the wire it came from is the identity. */
const handOffToSelf: Law<ModelRequest> = {
  name: 'hand-off to itself changes nothing',
  check(codec, request) {
    const { value } = codec.request.encode(request);
    same(this.name, handOffRequest(value, codec, codec).value, value);
  },
};

/** Encoding twice, and encoding a copy, give the same bytes: nothing depends on what is remembered. */
const memoryIsInvisible: Law<ModelRequest> = {
  name: 'memory is invisible',
  check(codec, request) {
    const first = stringifyJson(codec.request.encode(request));
    same(this.name, stringifyJson(codec.request.encode(request)), first);
    same(this.name, stringifyJson(codec.request.encode(structuredClone(request))), first);
  },
};

type Placed = { readonly path: string; readonly part: Part };

function partsOf(messages: readonly Message[]): Placed[] {
  return messages.flatMap(({ parts }, index) =>
    parts.map((part, order) => ({ part, path: `messages[${index}].parts[${order}]` })),
  );
}

function thinkingPaths(messages: readonly Message[]): string[] {
  return partsOf(messages)
    .filter(({ part }) => part.type === 'thinking')
    .map(({ path }) => path);
}

/** Without what a codec adds to remember where things came from. */
function plain(messages: readonly Message[]): unknown {
  return messages.map(({ role, parts }) => ({ role, parts: parts.map(bare) }));
}

function bare(part: Part): unknown {
  const { notes: _notes, ...rest } = part as Part & { readonly notes?: unknown };
  return rest;
}

export const transcriptLaws: readonly Law<ModelRequest>[] = [
  honestLoss,
  everyThinkingIsAccountedFor,
  signaturesUntouched,
  orderKept,
  appendOnly,
  handOffToSelf,
  memoryIsInvisible,
];
