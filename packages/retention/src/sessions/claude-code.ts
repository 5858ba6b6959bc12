/**
 * Claude Code: a JSON object a line, linked by `uuid` and `parentUuid`; blocks of one reply stand on lines of their own that
 * share `message.id`. (~/.claude/projects, versions 2.0 to 2.1, as described by several independent readers, read 2026-11)
 */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { conversation, isMessage, isToolResult, messageId, type Line } from './claude-chain.ts';
import { fieldOf, listOf, textOf, type Document } from './documents.ts';
import { savedSession, type Origin, type Origins, type Settle } from './draft.ts';
import { relinked, type Links } from './links.ts';
import type { Agent } from './agent.ts';

type Message = { readonly role: string; readonly content: JsonObject[] };

export const claudeCode: Agent = {
  name: 'claude-code',
  files: 'lines',
  recognises: (documents) =>
    documents.some(
      ({ entry }) => entry !== undefined && isMessage({ document: 0, entry }) && 'uuid' in entry,
    ),
  read(documents) {
    const lines = conversation(documents);
    const origins: Origins = new Map();
    const model = lines.map(modelOf).findLast((name) => name !== undefined);
    const { messages, makers } = messagesOf(lines, origins);
    return savedSession({
      agent: 'claude-code',
      wire: 'anthropic-messages',
      ...(model !== undefined && { model }),
      request: { ...(model !== undefined && { model }), messages },
      makers: messages.map((message) => makers.get(message)),
      shape: { history: 'messages', hasContent: true },
      documents,
      origins,
      settle: settleIn(documents),
    });
  },
};

/** Lines that the client wrote itself name a model that is none. */
function modelOf({ entry }: Line): string | undefined {
  const name = entry['type'] === 'assistant' ? textOf(entry['message'], 'model') : undefined;
  return name?.startsWith('<') === true ? undefined : name;
}

type Conversation = {
  readonly messages: readonly Message[];
  readonly makers: ReadonlyMap<Message, string>;
};

/** Lines of one reply are one message, also where results of its first calls came in between; user lines in a row are one too. */
function messagesOf(lines: readonly Line[], origins: Origins): Conversation {
  const messages: Message[] = [];
  const makers = new Map<Message, string>();
  let open: { readonly id: string | undefined; readonly message: Message } | undefined;
  for (const line of lines) {
    const blocks = blocksOf(line, origins);
    const id = messageId(line);
    const last = messages.at(-1);
    if (line.entry['type'] === 'assistant') {
      if (open !== undefined && id !== undefined && open.id === id) open.message.content.push(...blocks);
      else {
        open = { id, message: { role: 'assistant', content: blocks } };
        messages.push(open.message);
        const maker = modelOf(line);
        if (maker !== undefined) makers.set(open.message, maker);
      }
      continue;
    }
    if (last?.role === 'user') last.content.push(...blocks);
    else messages.push({ role: 'user', content: blocks });
    if (!isToolResult(line)) open = undefined;
  }
  return { messages, makers };
}

function blocksOf({ document, entry }: Line, origins: Origins): JsonObject[] {
  const content = fieldOf(entry['message'], 'content');
  const add = (block: JsonObject, origin: Origin): JsonObject => {
    origins.set(block, origin);
    return block;
  };
  const path = ['message', 'content'];
  if (typeof content === 'string')
    return [add({ type: 'text', text: content }, { places: [{ document, path: [] }], change: asText(path) })];
  return listOf(entry['message'], 'content').flatMap((block, index) =>
    isJsonObject(block) ? [add(block, { places: [{ document, path: [...path, index] }] })] : [],
  );
}

/** A block that stands in the file as a bare text can only become another text. */
function asText(path: readonly string[]): NonNullable<Origin['change']> {
  return ({ type, text, ...rest }) =>
    type === 'text' && typeof text === 'string' && Object.keys(rest).length === 0
      ? [{ path, value: text }]
      : undefined;
}

const links: Links = { id: 'uuid', parent: 'parentUuid', references: ['logicalParentUuid', 'leafUuid'] };

/** A line without any block left goes whole. */
function settleIn(documents: readonly Document[]): Settle {
  return (removed) => {
    const left = new Map<number, number>();
    for (const { document, path } of removed) {
      const all = listOf(documents[document]?.entry?.['message'], 'content').length;
      left.set(document, path.length === 0 ? 0 : (left.get(document) ?? all) - 1);
    }
    const gone = new Set([...left].filter(([, count]) => count === 0).map(([document]) => document));
    return { gone, edits: relinked(documents, gone, links) };
  };
}
