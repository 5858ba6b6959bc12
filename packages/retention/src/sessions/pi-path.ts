/** Which lines of a pi session are sent, and to which model. */
import { isJsonObject, ThroughlineError, type JsonObject } from '@throughline/core';
import { fieldOf, listOf, textOf, type Document } from './documents.ts';
import type { Place } from './draft.ts';
import type { Path } from './spans.ts';

export type PiLine = { readonly document: number; readonly entry: JsonObject };

/** A message as pi sends it on, and where it stands. */
export type PiMessage = {
  readonly role: 'user' | 'assistant' | 'toolResult';
  readonly message: JsonObject;
  readonly document: number;
  /** Where its content is; absent where the text was made of something else. */
  readonly content?: Path;
};

export type PiModel = { readonly name: string; readonly provider: string; readonly api: string };

export function sentLines(documents: readonly Document[]): {
  readonly path: readonly PiLine[];
  readonly sent: readonly PiMessage[];
} {
  const path = pathIn(documents);
  return { path, sent: afterCompaction(path).flatMap(messageOf) };
}

/** From the root to the last line. The first version of the format had no links. */
function pathIn(documents: readonly Document[]): PiLine[] {
  const lines = documents.flatMap(({ entry }, document) =>
    entry === undefined || entry['type'] === 'session' ? [] : [{ document, entry }],
  );
  if (lines.every(({ entry }) => !('id' in entry))) return lines;
  const byId = new Map(lines.map((line) => [textOf(line.entry, 'id'), line]));
  const path = new Set<PiLine>();
  for (let line = lines.at(-1); line !== undefined && !path.has(line);) {
    path.add(line);
    const parent = textOf(line.entry, 'parentId');
    line = parent === undefined ? undefined : byId.get(parent);
  }
  return [...path].toReversed();
}

/** The summary comes first, then what the latest compaction kept, then all that followed. */
function afterCompaction(path: readonly PiLine[]): readonly PiLine[] {
  const at = path.findLastIndex(({ entry }) => entry['type'] === 'compaction');
  const compaction = path[at];
  if (compaction === undefined) return path;
  const first = textOf(compaction.entry, 'firstKeptEntryId');
  const kept = path.findIndex(({ entry }) => first !== undefined && textOf(entry, 'id') === first);
  return [compaction, ...(kept === -1 ? [] : path.slice(kept, at)), ...path.slice(at + 1)];
}

type Read = (line: PiLine) => PiMessage[];

const readers: { readonly [type: string]: Read } = {
  message: ({ document, entry }) => spoken(entry['message'], document),
  custom_message: ({ document, entry }) => [{ role: 'user', message: entry, document, content: ['content'] }],
  compaction: ({ document, entry }) => told(entry['summary'], document),
  branch_summary: ({ document, entry }) => told(entry['summary'], document),
};

function messageOf(line: PiLine): PiMessage[] {
  const { type } = line.entry;
  const read = typeof type === 'string' && Object.hasOwn(readers, type) ? readers[type] : undefined;
  return read?.(line) ?? [];
}

const content: Path = ['message', 'content'];

/** Replies that failed or were stopped are not sent again. */
function spoken(message: unknown, document: number): PiMessage[] {
  const role = textOf(message, 'role');
  const found = message as JsonObject;
  if (role === 'user' || role === 'toolResult') return [{ role, message: found, document, content }];
  if (role === 'custom' || role === 'hookMessage')
    return [{ role: 'user', message: found, document, content }];
  if (role === 'bashExecution' && found['excludeFromContext'] !== true)
    return told([textOf(found, 'command'), textOf(found, 'output')].join('\n'), document);
  if (role !== 'assistant') return [];
  const reason = found['stopReason'];
  return reason === 'error' || reason === 'aborted' ? [] : [{ role, message: found, document, content }];
}

/** A text that pi says in the user's name. */
function told(text: unknown, document: number): PiMessage[] {
  return typeof text === 'string' && text !== ''
    ? [{ role: 'user', message: { content: text }, document }]
    : [];
}

/** The model of the last reply or change of model; how it is spoken to shows in a reply of the same provider. */
export function modelAt(path: readonly PiLine[]): PiModel {
  const replies = path.filter(({ entry }) => textOf(entry['message'], 'role') === 'assistant');
  const last = path.findLast(
    (line) => line.entry['type'] === 'model_change' || replies.includes(line),
  )?.entry;
  const isChange = last?.['type'] === 'model_change';
  const provider = textOf(isChange ? last : last?.['message'], 'provider');
  const name = isChange ? textOf(last, 'modelId') : textOf(last?.['message'], 'model');
  const reply = replies.findLast(({ entry }) => textOf(entry['message'], 'provider') === provider);
  const api = textOf(reply?.entry['message'], 'api');
  if (provider === undefined || name === undefined || api === undefined)
    throw new ThroughlineError('format-invalid', 'the session does not say which API it goes on with');
  return { name, provider, api };
}

export function isOf({ name, provider, api }: PiModel, message: JsonObject): boolean {
  return message['model'] === name && message['provider'] === provider && message['api'] === api;
}

export type PiBlock = {
  readonly block: JsonObject;
  readonly places: readonly Place[];
  /** Where it stands in its line; a bare text stands for the whole content. */
  readonly path: Path | undefined;
  readonly isBare: boolean;
};

/** The blocks of a message; a bare text counts as one, and goes with its line. Texts without any word are never sent. */
export function blocksOf({ message, document, content: path }: PiMessage): PiBlock[] {
  const said = fieldOf(message, 'content');
  if (typeof said === 'string') {
    const places = path === undefined ? [] : [{ document, path: [] }];
    return said.trim() === '' ? [] : [{ block: { type: 'text', text: said }, places, path, isBare: true }];
  }
  return listOf(message, 'content').flatMap((block, index) => {
    const isBlank = textOf(block, 'type') === 'text' && textOf(block, 'text')?.trim() === '';
    if (!isJsonObject(block) || isBlank || path === undefined) return [];
    const own = [...path, index];
    return [{ block, places: [{ document, path: own }], path: own, isBare: false }];
  });
}
