/** Saved sessions of known agents, as the request they would send next, and back into their files. */
import { ThroughlineError } from '@throughline/core';
import type { Agent, SavedSession } from './agent.ts';
import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { documentsOf, wholeDocument } from './documents.ts';
import { openCode } from './opencode.ts';
import { pi } from './pi.ts';

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
