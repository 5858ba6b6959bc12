/**
 * pi: a JSON object a line, linked by `id` and `parentId`; messages in a shape of its own, with what the provider signed.
 * (badlogic/pi-mono, packages/coding-agent/src/core/session-manager.ts and packages/ai/src/api, read 2026-11)
 */
import { isJsonObject, ThroughlineError } from '@throughline/core';
import { textOf, type Document } from './documents.ts';
import { savedSession, wholeOnes, type Origins, type Settle } from './draft.ts';
import { relinked } from './links.ts';
import { anthropicMessages } from './pi-anthropic.ts';
import { modelAt, sentLines, type PiModel } from './pi-path.ts';
import { responsesItems } from './pi-responses.ts';
import type { Agent } from './agent.ts';

export const pi: Agent = {
  name: 'pi',
  files: 'lines',
  recognises: (documents) => {
    const first = documents.find(({ entry }) => entry !== undefined)?.entry;
    return first?.['type'] === 'session' && typeof first['id'] === 'string';
  },
  read(documents) {
    const { path, sent } = sentLines(documents);
    const model = modelAt(path);
    const origins: Origins = new Map();
    const { wire, history, build } = wireOf(model);
    return savedSession({
      agent: 'pi',
      wire,
      model: model.name,
      request: { model: model.name, [history]: build(sent, model, origins) },
      shape: { history, hasContent: history === 'messages' },
      documents,
      origins,
      settle: settleIn(documents),
    });
  },
};

const anthropic = { wire: 'anthropic-messages', history: 'messages', build: anthropicMessages };
const responses = { wire: 'openai-responses', history: 'input', build: responsesItems };

const wires: { readonly [api: string]: typeof anthropic | typeof responses } = {
  'anthropic-messages': anthropic,
  'openai-responses': responses,
  'openai-codex-responses': responses,
  'azure-openai-responses': responses,
};

function wireOf({ api, provider }: PiModel): typeof anthropic | typeof responses {
  const found = Object.hasOwn(wires, api) ? wires[api] : undefined;
  if (found !== undefined) return found;
  throw new ThroughlineError(
    'format-invalid',
    `pi sessions are read for the APIs ${Object.keys(wires).join(', ')}; this one goes on with ${api} of ${provider}`,
  );
}

/** A line goes with its message; a message without content is never sent, so those lines may stay. */
function settleIn(documents: readonly Document[]): Settle {
  return (removed) => {
    const { gone } = wholeOnes(removed);
    const names = new Set([...gone].map((index) => textOf(documents[index]?.entry, 'id')));
    const isCut = documents.some(
      ({ entry }) => isJsonObject(entry) && names.has(textOf(entry, 'firstKeptEntryId')),
    );
    if (isCut)
      throw new ThroughlineError('format-invalid', 'cannot drop the message that a compaction begins with');
    return { gone, edits: relinked(documents, gone, { id: 'id', parent: 'parentId', references: [] }) };
  };
}
