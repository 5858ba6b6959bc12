/** Vercel's AI SDK: `streamText` and `generateText` with its own providers. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText, type LanguageModel, type ModelMessage } from 'ai';
import type { Said } from '../streams.ts';
import { bodySent, byFetch, nowhere, streaming } from './http.ts';
import type { Peer } from './peer.ts';
import { bySteps, stepsIn, type Step, type Steps } from './steps.ts';

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const models: { readonly [wire: string]: (fetch: typeof globalThis.fetch) => LanguageModel } = {
  'anthropic-messages': (fetch) => createAnthropic({ apiKey: 'none', baseURL: nowhere, fetch })('reference'),
  'openai-chat': (fetch) => createOpenAICompatible({ name: 'bench', baseURL: nowhere, fetch })('reference'),
};

function modelOf(wire: string, fetch: typeof globalThis.fetch): LanguageModel {
  const create = models[wire];
  if (create === undefined) throw new Error(`no provider for ${wire}`);
  return create(fetch);
}

async function fold(wire: string, bytes: Uint8Array): Promise<Said> {
  const result = streamText({ model: modelOf(wire, streaming(bytes)), prompt: 'Go.', maxRetries: 0 });
  const [thinking, text, calls] = [await result.reasoningText, await result.text, await result.toolCalls];
  return {
    ...(thinking !== undefined && { thinking }),
    text,
    arguments: calls.map(({ input }) => JSON.stringify(input)).join(''),
  };
}

function messagesOf({ user, steps }: Steps): ModelMessage[] {
  return [{ role: 'user', content: user }, ...steps.flatMap(messagesOfStep)];
}

function messagesOfStep(step: Step): ModelMessage[] {
  const signature = step.signature !== undefined && {
    providerOptions: { anthropic: { signature: step.signature } },
  };
  return [
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: step.thinking, ...signature },
        { type: 'text', text: step.text },
        { type: 'tool-call', toolCallId: step.callId, toolName: step.name, input: step.input },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: step.callId,
          toolName: step.name,
          output: { type: 'text', value: step.result },
        },
      ],
    },
  ];
}

function send(wire: string, body: string): Promise<string> {
  const read = stepsIn[wire] as (body: string) => Steps;
  const steps = read(body);
  return bodySent(wire, (fetch) =>
    generateText({
      model: modelOf(wire, fetch),
      instructions: steps.system,
      messages: messagesOf(steps),
      maxOutputTokens: 1024,
      maxRetries: 0,
    }),
  );
}

export const peer: Peer = {
  name: 'AI SDK',
  packages: ['ai', '@ai-sdk/anthropic', '@ai-sdk/openai-compatible'],
  streamsBy: byFetch,
  streams: {
    'anthropic-messages': (bytes) => fold('anthropic-messages', bytes),
    'openai-chat': (bytes) => fold('openai-chat', bytes),
  },
  requestsBy: bySteps,
  requests: {
    'anthropic-messages': async (body) => ({
      wire: 'anthropic-messages',
      body: await send('anthropic-messages', body),
    }),
    'openai-chat': async (body) => ({
      wire: 'openai-chat',
      dialect: 'deepseek',
      body: await send('openai-chat', body),
    }),
  },
};
