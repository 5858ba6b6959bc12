/** What a saved session is, and what it takes to read those of one agent. */
import type { JsonObject } from '@throughline/core';
import type { Document } from './documents.ts';

export type SavedSession = {
  readonly agent: string;
  readonly wire: string;
  readonly dialect?: string;
  readonly model?: string;
  /** The request the agent would send next, as far as the file tells: settings, tools and most prompts are not in it. */
  readonly request: JsonObject;
  /** By place in the history: the model that made this entry, where the file tells. */
  readonly makers?: readonly (string | undefined)[];
  /** Where in the file a block of the request stands, e.g. `line 7: message.content[0]`. */
  placeOf(block: JsonObject): string | undefined;
  /**
   * The session file with the changes of a repaired request taken over; all else stays as it was, byte for byte. Blocks that
   * the repair kept must be the same objects, or equal to them.
   * @throws ThroughlineError `format-invalid` with the place of a change that the file cannot hold.
   */
  write(repaired: JsonObject): string;
};

export type Agent = {
  readonly name: string;
  readonly files: 'lines' | 'one document';
  recognises(documents: readonly Document[]): boolean;
  read(documents: readonly Document[]): SavedSession;
};
