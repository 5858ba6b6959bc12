/** Plugs in: a `LanguageModelV4` behind our codecs, and a scaffold that runs an agent in `ToolLoopAgent`. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { observe, type Job, type Model, type Outcome, type Scaffold } from '@throughline/agent';
import {
  eventsOf,
  parseJson,
  stringifyJson,
  type FunctionTool,
  type JsonObject,
  type ModelRequest,
  type Reply,
  type Settings,
  type StreamEvent,
} from '@throughline/core';
import { isStepCount, jsonSchema, tool, ToolLoopAgent, type ModelMessage, type ToolSet } from 'ai';
import { decodePrompt, fromModelMessages } from './decode.ts';
import { encodeReply, outputOf, toModelMessages, unknownTool } from './encode.ts';
import { finishReason, usageOf } from './format.ts';
import { streamParts } from './stream.ts';

/** A model of ours for `generateText`, `streamText`, agents and middleware of the AI SDK. */
export function languageModel(model: Model): LanguageModelV4 {
  const ask = async (
    call: LanguageModelV4CallOptions,
    onEvent?: (event: StreamEvent) => void,
  ): Promise<Reply> =>
    model.reply(requestOf(call), {
      ...(onEvent && { onEvent }),
      ...(call.abortSignal && { signal: call.abortSignal }),
    });
  return {
    specificationVersion: 'v4',
    provider: model.provider ?? `throughline.${model.codec.id}`,
    modelId: model.name,
    supportedUrls: { '*/*': [/^https?:/] },
    async doGenerate(call) {
      const { message } = await ask(call);
      const { responseId, model: answered } = { responseId: undefined, model: undefined, ...message.origin };
      return {
        content: encodeReply(message, offeredIn(call)),
        finishReason: finishReason(message.stop),
        usage: usageOf(message.usage),
        warnings: [],
        response: {
          ...(responseId !== undefined && { id: responseId }),
          ...(answered !== undefined && { modelId: answered }),
        },
      };
    },
    async doStream(call) {
      return { stream: streamed((onEvent) => ask(call, onEvent), offeredIn(call)) };
    },
  };
}

/** A model that answers whole is told as a stream all the same. */
function streamed(
  ask: (onEvent: (event: StreamEvent) => void) => Promise<Reply>,
  offered: ReadonlySet<string> | undefined,
): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue({ type: 'stream-start', warnings: [] });
      let hasEnded = false;
      const tell = (event: StreamEvent): void => {
        if (event.type === 'error') return;
        hasEnded ||= event.type === 'reply-end';
        for (const part of streamParts(event, offered)) controller.enqueue(part);
      };
      try {
        const reply = await ask(tell);
        if (!hasEnded) for (const event of eventsOf(reply)) tell(event);
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
  });
}

function offeredIn({ tools }: LanguageModelV4CallOptions): ReadonlySet<string> | undefined {
  return tools === undefined ? undefined : new Set(tools.map(({ name }) => name));
}

function requestOf(call: LanguageModelV4CallOptions): ModelRequest {
  const tools = call.tools?.filter((one) => one.type === 'function').map(functionTool);
  return {
    messages: decodePrompt(call.prompt),
    settings: settingsOf(call),
    ...(tools !== undefined && tools.length > 0 && { tools }),
  };
}

function functionTool({ name, description, inputSchema }: LanguageModelV4FunctionTool): FunctionTool {
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    inputSchema: parseJson(stringifyJson(inputSchema)) as JsonObject,
  };
}

function settingsOf({
  maxOutputTokens,
  temperature,
  topP,
  stopSequences,
  toolChoice,
}: LanguageModelV4CallOptions): Settings {
  return {
    ...(maxOutputTokens !== undefined && { maxTokens: maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stopSequences !== undefined && { stopSequences }),
    // `auto` is what the framework says when nobody chose.
    ...(toolChoice !== undefined &&
      toolChoice.type !== 'auto' && {
        toolChoice:
          toolChoice.type === 'tool'
            ? { type: 'tool' as const, name: toolChoice.toolName }
            : { type: toolChoice.type },
      }),
  };
}

export type AiSdkOptions = {
  /** Which of the framework's two loops runs the agent. Default `generate`. */
  readonly mode?: 'generate' | 'stream';
};

/** The agent in the AI SDK's own `ToolLoopAgent`. */
export function aiSdk({ mode = 'generate' }: AiSdkOptions = {}): Scaffold {
  return { name: 'ai-sdk', run: (job) => runIn(job, mode) };
}

async function runIn(job: Job, mode: 'generate' | 'stream'): Promise<Outcome> {
  const { agent, signal } = job;
  const loop = new ToolLoopAgent({
    ...loopParts(job),
    stopWhen: isStepCount(agent.maxSteps),
    maxRetries: 0,
    allowSystemInMessages: true,
  });
  const call = { messages: toModelMessages(job.history), abortSignal: signal };
  try {
    const produced =
      mode === 'generate' ? (await loop.generate(call)).responseMessages : await streamedMessages(loop, call);
    return outcomeOf(produced);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function streamedMessages(
  loop: ToolLoopAgent<never, ToolSet>,
  call: { messages: ModelMessage[]; abortSignal: AbortSignal },
): Promise<readonly ModelMessage[]> {
  const result = await loop.stream(call);
  for await (const part of result.stream) if (part.type === 'error') throw part.error;
  call.abortSignal.throwIfAborted();
  return result.responseMessages;
}

function outcomeOf(produced: readonly ModelMessage[]): Outcome {
  const messages = fromModelMessages(produced);
  return { messages, finish: messages.at(-1)?.role === 'assistant' ? 'answered' : 'step-limit' };
}

type LoopParts = { readonly model: LanguageModelV4; readonly tools: ToolSet };

/** The framework's tools find the call as the model wrote it, and leave our result whole. */
function loopParts(job: Job): LoopParts {
  const { model, execute } = observe(job);
  const framed = (description: string): ToolSet[string] =>
    tool({
      description,
      inputSchema: jsonSchema({ type: 'object' }),
      execute: async (_input: unknown, { toolCallId }: { readonly toolCallId: string }) =>
        execute(toolCallId),
      toModelOutput: ({ output }) => outputOf(output) as never,
    }) as ToolSet[string];
  const known = job.agent.tools.map(({ name, description }) => [name, framed(description)] as const);
  const unknown = [unknownTool, framed('Answers calls of tools that do not exist.')] as const;
  return { model: languageModel(model), tools: Object.fromEntries([...known, unknown]) };
}
