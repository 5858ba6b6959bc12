/** Which messages and parts of an OpenCode session are sent. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { fieldOf, listOf, textOf } from './documents.ts';
import type { Place } from './draft.ts';

export type SentPart = { readonly part: JsonObject; readonly place: Place };

export type SentMessage = {
  readonly role: 'user' | 'assistant';
  /** Of the model that is asked next: others' metadata stays behind. */
  readonly isOwn: boolean;
  readonly parts: readonly SentPart[];
};

export function sentMessages(
  messages: readonly JsonObject[],
  provider: string | undefined,
  model: string | undefined,
): SentMessage[] {
  const start = startOf(messages);
  return messages.flatMap((message, index): SentMessage[] => {
    const { info } = message;
    const role = textOf(info, 'role');
    if (index < start || (role !== 'user' && role !== 'assistant') || isFailed(message)) return [];
    const isOwn = textOf(info, 'providerID') === provider && textOf(info, 'modelID') === model;
    return [{ role, isOwn, parts: partsOf(message, index) }];
  });
}

function partsOf(message: JsonObject, index: number): SentPart[] {
  return listOf(message, 'parts').flatMap((part, order) =>
    isJsonObject(part) ? [{ part, place: { document: 0, path: ['messages', index, 'parts', order] } }] : [],
  );
}

/** Replies that failed are not sent again, save for those that were stopped and had got beyond thinking. */
function isFailed(message: JsonObject): boolean {
  const error = fieldOf(message['info'], 'error');
  if (!isJsonObject(error)) return false;
  const isStopped = error['name'] === 'MessageAbortedError';
  return !isStopped || !listOf(message, 'parts').some((part) => !beforeWords.has(textOf(part, 'type')));
}

const beforeWords: ReadonlySet<unknown> = new Set(['step-start', 'reasoning']);

/** A compaction is asked for by the user, and done by the reply that summarises; what came before it is not sent. */
function startOf(messages: readonly JsonObject[]): number {
  const done = new Set(
    messages.flatMap(({ info }) => {
      const isDone = Boolean(fieldOf(info, 'summary')) && Boolean(fieldOf(info, 'finish'));
      return isDone && fieldOf(info, 'error') === undefined ? [textOf(info, 'parentID')] : [];
    }),
  );
  const at = messages.findLastIndex(
    (message) => compactionIn(message) !== undefined && done.has(textOf(message['info'], 'id')),
  );
  const tail = textOf(compactionIn(messages[at]), 'tail_start_id');
  const kept = messages.findIndex(({ info }) => tail !== undefined && textOf(info, 'id') === tail);
  return kept === -1 ? Math.max(at, 0) : Math.min(kept, at);
}

function compactionIn(message: JsonObject | undefined): unknown {
  if (textOf(message?.['info'], 'role') !== 'user') return undefined;
  return listOf(message, 'parts').find((part) => textOf(part, 'type') === 'compaction');
}

/** What became of a call, as the model is told. */
export function resultOf(part: JsonObject): { readonly text: string | undefined; readonly isError: boolean } {
  const { state } = part;
  const status = textOf(state, 'status');
  if (status === 'completed') {
    const isCleared = Boolean(fieldOf(fieldOf(state, 'time'), 'compacted'));
    return {
      text: isCleared ? '[Old tool result content cleared]' : textOf(state, 'output'),
      isError: false,
    };
  }
  const metadata = fieldOf(state, 'metadata');
  const partial = fieldOf(metadata, 'interrupted') === true ? textOf(metadata, 'output') : undefined;
  if (partial !== undefined) return { text: partial, isError: false };
  return {
    text: status === 'error' ? textOf(state, 'error') : '[Tool execution was interrupted]',
    isError: true,
  };
}

/** What the user's parts say; files and directories that were read in are texts already. */
export function wordsOf({ part }: SentPart): string | undefined {
  if (part['type'] === 'text') return part['ignored'] === true ? undefined : textOf(part, 'text');
  if (part['type'] === 'compaction') return 'What did we do so far?';
  return part['type'] === 'subtask' ? 'The following tool was executed by the user' : undefined;
}

/** A picture or document of the user. */
export function fileIn({ part }: SentPart): { readonly type: string; readonly url: string } | undefined {
  const [type, url] = [textOf(part, 'mime'), textOf(part, 'url')];
  if (part['type'] !== 'file' || type === undefined || url === undefined) return undefined;
  return type.startsWith('image/') || type === 'application/pdf' ? { type, url } : undefined;
}
