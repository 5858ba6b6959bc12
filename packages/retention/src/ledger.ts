/** What a ledger is: it remembers what each reply held, so that a later request can be compared with it. */
import type { JsonObject, JsonValue } from '@throughline/core';

/** Who made a reply, as far as it is known. */
export type Origin = {
  readonly wire: string;
  readonly model?: string | undefined;
  /** The model that was asked, which may be an alias of the one that answered. */
  readonly asked?: string | undefined;
  /** Who can read its proofs; from the rule. */
  readonly issuer: string;
  readonly endpoint?: string | undefined;
  readonly organization?: string | undefined;
};

/** A reply, with what was sent for it. Plain JSON, so that a ledger may write it down. */
export type Remembered = {
  /** Names what was sent and what came back, together: equal ids mean equal prefixes. */
  readonly id: string;
  readonly origin: Origin;
  /** The name of the reply as an entry of a history. */
  readonly name: string;
  /** The reply as a history holds it. */
  readonly items: readonly JsonValue[];
  /** Tokens that its thinking took, where the reply told. */
  readonly thinkingTokens?: number | undefined;
  /** It was interrupted: only finished blocks are here. */
  readonly isCut: boolean;
  /** The keys it is found under. */
  readonly keys: readonly string[];
  /** Names the users' words before it. */
  readonly turn: string;
  /** The reply before it in the same conversation. */
  readonly previous?: string | undefined;
  readonly sent: Sent;
};

/** A request as it was really sent: names of its parts, in order. Histories that begin alike share what they have in common. */
export type Sent = {
  /** The remembered reply up to which this request is the same; its own parts come first. */
  readonly parent?: string | undefined;
  /** Names of the parts behind that: first of the head (instructions, tools) where there is no parent, then of each entry. */
  readonly parts: readonly string[];
  /** Instructions and tools, verbatim. */
  readonly head: JsonObject;
  /** The setting that turns thinking on, verbatim. */
  readonly thinking?: JsonValue | undefined;
};

export type MaybePromise<T> = T | Promise<T>;

export type Ledger = {
  /** For each key what is remembered under it, oldest first. Tenants never see each other's. */
  find(keys: readonly string[], tenant?: string): MaybePromise<readonly (readonly Remembered[])[]>;
  add(remembered: Remembered, tenant?: string): MaybePromise<void>;
};
