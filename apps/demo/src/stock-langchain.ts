/** LangChain as it comes: its own chat models, nothing of Throughline between model and loop. */
import { ChatAnthropic } from '@langchain/anthropic';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { tool } from '@langchain/core/tools';
import { ChatDeepSeek } from '@langchain/deepseek';
import { ChatOpenAI } from '@langchain/openai';
import { ChatOpenRouter } from '@langchain/openrouter';
import { executeTool } from '@throughline/agent';
import { createAgent } from 'langchain';
import { fetchingWith } from './global-fetch.ts';
import { textOf, type StockJob, type StockRun } from './stock.ts';

type ClientTool = NonNullable<Parameters<typeof createAgent>[0]['tools']>[number];

const apiKey = 'simulated';

export const chatAnthropicStock: StockRun = (job) =>
  drive(
    job,
    new ChatAnthropic({
      model: job.model,
      apiKey,
      anthropicApiUrl: job.baseURL.replace(/\/v1$/, ''),
      maxTokens: 4096,
      maxRetries: 0,
      thinking: { type: 'adaptive' },
      streaming: job.mode === 'stream',
      ...(job.fetch !== undefined && { clientOptions: { fetch: job.fetch } }),
    }),
  );

export const chatOpenAIStock: StockRun = (job) => drive(job, new ChatOpenAI(openAIFields(job)));

export const chatDeepSeekStock: StockRun = (job) => drive(job, new ChatDeepSeek(openAIFields(job)));

/** It takes no `fetch`: it calls the runtime's own. */
export const chatOpenRouterStock: StockRun = async (job) =>
  fetchingWith(job.fetch, async () =>
    drive(job, new ChatOpenRouter({ model: job.model, apiKey, baseURL: job.baseURL })),
  );

function openAIFields({ model, baseURL, mode, fetch }: StockJob): {
  model: string;
  apiKey: string;
  maxRetries: number;
  streaming: boolean;
  configuration: { baseURL: string; fetch?: typeof globalThis.fetch };
} {
  const configuration = { baseURL, ...(fetch !== undefined && { fetch }) };
  return { model, apiKey, maxRetries: 0, streaming: mode === 'stream', configuration };
}

async function drive(job: StockJob, model: BaseChatModel): Promise<void> {
  const { agent, input, mode, signal } = job;
  const loop = createAgent({
    model,
    tools: toolsOf(job),
    ...(agent.instructions !== undefined && { systemPrompt: agent.instructions }),
  });
  const state = { messages: [{ role: 'user' as const, content: input }] };
  // Each step is a model node and a tools node.
  const options = { recursionLimit: agent.maxSteps * 2 + 1, signal };
  if (mode === 'generate') {
    await loop.invoke(state, options);
    return;
  }
  const chunks = await loop.stream(state, { ...options, streamMode: 'messages' });
  for await (const _chunk of chunks);
}

function toolsOf({ agent, signal }: StockJob): ClientTool[] {
  return agent.tools.map(
    ({ name, description, inputSchema }) =>
      tool(
        async (input: unknown, config: { toolCall?: { id?: string } }) => {
          const call = {
            type: 'toolCall',
            callId: String(config.toolCall?.id),
            name,
            arguments: JSON.stringify(input),
          } as const;
          return textOf(await executeTool(agent.tools, call, signal));
        },
        { name, description, schema: inputSchema as { type: 'object' } },
      ) as unknown as ClientTool,
  );
}
