/** What a simulated provider does on its wire. Everything here works on raw JSON, never through a codec, so that no codec can hide its own fault. */
import type { JsonObject, Message, Part } from '@throughline/core';
import type { Policy } from './view.ts';

/** A piece of an assistant message, as it stands on the wire. */
export type Unit = {
  readonly kind: 'thinking' | 'text' | 'call';
  /** All of it, exactly: equal identities mean nothing was changed. */
  readonly identity: string;
  /** What is left recognisable when its shape was changed: the readable text, or the opaque value. */
  readonly gist: string;
  /** A call's arguments, exactly as they stand. */
  readonly written?: { readonly callId: string; readonly text: string };
};

export type Refusal = { readonly status: number; readonly body: JsonObject };

export type Minted = { readonly reply: JsonObject; readonly units: readonly Unit[] };

export type SessionOptions = {
  readonly wire: 'anthropic-messages' | 'openai-chat';
  /** Of chat: who answers. */
  readonly dialect?: string;
  readonly policy: Policy;
  /** The name of the model; a request for another one is refused. Default: any. */
  readonly model?: string;
  /** Of Anthropic: which generation's rules hold. Default `adaptive`. */
  readonly mode?: 'manual' | 'adaptive' | 'preserved';
  /** What kind of thinking is minted. `mixed` rotates signed, omitted and redacted. Default `signed`. */
  readonly thinking?: 'signed' | 'omitted' | 'redacted' | 'unsigned' | 'mixed';
  /** `without-thinking` hides all thinking from the policy, whatever came back. */
  readonly view?: 'as-sent' | 'without-thinking';
  /** Bytes per write of a stream. Default 97. */
  readonly pieceSize?: number;
};

/** What a session remembers of what it minted; the policy never sees it. */
export type Ledger = { readonly options: SessionOptions; readonly id: string; readonly replies: Minted[] };

export type Provider = {
  check(body: JsonObject, headers: Headers, ledger: Ledger): Refusal | undefined;
  /** The units of each assistant message of a request. */
  read(body: JsonObject, ledger: Ledger): readonly (readonly Unit[])[];
  /** What the model would have seen. */
  view(body: JsonObject, headers: Headers, ledger: Ledger): readonly Message[];
  mint(parts: readonly Part[], body: JsonObject, headers: Headers, ledger: Ledger): Minted;
  frames(reply: JsonObject, body: JsonObject): readonly string[];
  /** What must stay the same between requests, and what may only grow. */
  prefix(body: JsonObject): { readonly head: string; readonly messages: readonly string[] };
  /** An error body for what is wrong before any rule of this wire. */
  invalid(message: string): JsonObject;
};
