/** LangChain: `stream` and `invoke` of its chat models. */
import { ChatAnthropic } from '@langchain/anthropic';
import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type AIMessageChunk,
  type BaseMessage,
} from '@langchain/core/messages';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ChatOpenAI } from '@langchain/openai';
import type { Said } from '../streams.ts';
import { bodySent, byFetch, nowhere, streaming } from './http.ts';
import type { Peer } from './peer.ts';
import { bySteps, stepsIn, type Step, type Steps } from './steps.ts';

type Fetch = typeof globalThis.fetch;

const models: { readonly [wire: string]: (fetch: Fetch) => BaseChatModel } = {
  'anthropic-messages': (fetch) =>
    new ChatAnthropic({
      apiKey: 'none',
      model: 'reference',
      maxTokens: 1024,
      maxRetries: 0,
      anthropicApiUrl: nowhere,
      clientOptions: { fetch },
    }),
  'openai-chat': (fetch) =>
    new ChatOpenAI({
      apiKey: 'none',
      model: 'reference',
      maxRetries: 0,
      useResponsesApi: false,
      configuration: { baseURL: nowhere, fetch },
    }),
};

function modelOf(wire: string, fetch: Fetch): BaseChatModel {
  const create = models[wire];
  if (create === undefined) throw new Error(`no chat model for ${wire}`);
  return create(fetch);
}

async function fold(wire: string, bytes: Uint8Array): Promise<Said> {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of await modelOf(wire, streaming(bytes)).stream('Go.'))
    whole = whole === undefined ? chunk : whole.concat(chunk);
  if (whole === undefined) throw new Error('no chunk came');
  const { content, additional_kwargs: more, tool_calls: calls } = whole;
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const texts = (field: string): string =>
    blocks.map((block) => ((block as { [key: string]: unknown })[field] ?? '') as string).join('');
  const beside = more['reasoning_content'];
  return {
    thinking: typeof beside === 'string' ? beside : texts('thinking'),
    text: texts('text'),
    arguments: (calls ?? []).map(({ args }) => JSON.stringify(args)).join(''),
  };
}

/** Where each wire's thinking lives in a message. */
const spoken: { readonly [wire: string]: (step: Step) => AIMessage } = {
  'anthropic-messages': ({ thinking, signature, text, ...step }) =>
    new AIMessage({
      content: [
        { type: 'thinking', thinking, signature },
        { type: 'text', text },
        { type: 'tool_use', id: step.callId, name: step.name, input: step.input },
      ],
      tool_calls: [{ id: step.callId, name: step.name, args: step.input, type: 'tool_call' }],
    }),
  'openai-chat': ({ thinking, text, ...step }) =>
    new AIMessage({
      content: text,
      additional_kwargs: { reasoning_content: thinking },
      tool_calls: [{ id: step.callId, name: step.name, args: step.input, type: 'tool_call' }],
    }),
};

function messagesOf({ system, user, steps }: Steps, wire: string): BaseMessage[] {
  const speak = spoken[wire] as (step: Step) => AIMessage;
  return [
    new SystemMessage(system),
    new HumanMessage(user),
    ...steps.flatMap((step) => [
      speak(step),
      new ToolMessage({ content: step.result, tool_call_id: step.callId, name: step.name }),
    ]),
  ];
}

function send(wire: string, body: string): Promise<string> {
  const read = stepsIn[wire] as (body: string) => Steps;
  const messages = messagesOf(read(body), wire);
  return bodySent(wire, (fetch) => modelOf(wire, fetch).invoke(messages));
}

export const peer: Peer = {
  name: 'LangChain',
  packages: ['@langchain/core', '@langchain/anthropic', '@langchain/openai'],
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
