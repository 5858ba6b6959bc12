/** What is examined: one request, where it goes, and what its assistant messages were when the model sent them. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import type { Keys } from './keys.ts';
import type { Origin, Remembered } from './ledger.ts';
import type { Rule } from './rules/rule.ts';
import type { Anatomy, Block, Entry } from './wires/anatomy.ts';

/** A request on its way, and what is known of its target. */
export type Outgoing = {
  readonly wire: string;
  readonly request: JsonObject;
  readonly dialect?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Who answers there, where the endpoint itself is not known. */
  readonly provider?: string | undefined;
  /** The model, where it is not in the request. */
  readonly model?: string | undefined;
  readonly organization?: string | undefined;
  readonly policy?: string | { readonly [setting: string]: unknown } | undefined;
  /** Keeps conversations of different owners apart. */
  readonly tenant?: string | undefined;
};

/** One assistant entry of the request. */
export type Step = {
  readonly entry: Entry;
  /** Its place among the entries. */
  readonly index: number;
  readonly keys: Keys;
  /** Whether it belongs to the turn that is still going on. */
  readonly isOpen: boolean;
  /** What the model sent here. */
  readonly match?: Match | undefined;
  /** What another vendor's model sent here, on its own wire. */
  readonly crossed?: Match | undefined;
  /** It is, block for block, what the model sent. */
  readonly isWhole: boolean;
  /** Several replies fit equally well, and their thinking differs. */
  readonly isAmbiguous: boolean;
  /** What is remembered under the proofs and words of its blocks, whoever sent them. */
  readonly known: Known;
};

export type Match = { readonly remembered: Remembered; readonly blocks: readonly Block[] };

export type Known = ReadonlyMap<Block, readonly Remembered[]>;

export type Subject = {
  readonly outgoing: Outgoing;
  readonly request: JsonObject;
  readonly anatomy: Anatomy;
  readonly rule: Rule;
  readonly target: Origin;
  readonly items: readonly JsonValue[];
  readonly entries: readonly Entry[];
  readonly steps: readonly Step[];
  /** First entry of the turn that is still going on. */
  readonly openFrom: number;
  /** Whether the model that the request goes to reads proofs of this origin. */
  readonly reads: (origin: Origin) => boolean;
  /** `all`: thinking of finished turns goes back too, wherever the rule lets it. */
  readonly keep: 'rule' | 'all';
};

/**
 * A turn goes on until the assistant yields: says something without calling a tool, and somebody else goes on. What a user adds
 * while results still wait for an answer belongs to the open turn.
 */
export function openFromOf(entries: readonly Entry[]): number {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index] as Entry;
    const next = entries[index + 1];
    if (entry.role === 'assistant' && next !== undefined && next.role !== 'assistant' && !hasCalls(entry))
      return index + 1;
  }
  return 0;
}

export function hasCalls({ blocks }: Entry): boolean {
  return blocks.some(({ type }) => type === 'call');
}

export function hasThinking(blocks: readonly Block[]): boolean {
  return blocks.some(({ type }) => type === 'thinking');
}

/** The setting under a dotted path, e.g. `thinking.type`. */
export function settingAt(request: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = request;
  for (const key of path.split('.')) value = isJsonObject(value) ? value[key] : undefined;
  return value;
}

/** Settings that switch thinking off, by path and value. */
const switchedOff: readonly (readonly [path: string, value: JsonValue])[] = [
  ['thinking.type', 'disabled'],
  ['thinking', false],
  ['think', false],
  ['enable_thinking', false],
  ['chat_template_kwargs.enable_thinking', false],
  ['chat_template_kwargs.thinking', false],
  ['reasoning.enabled', false],
  ['reasoning.effort', 'none'],
  ['reasoning_effort', 'none'],
  ['additionalModelRequestFields.thinking.type', 'disabled'],
];

const asked = ['thinking', 'additionalModelRequestFields.thinking'];

export function isThinkingOff(request: JsonObject): boolean {
  return switchedOff.some(([path, value]) => settingAt(request, path) === value);
}

/** Whether the model will think: as the request says, else as is usual for the model. */
export function thinks({ request, rule }: Subject): boolean {
  if (rule.thinkingDefault === 'always') return true;
  if (isThinkingOff(request)) return false;
  return rule.thinkingDefault !== 'off' || asked.some((path) => settingAt(request, path) !== undefined);
}
