/** The OpenAI Agents SDK as it comes, on Chat Completions: nothing of Throughline between model and loop. */
import { Agent, OpenAIProvider, Runner, tool, type Tool } from '@openai/agents';
import { executeTool } from '@throughline/agent';
import OpenAI from 'openai';
import { settingsOf, textOf, type StockJob, type StockRun } from './stock.ts';

export const openAIProviderStock: StockRun = async (job) => {
  const { agent, input, model, mode, signal } = job;
  const openAIClient = new OpenAI({ ...settingsOf(job), maxRetries: 0 });
  const modelProvider = new OpenAIProvider({ openAIClient, useResponses: false });
  const runner = new Runner({ modelProvider, tracingDisabled: true });
  const { name, instructions, maxSteps: maxTurns } = agent;
  const theirs = new Agent({
    name,
    model,
    tools: toolsOf(job),
    ...(instructions !== undefined && { instructions }),
  });
  if (mode === 'generate') {
    await runner.run(theirs, input, { maxTurns, signal });
    return;
  }
  const streamed = await runner.run(theirs, input, { maxTurns, signal, stream: true });
  await streamed.completed;
};

function toolsOf({ agent, signal }: StockJob): Tool[] {
  return agent.tools.map(({ name, description, inputSchema }) =>
    tool({
      name,
      description,
      parameters: inputSchema as never,
      strict: false,
      execute: async (args: unknown, _context, details) => {
        const call = {
          type: 'toolCall',
          callId: String(details?.toolCall?.callId),
          name,
          arguments: JSON.stringify(args),
        } as const;
        return textOf(await executeTool(agent.tools, call, signal));
      },
    }),
  );
}
