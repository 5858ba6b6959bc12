/** Messages, transcripts, and what goes to a model and comes back from it. */
import type { JsonValue } from './json.ts';
import type { Notes, Part, ToolDefinition } from './parts.ts';

/** Where an assistant message was produced. */
export type Origin = {
  readonly wire: string;
  readonly provider?: string;
  readonly endpoint?: string;
  readonly model?: string;
  readonly responseId?: string;
  /** ISO 8601. */
  readonly time?: string;
  /** Fingerprint of the system, tools and history the message was produced under (`fingerprint`). */
  readonly context?: string;
};

export type StopReason =
  | 'end'
  | 'tool-calls'
  | 'length'
  | 'stop-sequence'
  | 'refusal'
  | 'content-filter'
  | 'paused'
  | 'context-full'
  | 'other';

export type Stop = {
  readonly reason: StopReason;
  /** The provider's word for it. */
  readonly raw?: string;
  readonly sequence?: string;
};

/** Tokens. `thinking` is part of `output` on every wire we know but Gemini, whose codec adds it. */
export type Usage = {
  readonly input?: number;
  readonly output?: number;
  readonly thinking?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** The provider's own report, verbatim. */
  readonly raw?: JsonValue;
};

export type SystemMessage = {
  readonly role: 'system';
  readonly parts: readonly Part[];
  readonly notes?: Notes;
};
export type UserMessage = { readonly role: 'user'; readonly parts: readonly Part[]; readonly notes?: Notes };

/** The results of one step, in order; parts after them are words the user sent along. */
export type ToolMessage = { readonly role: 'tool'; readonly parts: readonly Part[]; readonly notes?: Notes };

export type AssistantMessage = {
  readonly role: 'assistant';
  readonly parts: readonly Part[];
  readonly origin?: Origin;
  readonly stop?: Stop;
  readonly usage?: Usage;
  readonly notes?: Notes;
};

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;
export type Role = Message['role'];

export const version = 'throughline/1';

/** The ordered record of a session. Append-only: a change of prompt or toolset is a further system message. */
export type Transcript = {
  readonly version: typeof version;
  readonly tools?: readonly ToolDefinition[];
  readonly messages: readonly Message[];
};

export type ToolChoice =
  | { readonly type: 'auto' | 'none' | 'required' }
  | { readonly type: 'tool'; readonly name: string };

export type Settings = {
  readonly model?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
  readonly stream?: boolean;
  readonly toolChoice?: ToolChoice;
};

/** One call of a model: the transcript so far, the tools it may use, and how it shall answer. */
export type ModelRequest = {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[];
  readonly settings: Settings;
  readonly notes?: Notes;
};

/** What a model answered; `notes` hold the envelope's unknown fields. */
export type Reply = { readonly message: AssistantMessage; readonly notes?: Notes };
