/** Saved sessions of known agents, as the request they would send next, and back into their files. */
import { ThroughlineError, type JsonObject } from '@throughline/core';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { documentsOf, wholeDocument, type Document } from './documents.ts';
import { openCode } from './opencode.ts';
import { pi } from './pi.ts';

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

const agents: readonly Agent[] = [openCode, codex, pi, claudeCode];

export const knownAgents: readonly string[] = agents.map(({ name }) => name);

/**
 * @param options.agent One of `knownAgents`; without it, the file's content decides.
 * @throws ThroughlineError `config-invalid` on an unknown agent, `format-invalid` where the text is no session of one.
 */
export function readSession(text: string, options: { readonly agent?: string } = {}): SavedSession {
  const { agent: name } = options;
  const candidates = name === undefined ? agents : agents.filter((agent) => agent.name === name);
  if (candidates.length === 0)
    throw new ThroughlineError(
      'config-invalid',
      `expected one of ${knownAgents.join(', ')}, found "${name}"`,
      {
        path: 'agent',
      },
    );
  for (const agent of candidates) {
    const documents = agent.files === 'lines' ? documentsOf(text) : [wholeDocument(text)];
    if (agent.recognises(documents)) return agent.read(documents);
  }
  const expected = candidates.map((agent) => agent.name).join(', ');
  throw new ThroughlineError('format-invalid', `not a saved session of ${expected}`);
}
