/** Plugs in: a scaffold that runs an agent in LangChain's own `createAgent`. */
import type { BaseMessage } from '@langchain/core/messages';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { observe, type Job, type Observed, type Outcome, type Scaffold } from '@throughline/agent';
import { createAgent, createMiddleware } from 'langchain';
import { fromLangChainMessages } from './decode.ts';
import { resultMessage, toLangChainMessages, unknownTool } from './encode.ts';
import { chatModel } from './model.ts';

export type LangChainOptions = {
  /** Which of the framework's ways to run a model: whole, in chunks, or as content-block events. Default `generate`. */
  readonly mode?: 'generate' | 'stream' | 'events';
};

/** The agent in LangChain's own loop. */
export function langchain({ mode = 'generate' }: LangChainOptions = {}): Scaffold {
  return { name: 'langchain', run: (job) => runIn(job, mode) };
}

type Mode = NonNullable<LangChainOptions['mode']>;

async function runIn(job: Job, mode: Mode): Promise<Outcome> {
  const before = toLangChainMessages(job.history);
  try {
    const after = await drive(loopOf(job), before, mode, job);
    const messages = fromLangChainMessages(after.slice(before.length));
    return { messages, finish: messages.at(-1)?.role === 'assistant' ? 'answered' : 'step-limit' };
  } catch (error) {
    job.signal.throwIfAborted();
    throw error;
  }
}

type Loop = ReturnType<typeof createAgent>;
type State = { readonly messages: readonly BaseMessage[] };

async function drive(
  loop: Loop,
  messages: BaseMessage[],
  mode: Mode,
  { signal, agent }: Job,
): Promise<readonly BaseMessage[]> {
  // A step is a few nodes of the graph; how many model calls there are is the middleware's business.
  const config = { signal, recursionLimit: agent.maxSteps * 8 + 20 };
  const input = { messages } as never;
  if (mode === 'generate') return ((await loop.invoke(input, config)) as State).messages;
  if (mode === 'events')
    return eventsEnd(await loop.streamEvents(input, { ...config, version: 'v3' } as never));
  let last: State = { messages };
  for await (const [kind, value] of (await loop.stream(input, {
    ...config,
    streamMode: ['messages', 'values'],
  } as never)) as AsyncIterable<[string, unknown]>) {
    if (kind === 'values') last = value as State;
  }
  return last.messages;
}

type EventRun = AsyncIterable<unknown> & { readonly output: Promise<State> };

async function eventsEnd(started: unknown): Promise<readonly BaseMessage[]> {
  const run = started as EventRun;
  const output = run.output;
  for await (const _event of run);
  return (await output).messages;
}

function loopOf(job: Job): Loop {
  const { agent } = job;
  const { model, execute, steps } = observe(job);
  const limit = createMiddleware({
    name: 'ThroughlineStepLimit',
    beforeModel: {
      canJumpTo: ['end'],
      hook: () => (steps() >= agent.maxSteps ? { jumpTo: 'end' as const } : undefined),
    },
  });
  const known = agent.tools.map(({ name, description }) => toolOf(name, description, execute));
  const unknown = toolOf(unknownTool, 'Answers calls of tools that do not exist.', execute);
  return createAgent({ model: chatModel(model), tools: [...known, unknown], middleware: [limit] } as never);
}

type RunConfig = { readonly toolCall?: { readonly id?: string } };

/** The framework's tool: it finds the call as the model wrote it, and leaves our result whole. */
function toolOf(name: string, description: string, execute: Observed['execute']): DynamicStructuredTool {
  return new DynamicStructuredTool({
    name,
    description,
    schema: { type: 'object' },
    func: async (_input: unknown, _manager: unknown, config: RunConfig | undefined) =>
      resultMessage(await execute(String(config?.toolCall?.id)), name),
  } as never);
}
