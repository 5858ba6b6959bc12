/** What an agent asks of a model. */
import type { FunctionTool, Message, ModelRequest } from '@throughline/core';
import type { Agent } from './scaffold.ts';

const known = new WeakMap<Agent, readonly FunctionTool[]>();

/** The agent's tools as a model sees them; the same array every time, so that what was encoded is remembered. */
export function toolDefinitions(agent: Agent): readonly FunctionTool[] {
  const found = known.get(agent);
  if (found !== undefined) return found;
  const made = agent.tools.map(({ name, description, inputSchema }): FunctionTool => ({
    type: 'function',
    name,
    description,
    inputSchema,
  }));
  known.set(agent, made);
  return made;
}

/** The model adds its name and settings. */
export function requestFor(agent: Agent, messages: readonly Message[]): ModelRequest {
  const tools = toolDefinitions(agent);
  return { messages, settings: {}, ...(tools.length > 0 && { tools }) };
}
