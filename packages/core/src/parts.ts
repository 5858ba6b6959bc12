/** The pieces a message is made of. Plain readonly JSON data; grammar and examples in SPEC.md. */
import type { JsonObject, JsonValue } from './json.ts';

/** What one wire said beyond this model: fields it does not know, and how a known thing was spelled. */
export type WireNotes = {
  /** Fields without a place in the model, verbatim; sent back on the same wire only. */
  readonly extra?: JsonObject;
  /** Spellings needed to write the same JSON again, e.g. `{ content: 'string' }`; never sent. */
  readonly form?: { readonly [name: string]: string };
};

/** Keyed by wire id, e.g. `anthropic-messages`. */
export type Notes = { readonly [wire: string]: WireNotes };

/** An opaque provider value that proves a part's origin. Compared and copied, never parsed. */
export type Signature = {
  /** Who can read it: the provider it must go back to, and only to it. */
  readonly issuer: string;
  /** The issuer's name for this kind of value, e.g. `thinking`, `redacted`, `reasoning.encrypted`. */
  readonly kind: string;
  readonly value: string;
};

export type TextPart = {
  readonly type: 'text';
  readonly text: string;
  readonly signatures?: readonly Signature[];
  readonly notes?: Notes;
};

/** How much of the thinking its text shows. */
export type Visibility = 'full' | 'summary' | 'redacted' | 'encrypted' | 'omitted';

export type ThinkingPart = {
  readonly type: 'thinking';
  /** Absent where the wire has no text slot (redacted, encrypted); `''` is a value of its own. */
  readonly text?: string;
  readonly visibility: Visibility;
  readonly signatures?: readonly Signature[];
  readonly id?: string;
  readonly notes?: Notes;
};

export type ToolCallPart = {
  readonly type: 'toolCall';
  readonly callId: string;
  readonly name: string;
  /** The arguments as the model wrote them: JSON text, or text that failed to be JSON. */
  readonly arguments: string;
  /** The wire's id of the item itself, where that differs from the call id. */
  readonly id?: string;
  readonly signatures?: readonly Signature[];
  readonly notes?: Notes;
};

export type JsonPart = { readonly type: 'json'; readonly value: JsonValue; readonly notes?: Notes };

export type ToolResultPart = {
  readonly type: 'toolResult';
  readonly callId: string;
  readonly name?: string;
  readonly content: readonly ResultContent[];
  readonly isError?: boolean;
  readonly notes?: Notes;
};

export type ResultContent = TextPart | MediaPart | JsonPart | OpaquePart;

export type MediaSource =
  | { readonly type: 'data'; readonly data: string }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'file'; readonly id: string };

export type MediaPart = {
  readonly type: 'media';
  readonly kind: 'image' | 'audio' | 'video' | 'file';
  /** `data` is base64. */
  readonly source: MediaSource;
  readonly mediaType?: string;
  readonly name?: string;
  readonly signatures?: readonly Signature[];
  readonly notes?: Notes;
};

export type RefusalPart = { readonly type: 'refusal'; readonly text: string; readonly notes?: Notes };

export type SourcePart = {
  readonly type: 'source';
  readonly url?: string;
  readonly title?: string;
  readonly quote?: string;
  readonly notes?: Notes;
};

/** Anything the model does not know, verbatim: server tools, compaction, fallback, blocks of next year. */
export type OpaquePart = {
  readonly type: 'opaque';
  readonly wire: string;
  readonly kind: string;
  readonly value: JsonValue;
  /** What it says in plain words, for wires that cannot carry it: the summary of a compaction. Never sent where `value` goes. */
  readonly text?: string;
};

/** A change of the toolset in mid-session; lives in a system message. */
export type ToolsetPart = {
  readonly type: 'toolset';
  readonly added?: readonly ToolDefinition[];
  readonly removed?: readonly string[];
};

export type Part =
  | TextPart
  | ThinkingPart
  | ToolCallPart
  | ToolResultPart
  | MediaPart
  | RefusalPart
  | SourcePart
  | OpaquePart
  | ToolsetPart;

export type PartType = Part['type'];

export type FunctionTool = {
  readonly type: 'function';
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema?: JsonObject;
  readonly notes?: Notes;
};

/** A tool the provider runs, verbatim. */
export type OpaqueTool = { readonly type: 'opaque'; readonly wire: string; readonly value: JsonValue };

export type ToolDefinition = FunctionTool | OpaqueTool;
