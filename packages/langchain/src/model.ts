/** A `BaseChatModel` behind our codecs, with all three of the framework's ways to run one. */
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import type { BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import type { Model } from '@throughline/agent';
import {
  eventsOf,
  isJsonObject,
  parseJson,
  stringifyJson,
  type FunctionTool,
  type ModelRequest,
  type Reply,
  type StreamEvent,
} from '@throughline/core';
import { fromLangChainMessages } from './decode.ts';
import { encodeReply } from './encode.ts';
import { chunksOf, modelEvents } from './stream.ts';

type CallOptions = BaseChatModelCallOptions & { tools?: BindToolsInput[] };

/** A model of ours as LangChain's chat model. */
export class ThroughlineChatModel extends BaseChatModel<CallOptions> {
  readonly model: Model;

  constructor(model: Model) {
    super({ maxRetries: 0 });
    this.model = model;
  }

  _llmType(): string {
    return 'throughline';
  }

  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<CallOptions>,
  ): ReturnType<NonNullable<BaseChatModel<CallOptions>['bindTools']>> {
    return this.withConfig({ tools, ...kwargs });
  }

  async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const reply = await this.#ask(messages, options);
    const message = encodeReply(reply.message, offeredIn(options));
    return { generations: [{ message, text: textOf(reply) }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const event of this.#events(messages, options)) {
      for (const chunk of chunksOf(event, offeredIn(options))) {
        const generation = new ChatGenerationChunk(chunk);
        yield generation;
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
          chunk: generation,
        });
      }
    }
  }

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    for await (const event of this.#events(messages, options)) yield* modelEvents(event, offeredIn(options));
  }

  async #ask(
    messages: readonly BaseMessage[],
    options: this['ParsedCallOptions'],
    tell?: (event: StreamEvent) => void,
  ): Promise<Reply> {
    return this.model.reply(requestOf(messages, options), {
      ...(tell && { onEvent: tell }),
      ...(options.signal && { signal: options.signal }),
    });
  }

  /** Events as they come; a model that answers whole is told as a stream all the same. */
  async *#events(
    messages: readonly BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<StreamEvent> {
    const waiting: StreamEvent[] = [];
    let wake = (): void => {};
    let hasEnded = false;
    const asked = this.#ask(messages, options, (event) => {
      if (event.type === 'error') return;
      hasEnded ||= event.type === 'reply-end';
      waiting.push(event);
      wake();
    });
    const done = asked.then(() => 'done' as const);
    for (;;) {
      const woken = new Promise<'woken'>((resolve) => {
        wake = () => resolve('woken');
      });
      yield* waiting.splice(0);
      if (waiting.length === 0 && (await Promise.race([done, woken])) === 'done') break;
    }
    yield* waiting.splice(0);
    if (!hasEnded) yield* eventsOf(await asked);
  }
}

/** A model of ours for `createAgent`, chains and graphs. */
export function chatModel(model: Model): ThroughlineChatModel {
  return new ThroughlineChatModel(model);
}

function textOf({ message }: Reply): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

type Asked = { readonly tools?: BindToolsInput[]; readonly stop?: string[] };

function offeredIn({ tools }: Asked): ReadonlySet<string> | undefined {
  return tools === undefined ? undefined : new Set(tools.map(boundTool).map(({ name }) => name));
}

function requestOf(messages: readonly BaseMessage[], { tools, stop }: Asked): ModelRequest {
  return {
    messages: fromLangChainMessages(messages),
    settings: { ...(stop !== undefined && { stopSequences: stop }) },
    ...(tools !== undefined && tools.length > 0 && { tools: tools.map(boundTool) }),
  };
}

function boundTool(tool: BindToolsInput): FunctionTool {
  const { name, description, parameters } = convertToOpenAITool(tool as never).function;
  const inputSchema = parameters === undefined ? undefined : parseJson(stringifyJson(parameters));
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    ...(isJsonObject(inputSchema) && { inputSchema }),
  };
}
