/** The toolset at the end of a session: what it began with, and every change since. */
import { sameJson } from './json.ts';
import type { ToolDefinition, ToolsetPart } from './parts.ts';
import type { Message } from './transcript.ts';

type Tools = readonly ToolDefinition[] | undefined;

/** `undefined` where no toolset was ever said. A tool added again replaces the one of its name. */
export function toolsAfter(tools: Tools, messages: readonly Message[]): Tools {
  // Only system messages may hold a change; looking no further keeps long sessions cheap.
  const changes = messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ parts }) => parts.filter((part) => part.type === 'toolset'));
  return toolsWith(tools, changes);
}

/** The same for changes that were already found, in order. */
export function toolsWith(tools: Tools, changes: readonly ToolsetPart[]): Tools {
  return changes.reduce(change, tools);
}

function change(tools: Tools, { added, removed }: ToolsetPart): Tools {
  const before = tools === undefined ? [] : tools;
  const news =
    added === undefined ? [] : added.filter((tool) => !before.some((other) => sameJson(other, tool)));
  const gone = new Set<string | undefined>([
    ...(removed === undefined ? [] : removed),
    ...news.flatMap((tool) => (tool.type === 'function' ? [tool.name] : [])),
  ]);
  const kept = before.filter(
    (tool) => !gone.has(nameOf(tool)) || added?.some((other) => sameJson(other, tool)) === true,
  );
  return [...kept, ...news];
}

function nameOf(tool: ToolDefinition): string | undefined {
  return tool.type === 'function' ? tool.name : undefined;
}
