/** A session: a transcript that grows. */
import {
  sameJson,
  ThroughlineError,
  toolsAfter,
  version,
  type FunctionTool,
  type Message,
  type Part,
  type ToolDefinition,
  type ToolsetPart,
  type Transcript,
} from '@throughline/core';
import { toolDefinitions } from './request.ts';
import type { Agent } from './scaffold.ts';

export type Session = {
  readonly transcript: Transcript;
  append(...messages: readonly Message[]): void;
  /**
   * Says which tools the session begins with.
   * @throws ThroughlineError `transcript-invalid` once the session has messages: a later change is a message.
   */
  begin(tools: readonly ToolDefinition[]): void;
};

/** Continues a stored transcript, or starts an empty one. */
export function createSession(transcript?: Transcript): Session {
  let current: Transcript = transcript ?? { version, messages: [] };
  return {
    get transcript() {
      return current;
    },
    append(...messages) {
      current = { ...current, messages: [...current.messages, ...messages] };
    },
    begin(tools) {
      if (current.messages.length > 0)
        throw new ThroughlineError('transcript-invalid', 'the session has begun already', { path: 'tools' });
      current = { ...current, tools };
    },
  };
}

/**
 * The messages that bring a session to an agent's instructions and tools: the system message at the head of an empty session, a
 * further one where they changed. What was said before is never edited, since providers bind thinking to it.
 */
export function instructionsFor(agent: Agent, { messages, tools }: Transcript): readonly Message[] {
  const { instructions } = agent;
  const isNews = instructions !== undefined && instructions !== lastInstructions(messages);
  const change =
    messages.length === 0 ? undefined : toolsetChange(toolsAfter(tools, messages), toolDefinitions(agent));
  const parts: Part[] = [
    ...(isNews ? [{ type: 'text' as const, text: instructions }] : []),
    ...(change === undefined ? [] : [change]),
  ];
  return parts.length === 0 ? [] : [{ role: 'system', parts }];
}

function lastInstructions(messages: readonly Message[]): string | undefined {
  const said = messages.flatMap(({ role, parts }) =>
    role === 'system' ? parts.filter((part) => part.type === 'text') : [],
  );
  return said.at(-1)?.text;
}

function toolsetChange(
  before: readonly ToolDefinition[] | undefined,
  after: readonly FunctionTool[],
): ToolsetPart | undefined {
  const added = after.filter((tool) => before?.some((other) => sameJson(other, tool)) !== true);
  const functions = before === undefined ? [] : before.filter((tool) => tool.type === 'function');
  const removed = functions
    .map(({ name }) => name)
    .filter((name) => !after.some((tool) => tool.name === name));
  if (added.length === 0 && removed.length === 0) return undefined;
  return { type: 'toolset', ...(added.length > 0 && { added }), ...(removed.length > 0 && { removed }) };
}
