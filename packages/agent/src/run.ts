/** Runs an agent on a scaffold, in a session. */
import type { AssistantMessage, Message, Transcript, Usage } from '@throughline/core';
import { native } from './native.ts';
import { toolDefinitions } from './request.ts';
import type { Agent, AgentEvent, Model, Outcome, Scaffold } from './scaffold.ts';
import { createSession, instructionsFor, type Session } from './session.ts';

export type RunOptions = {
  readonly model: Model;
  /** Default: the native loop. */
  readonly scaffold?: Scaffold;
  /** Continue this session; it grows by what the run adds. Default: a new one. */
  readonly session?: Session;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: AgentEvent) => void;
};

export type RunResult = {
  /** The whole session, this run included. */
  readonly transcript: Transcript;
  /** Text of the last answer. */
  readonly text: string;
  /** Model calls of this run. */
  readonly steps: number;
  readonly finish: Outcome['finish'];
  /** Tokens of this run, as far as the provider told. */
  readonly usage: Usage;
};

/**
 * @param input what the user says, or whole messages.
 * @throws ThroughlineError as `Model.reply` does; the signal's reason on abort. The session then holds the input and nothing half-done.
 */
export async function run(agent: Agent, input: string | readonly Message[], options: RunOptions): Promise<RunResult> {
  const { model, scaffold = native(), session = newSession(agent), signal = new AbortController().signal } = options;
  const said: readonly Message[] = typeof input === 'string' ? [{ role: 'user', parts: [{ type: 'text', text: input }] }] : input;
  session.append(...instructionsFor(agent, session.transcript), ...said);
  const emit = (event: AgentEvent): void => options.onEvent?.(event);
  const { messages, finish } = await scaffold.run({ agent, model, history: session.transcript.messages, signal, emit });
  session.append(...messages);
  const answers = messages.filter((message) => message.role === 'assistant');
  return { transcript: session.transcript, text: textOf(answers.at(-1)), steps: answers.length, finish, usage: totalOf(answers) };
}

function newSession(agent: Agent): Session {
  const tools = toolDefinitions(agent);
  return createSession({ version: 'throughline/1', messages: [], ...(tools.length > 0 && { tools }) });
}

function textOf(message: AssistantMessage | undefined): string {
  const texts = message?.parts.filter((part) => part.type === 'text');
  return texts === undefined ? '' : texts.map(({ text }) => text).join('');
}

const counted = ['input', 'output', 'thinking', 'cacheRead', 'cacheWrite'] as const;

function totalOf(answers: readonly AssistantMessage[]): Usage {
  const totals = counted.flatMap((name) => {
    const told = answers.flatMap(({ usage }) => (usage?.[name] === undefined ? [] : [usage[name]]));
    return told.length === 0 ? [] : [[name, told.reduce((sum, count) => sum + count, 0)] as const];
  });
  return Object.fromEntries(totals);
}
