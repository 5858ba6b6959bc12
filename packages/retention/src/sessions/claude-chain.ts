/** Which lines of a Claude Code file are the conversation that goes on, in the order they are sent. */
import { fieldOf, listOf, textOf, type Document } from './documents.ts';

export type Line = { readonly document: number; readonly entry: NonNullable<Document['entry']> };

/**
 * From the last message up to where the file, or the latest compaction, begins. Parallel calls branch off the chain, each
 * with its result; those branches belong to it.
 */
export function conversation(documents: readonly Document[]): Line[] {
  const lines = documents.flatMap(({ entry }, document) =>
    entry !== undefined && textOf(entry, 'uuid') !== undefined ? [{ document, entry }] : [],
  );
  const main = lines.some((line) => isMessage(line) && !isSidechain(line))
    ? lines.filter((line) => !isSidechain(line))
    : lines;
  const chain = chainTo(main.findLast(isMessage), main);
  return withBranches(chain, main).filter(isMessage).filter(isSent);
}

export function isMessage({ entry }: Line): boolean {
  const { type } = entry;
  return (type === 'user' || type === 'assistant') && fieldOf(entry, 'message') !== undefined;
}

export function messageId({ entry }: Line): string | undefined {
  return entry['type'] === 'assistant' ? textOf(entry['message'], 'id') : undefined;
}

export function isToolResult({ entry }: Line): boolean {
  return (
    entry['type'] === 'user' &&
    listOf(entry['message'], 'content').some((block) => fieldOf(block, 'type') === 'tool_result')
  );
}

function isSidechain({ entry }: Line): boolean {
  return entry['isSidechain'] === true;
}

/** Errors of the API are kept as messages of the assistant, and never sent. */
function isSent({ entry }: Line): boolean {
  return entry['isApiErrorMessage'] !== true;
}

function chainTo(last: Line | undefined, lines: readonly Line[]): Line[] {
  const byId = new Map(lines.map((line) => [textOf(line.entry, 'uuid'), line]));
  const chain = new Set<Line>();
  for (let line = last; line !== undefined && !chain.has(line);) {
    chain.add(line);
    const parent = textOf(line.entry, 'parentUuid');
    line = parent === undefined ? undefined : byId.get(parent);
  }
  return [...chain].toReversed();
}

function withBranches(chain: readonly Line[], lines: readonly Line[]): Line[] {
  const known = new Set(chain);
  const off = lines.filter((line) => !known.has(line));
  const members = Map.groupBy(lines, messageId);
  const results = Map.groupBy(off.filter(isToolResult), ({ entry }) => textOf(entry, 'parentUuid'));
  const lasts = new Map(chain.map((line) => [messageId(line), line]));
  return chain.flatMap((line) => {
    const id = messageId(line);
    if (id === undefined || lasts.get(id) !== line) return [line];
    const all = members.get(id) ?? [];
    const gave = all.flatMap(({ entry }) => results.get(textOf(entry, 'uuid')) ?? []);
    return [line, ...all.filter((other) => !known.has(other)), ...gave];
  });
}
