/** Mastra as it comes, with the AI SDK's provider: nothing of Throughline between model and loop. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { Agent, type MastraLanguageModel, type ToolsInput } from '@mastra/core/agent';
import { noopLogger } from '@mastra/core/logger';
import { createTool } from '@mastra/core/tools';
import { executeTool } from '@throughline/agent';
import { settingsOf, textOf, type StockJob, type StockRun } from './stock.ts';

export const mastraStock: StockRun = async (job) => {
  const { agent, input, mode, signal, model } = job;
  const theirs = new Agent({
    id: agent.name,
    name: agent.name,
    instructions: agent.instructions ?? '',
    // Its own type of a model promises more than the AI SDK's models of the same version.
    model: createAnthropic(settingsOf(job))(model) as unknown as MastraLanguageModel,
    tools: toolsOf(job),
  });
  // It would print what a provider refuses; the table says that.
  theirs.__setLogger(noopLogger);
  const options = {
    maxSteps: agent.maxSteps,
    abortSignal: signal,
    providerOptions: { anthropic: { thinking: { type: 'adaptive' } } },
  } as const;
  if (mode === 'generate') {
    await theirs.generate(input, options);
    return;
  }
  const streamed = await theirs.stream(input, options);
  for await (const chunk of streamed.fullStream) if (chunk.type === 'error') throw chunk.payload.error;
};

function toolsOf({ agent, signal }: StockJob): ToolsInput {
  const entries = agent.tools.map(({ name, description, inputSchema }) => [
    name,
    createTool({
      id: name,
      description,
      inputSchema: inputSchema as never,
      execute: async (args: unknown, { agent: within }) => {
        const call = {
          type: 'toolCall',
          callId: String(within?.toolCallId),
          name,
          arguments: JSON.stringify(args),
        } as const;
        return textOf(await executeTool(agent.tools, call, signal));
      },
    }),
  ]);
  return Object.fromEntries(entries) as ToolsInput;
}
