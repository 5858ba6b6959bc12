/** `@earendil-works/pi-ai`: its streams and its messages. */
import { stream as streamMessages } from '@earendil-works/pi-ai/api/anthropic-messages';
import { stream as streamCompletions } from '@earendil-works/pi-ai/api/openai-completions';
import {
  normalizeContext,
  type Api,
  type AssistantMessage,
  type Message,
  type Model,
} from '@earendil-works/pi-ai';
import type { Said } from '../streams.ts';
import { bodySent, byFetch, nowhere, streaming } from './http.ts';
import type { Peer } from './peer.ts';
import { bySteps, stepsIn, type Step, type Steps } from './steps.ts';

function model<Name extends Api>(api: Name): Model<Name> {
  return {
    id: 'reference',
    name: 'reference',
    api,
    provider: 'bench',
    baseUrl: nowhere,
    reasoning: true,
    input: ['text'],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 1_000_000,
    maxTokens: 1024,
  } as unknown as Model<Name>;
}
const models = {
  'anthropic-messages': model('anthropic-messages'),
  'openai-chat': model('openai-completions'),
};
const options = (
  fetch: typeof globalThis.fetch,
): { apiKey: string; fetch: typeof fetch; maxRetries: number } => ({
  apiKey: 'none',
  fetch,
  maxRetries: 0,
});
const start = normalizeContext({ messages: [{ role: 'user', content: 'Go.', timestamp: 1 }] });

function said({ content, stopReason, errorMessage }: AssistantMessage): Said {
  if (stopReason === 'error') throw new Error(errorMessage);
  return {
    thinking: content.map((part) => (part.type === 'thinking' ? part.thinking : '')).join(''),
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    arguments: content
      .map((part) => (part.type === 'toolCall' ? JSON.stringify(part.arguments) : ''))
      .join(''),
  };
}

function messagesOf(
  { steps, user }: Steps,
  { api, provider, id }: Model<Api>,
  reasoningField: string | undefined,
): Message[] {
  const spoken = (step: Step): Message => ({
    role: 'assistant',
    content: [
      {
        type: 'thinking',
        thinking: step.thinking,
        // For Chat Completions this slot holds the name of the field the thinking came in. (1.5.2, read 2026-11-25)
        ...((step.signature ?? reasoningField) !== undefined && {
          thinkingSignature: (step.signature ?? reasoningField) as string,
        }),
      },
      { type: 'text', text: step.text },
      { type: 'toolCall', id: step.callId, name: step.name, arguments: step.input as never },
    ],
    api,
    provider,
    model: id,
    usage: {
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 0,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
    stopReason: 'toolUse',
    timestamp: 1,
  });
  return [
    { role: 'user', content: user, timestamp: 1 },
    ...steps.flatMap((step): Message[] => [
      spoken(step),
      {
        role: 'toolResult',
        toolCallId: step.callId,
        toolName: step.name,
        content: [{ type: 'text', text: step.result }],
        isError: false,
        timestamp: 1,
      },
    ]),
  ];
}

function contextOf(
  body: string,
  wire: keyof typeof models,
  reasoningField?: string,
): ReturnType<typeof normalizeContext> {
  const read = stepsIn[wire] as (body: string) => Steps;
  const steps = read(body);
  return normalizeContext({
    systemPrompt: steps.system,
    messages: messagesOf(steps, models[wire], reasoningField),
  });
}

export const peer: Peer = {
  name: 'pi-ai',
  packages: ['@earendil-works/pi-ai'],
  streamsBy: byFetch,
  streams: {
    'anthropic-messages': async (bytes) =>
      said(await streamMessages(models['anthropic-messages'], start, options(streaming(bytes))).result()),
    'openai-chat': async (bytes) =>
      said(await streamCompletions(models['openai-chat'], start, options(streaming(bytes))).result()),
  },
  requestsBy: bySteps,
  requests: {
    'anthropic-messages': async (body) => ({
      wire: 'anthropic-messages',
      body: await bodySent('anthropic-messages', async (fetch) =>
        streamMessages(models['anthropic-messages'], contextOf(body, 'anthropic-messages'), {
          ...options(fetch),
          thinkingEnabled: true,
        }).result(),
      ),
    }),
    'openai-chat': async (body) => ({
      wire: 'openai-chat',
      dialect: 'deepseek',
      body: await bodySent('openai-chat', async (fetch) =>
        streamCompletions(
          models['openai-chat'],
          contextOf(body, 'openai-chat', 'reasoning_content'),
          options(fetch),
        ).result(),
      ),
    }),
  },
};
