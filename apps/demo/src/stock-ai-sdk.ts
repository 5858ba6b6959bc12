/** The Vercel AI SDK as it comes: its own providers, nothing of Throughline between model and loop. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { executeTool, type Agent } from '@throughline/agent';
import { isStepCount, jsonSchema, tool, ToolLoopAgent, type LanguageModel, type ToolSet } from 'ai';
import { settingsOf, textOf, type StockRun } from './stock.ts';

type ProviderOptions = NonNullable<ConstructorParameters<typeof ToolLoopAgent>[0]['providerOptions']>;
type Stock = { readonly model: LanguageModel; readonly providerOptions: ProviderOptions };

export const createAnthropicStock: StockRun = (job) => {
  const provider = createAnthropic(settingsOf(job));
  return drive(job, {
    model: provider(job.model),
    providerOptions: { anthropic: { thinking: { type: 'adaptive' } } },
  });
};

export const createOpenAICompatibleStock: StockRun = (job) => {
  const provider = createOpenAICompatible({ name: 'stock', ...settingsOf(job) });
  return drive(job, { model: provider(job.model), providerOptions: {} });
};

export const createOpenRouterStock: StockRun = (job) =>
  drive(job, { model: createOpenRouter(settingsOf(job)).chat(job.model), providerOptions: {} });

async function drive(
  { agent, input, mode, signal }: Parameters<StockRun>[0],
  { model, providerOptions }: Stock,
): Promise<void> {
  const { instructions, maxSteps } = agent;
  const loop = new ToolLoopAgent({
    model,
    tools: toolsOf(agent, signal),
    stopWhen: isStepCount(maxSteps),
    maxRetries: 0,
    providerOptions,
    ...(instructions !== undefined && { instructions }),
  });
  if (mode === 'generate') {
    await loop.generate({ prompt: input, abortSignal: signal });
    return;
  }
  const streamed = await loop.stream({ prompt: input, abortSignal: signal });
  for await (const part of streamed.stream) if (part.type === 'error') throw part.error;
}

function toolsOf(agent: Agent, signal: AbortSignal): ToolSet {
  const entries = agent.tools.map(({ name, description, inputSchema }) => [
    name,
    tool({
      description,
      inputSchema: jsonSchema(inputSchema),
      execute: async (input: unknown, { toolCallId }) => {
        const call = {
          type: 'toolCall',
          callId: toolCallId,
          name,
          arguments: JSON.stringify(input),
        } as const;
        return textOf(await executeTool(agent.tools, call, signal));
      },
    }),
  ]);
  return Object.fromEntries(entries) as ToolSet;
}
