/** Runs an agent on a scaffold, in a session. */
import {
  ThroughlineError,
  type AssistantMessage,
  type Message,
  type Transcript,
  type Usage,
} from '@throughline/core';
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

const busy = new WeakSet<Session>();

/**
 * @param input what the user says, or whole messages.
 * @throws ThroughlineError as `Model.reply` does, `config-invalid` when the session is in another run; the signal's reason on abort.
 * A run that throws leaves the session as it was.
 */
export async function run(
  agent: Agent,
  input: string | readonly Message[],
  options: RunOptions,
): Promise<RunResult> {
  const { session = createSession() } = options;
  if (busy.has(session))
    throw new ThroughlineError('config-invalid', 'the session is in another run', { path: 'session' });
  busy.add(session);
  try {
    return await runIn(session, agent, input, options);
  } finally {
    busy.delete(session);
  }
}

async function runIn(
  session: Session,
  agent: Agent,
  input: string | readonly Message[],
  options: RunOptions,
): Promise<RunResult> {
  const { model, scaffold = native(), signal = new AbortController().signal } = options;
  const before = session.transcript;
  const said: readonly Message[] =
    typeof input === 'string' ? [{ role: 'user', parts: [{ type: 'text', text: input }] }] : input;
  const opening = [...instructionsFor(agent, before), ...said];
  const emit = (event: AgentEvent): void => options.onEvent?.(event);
  const { messages, finish } = await scaffold.run({
    agent,
    model,
    history: [...before.messages, ...opening],
    signal,
    emit,
  });
  if (before.messages.length === 0 && agent.tools.length > 0) session.begin(toolDefinitions(agent));
  session.append(...opening, ...messages);
  const answers = messages.filter((message) => message.role === 'assistant');
  return {
    transcript: session.transcript,
    text: textOf(answers.at(-1)),
    steps: answers.length,
    finish,
    usage: totalOf(answers),
  };
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
