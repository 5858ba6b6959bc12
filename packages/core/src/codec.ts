/** The contract every codec signs: both directions of three shapes, losses as values. */
import type { StreamEvent } from './events.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { PartType } from './parts.ts';
import type { ModelRequest, Reply } from './transcript.ts';

export const lossCodes = [
  'part-unsupported', // the wire has no place for this part
  'field-unsupported', // the part travels, a field of it does not
  'setting-unsupported',
  'order-changed', // parts travel, but the wire fixes another order
  'parts-merged', // two parts share one slot of the wire
  'message-regrouped', // one message became several, or several one
  'signature-foreign', // another issuer's proof, withheld
  'thinking-withheld',
  'thinking-disguised', // thinking travels as tagged text, because the caller asked for it
  'text-ambiguous', // the text would be read back as something else
  'edited', // a recorded spelling no longer says the same as the value beside it, so the value goes out anew
] as const;

export type LossCode = (typeof lossCodes)[number];

/** What a wire could not carry, e.g. `{ path: 'messages[3].parts[0]', code: 'thinking-withheld', detail: '…' }`. */
export type Loss = { readonly path: string; readonly code: LossCode; readonly detail: string };

/** What became of one thinking part in an encoded request. */
export type Delivery = {
  readonly path: string;
  readonly status: 'sent' | 'withheld';
  /** Why it was withheld; also `provider: …` once the provider reports that it dropped the part itself. */
  readonly reason?: string;
};

/** Thinking without a slot on the target: leave it out, send what is readable where a slot exists, or send it as tagged text. */
export type ThinkingPolicy = 'drop' | 'keep-readable' | 'tag';

export type EncodeOptions = {
  /** Applies to thinking minted elsewhere; a wire's own thinking always goes back. Default `keep-readable`. */
  readonly thinking?: ThinkingPolicy;
};

export type Encoded<Foreign> = {
  readonly value: Foreign;
  readonly losses: readonly Loss[];
  readonly delivery: readonly Delivery[];
};

export type Pair<Foreign, Ours> = {
  /** @throws ThroughlineError `format-invalid` with the path of the first field that has the wrong shape. */
  decode(foreign: unknown): Ours;
  encode(ours: Ours, options?: EncodeOptions): Encoded<Foreign>;
};

/** Reads one reply from the bytes of a stream, cut anywhere. */
export type StreamDecoder = {
  push(chunk: Uint8Array): readonly StreamEvent[];
  /**
   * The end of the bytes.
   * @throws ThroughlineError `stream-broken` when the stream stopped before its own end, `upstream-failed` when it carried an error.
   */
  end(): readonly StreamEvent[];
  /** What is complete so far: finished parts only. */
  partial(): Reply;
};

/** Writes a stream, one event at a time: UTF-8 wire text (SSE frames or lines), or bytes where the wire is not text. */
export type StreamEncoder = { push(event: StreamEvent): string | Uint8Array };

export type Stream = { decoder(): StreamDecoder; encoder(): StreamEncoder; readonly contentType: string };

export type Capabilities = {
  /** Parts with a native place on this wire; all others are losses. */
  readonly parts: readonly PartType[];
  /** Whether thinking keeps its place between the other parts of one message. */
  readonly thinkingBetweenParts: boolean;
  /** Whether thinking has any place on the way back. */
  readonly thinkingReturns: boolean;
  /** Visibilities this wire can mint and read back. */
  readonly visibilities: readonly string[];
  /** Issuers whose signatures may be sent here. */
  readonly issuers: readonly string[];
  /** The same for signatures on other parts than thinking, where that differs. */
  readonly partIssuers?: readonly string[];
  readonly roles: readonly string[];
  /** Whether tool results carry more than text. */
  readonly richToolResults: boolean;
  readonly toolErrorFlag: boolean;
};

export const errorKinds = [
  'invalid-request',
  'authentication',
  'permission',
  'not-found',
  'too-large',
  'rate-limit',
  'overloaded',
  'timeout',
  'internal',
  'other',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** A refusal or fault as a provider told it: in the body of an answer, or in the middle of a stream. */
export type ProviderError = {
  readonly kind: ErrorKind;
  readonly message?: string;
  /** The provider's word for the kind, e.g. `invalid_request_error`. */
  readonly word?: string;
  /** The wire it was told on. */
  readonly wire: string;
  /** What the provider sent, verbatim. */
  readonly body: JsonValue;
};

export type ErrorPair = {
  /** `undefined` where the body is no error of this wire. Never throws. */
  decode(body: unknown): ProviderError | undefined;
  /** An error of this wire goes out verbatim, one of another in this wire's shape. */
  encode(error: ProviderError): JsonValue;
};

export type Codec = {
  /** The wire's id, e.g. `anthropic-messages`; also the key of its notes. */
  readonly id: string;
  readonly dialect?: string;
  readonly capabilities: Capabilities;
  readonly request: Pair<JsonObject, ModelRequest>;
  readonly reply: Pair<JsonObject, Reply>;
  readonly stream: Stream;
  readonly error: ErrorPair;
  /** The delivery of an encoded request, completed by what the reply to it reports; only where the wire reports at all. */
  readonly reported?: (
    reply: Reply,
    request: ModelRequest,
    delivery: readonly Delivery[],
    options?: EncodeOptions,
  ) => readonly Delivery[];
  /** The field of a request that holds the session as a list which only grows, e.g. `messages`. */
  readonly history: string;
  /** Path below the base URL that takes a request, e.g. `/v1/messages`. `{model}` stands for the model's name. */
  readonly path: string;
  /** Path for a streamed reply, on wires that ask for one by path and not by a field of the request. */
  readonly streamPath?: string;
};
