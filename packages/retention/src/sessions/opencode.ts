/**
 * OpenCode: one JSON document, as `opencode export` writes it; parts in a shape of its own, with the metadata of the AI SDK.
 * (anomalyco/opencode, packages/opencode/src/session/message-v2.ts and cli/cmd/export.ts, read 2026-11)
 */
import { isJsonObject, ThroughlineError, type JsonObject } from '@throughline/core';
import { fieldOf, listOf, textOf } from './documents.ts';
import { savedSession, type Origins } from './draft.ts';
import { anthropicMessages } from './opencode-anthropic.ts';
import { sentMessages, type SentMessage } from './opencode-path.ts';
import { responsesItems } from './opencode-responses.ts';
import type { Agent } from './agent.ts';

export const openCode: Agent = {
  name: 'opencode',
  files: 'one document',
  recognises: ([document]) => {
    const entry = document?.entry;
    const messages = fieldOf(entry, 'messages');
    return Array.isArray(messages) && isJsonObject(fieldOf(entry, 'info')) && messages.every(hasParts);
  },
  read(documents) {
    const messages = listOf(documents[0]?.entry, 'messages').filter(isJsonObject);
    const { provider, model } = modelIn(messages);
    const sent = sentMessages(messages, provider, model);
    const { wire, history, build } = wireOf(provider, sent);
    const origins: Origins = new Map();
    return savedSession({
      agent: 'opencode',
      wire,
      ...(model !== undefined && { model }),
      request: { ...(model !== undefined && { model }), [history]: build(sent, origins) },
      shape: { history, hasContent: history === 'messages' },
      documents,
      origins,
    });
  },
};

function hasParts(message: unknown): boolean {
  return isJsonObject(fieldOf(message, 'info')) && Array.isArray(fieldOf(message, 'parts'));
}

/** Replies name their model in two fields, questions in one. */
function modelIn(messages: readonly JsonObject[]): { readonly provider?: string; readonly model?: string } {
  const info = messages.at(-1)?.['info'];
  const named = textOf(info, 'modelID') === undefined ? fieldOf(info, 'model') : info;
  const [provider, model] = [textOf(named, 'providerID'), textOf(named, 'modelID')];
  return { ...(provider !== undefined && { provider }), ...(model !== undefined && { model }) };
}

const anthropic = { wire: 'anthropic-messages', history: 'messages', build: anthropicMessages };
const responses = { wire: 'openai-responses', history: 'input', build: responsesItems };

/** By what the session holds: the metadata of its parts is named after the SDK that spoke, which tells more than the provider's name. */
const wires: { readonly [sdk: string]: typeof anthropic | typeof responses } = {
  anthropic,
  openai: responses,
};

function wireOf(
  provider: string | undefined,
  sent: readonly SentMessage[],
): typeof anthropic | typeof responses {
  const metadata = sent.flatMap(({ isOwn, parts }) =>
    isOwn ? parts.map(({ part }) => fieldOf(part, 'metadata')).filter(isJsonObject) : [],
  );
  const names = [
    ...metadata.flatMap((fields) => Object.keys(fields)),
    ...(provider === undefined ? [] : [provider]),
  ];
  const name = names.find((found) => Object.hasOwn(wires, found));
  const found = name === undefined ? undefined : wires[name];
  if (found !== undefined) return found;
  throw new ThroughlineError(
    'format-invalid',
    `OpenCode sessions are read for ${Object.keys(wires).join(' and ')}; this one goes on with ${provider}`,
  );
}
