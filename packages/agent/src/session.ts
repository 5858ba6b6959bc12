/** A session: a transcript that grows. */
import { sameJson, toolsAfter, version, type FunctionTool, type Message, type Part, type ToolDefinition, type ToolsetPart, type Transcript } from '@throughline/core';
import { toolDefinitions } from './request.ts';
import type { Agent } from './scaffold.ts';

export type Session = { readonly transcript: Transcript; append(...messages: readonly Message[]): void };

/** Continues a stored transcript, or starts an empty one. Its tools are those of the first agent that runs in it. */
export function createSession(transcript?: Transcript): Session {
  let current: Transcript = transcript ?? { version, messages: [] };
  return {
    get transcript() {
      return current;
    },
    append(...messages) {
      current = { ...current, messages: [...current.messages, ...messages] };
    },
  };
}

/**
 * The messages that bring a session to an agent's instructions: the system message at the head of an empty session, a further
 * system message where they changed. What was said before is never edited, since providers bind thinking to it.
 */
export function instructionsFor(agent: Agent, { messages, tools }: Transcript): readonly Message[] {
  const parts: Part[] = [];
  if (agent.instructions !== undefined && agent.instructions !== lastInstructions(messages)) parts.push({ type: 'text', text: agent.instructions });
  const change = messages.length === 0 ? undefined : toolsetChange(toolsAfter(tools, messages), toolDefinitions(agent));
  if (change !== undefined) parts.push(change);
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

function lastInstructions(messages: readonly Message[]): string | undefined {
  const said = messages.flatMap(({ role, parts }) => (role === 'system' ? parts.filter((part) => part.type === 'text') : []));
  return said.at(-1)?.text;
}

function toolsetChange(before: readonly ToolDefinition[] | undefined, after: readonly FunctionTool[]): ToolsetPart | undefined {
  const added = after.filter((tool) => before?.some((other) => sameJson(other, tool)) !== true);
  const gone = before?.filter((tool) => tool.type === 'function' && !after.some(({ name }) => name === tool.name));
  const removed = gone === undefined ? [] : gone.flatMap((tool) => (tool.type === 'function' ? [tool.name] : []));
  if (added.length === 0 && removed.length === 0) return undefined;
  return { type: 'toolset', ...(added.length > 0 && { added }), ...(removed.length > 0 && { removed }) };
}
