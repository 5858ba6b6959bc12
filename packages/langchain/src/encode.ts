/** Our messages as the framework's: one content block per part, carrying ours. */
import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from '@langchain/core/messages';
import {
  parseArguments,
  stringifyJson,
  type AssistantMessage,
  type Message,
  type Part,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import { carry, finishReasons, usageFields, type Block } from './format.ts';

/** Stands in for a call of a tool that is not offered; the real call is in the carrier. */
export const unknownTool = 'throughline_unknown_tool';

export type ShownCall = { readonly id: string; readonly name: string; readonly args: string };

/** What the framework sees of a call: it must be able to parse it and to find its tool, or it would answer in our place. */
export function shownCall(part: ToolCallPart, offered: ReadonlySet<string> | undefined): ShownCall {
  const name = offered === undefined || offered.has(part.name) ? part.name : unknownTool;
  const args = isSafe(part) ? part.arguments : stringifyJson({ text: part.arguments });
  return { id: part.callId, name, args };
}

/** Storage revives live objects with an `lc` field as the framework's own. (`@langchain/core` 1.4.0 load, measured 2026-11-24) */
function isSafe(part: ToolCallPart): boolean {
  const parsed = parseArguments(part);
  return parsed.ok && !stringifyJson(parsed.value).includes('"lc":');
}

/** A block for each part. Calls have their own list too; their block keeps their place. Merging drops a text block that begins empty. */
export function blockOf(part: Part, place: number): Block {
  const carrier = carry({ part: stringifyJson(part), place });
  if (part.type === 'text' && part.text !== '') return { type: 'text', text: part.text, ...carrier };
  if (part.type === 'thinking')
    return { type: 'reasoning', reasoning: part.text === undefined ? '' : part.text, ...carrier };
  return { type: 'non_standard', value: carrier };
}

/** What belongs to the message and to none of its parts. */
export function messageBlock(message: AssistantMessage): Block {
  const { parts: _parts, ...rest } = message;
  return { type: 'non_standard', value: carry({ message: stringifyJson(rest) }) };
}

type Fields = ConstructorParameters<typeof AIMessage>[0];

/**
 * `offered` are the names the framework can find; a history names every tool as it was called. The framework's message id stays its own:
 * LangGraph replaces messages that share one, and some providers repeat theirs.
 */
export function encodeReply(message: AssistantMessage, offered?: ReadonlySet<string>): AIMessage {
  const calls = message.parts
    .filter((part) => part.type === 'toolCall')
    .map((part) => shownCall(part, offered));
  const usage = usageFields(message.usage);
  const { origin, stop } = message;
  const fields = {
    content: [...message.parts.map(blockOf), messageBlock(message)],
    tool_calls: calls.map(({ id, name, args }) => ({
      id,
      name,
      args: JSON.parse(args) as Record<string, unknown>,
      type: 'tool_call' as const,
    })),
    response_metadata: {
      ...(origin?.model !== undefined && { model_name: origin.model }),
      ...(stop !== undefined && { finish_reason: finishReasons[stop.reason] }),
    },
    ...(usage !== undefined && { usage_metadata: usage }),
  };
  return new AIMessage(fields as Fields);
}

export function shownResult({ content }: ToolResultPart): string {
  return content.map((part) => (part.type === 'text' ? part.text : stringifyJson(part))).join('\n');
}

/** What a tool's run leaves in the history. `whole` is said where the message is more than its results. */
export function resultMessage(result: ToolResultPart, name: string, whole?: string): ToolMessage {
  return new ToolMessage({
    content: shownResult(result),
    tool_call_id: result.callId,
    name,
    status: result.isError === true ? 'error' : 'success',
    artifact: carry({ part: stringifyJson(result), ...(whole !== undefined && { message: whole }) }),
  });
}

/** A transcript's messages as the framework's history; `fromLangChainMessages` gives them back as they were, over storage too. */
export function toLangChainMessages(messages: readonly Message[]): BaseMessage[] {
  return messages.flatMap((message) => encoders[message.role](message as never));
}

type Encode<Role extends Message['role']> = (
  message: Extract<Message, { role: Role }>,
) => readonly BaseMessage[];

function textOf({ parts }: Message): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function wholeBlocks(message: Message): Block[] {
  return [{ type: 'text', text: textOf(message), ...carry({ message: stringifyJson(message) }) }];
}

const encoders: { readonly [Role in Message['role']]: Encode<Role> } = {
  system: (message) => [new SystemMessage({ content: wholeBlocks(message) as never })],
  user: (message) => [new HumanMessage({ content: wholeBlocks(message) as never })],
  assistant: (message) => [encodeReply(message)],
  tool: (message) => {
    const results = message.parts.filter((part) => part.type === 'toolResult');
    if (results.length === 0) return [new HumanMessage({ content: wholeBlocks(message) as never })];
    const isMore = message.notes !== undefined || results.length < message.parts.length;
    const whole = isMore ? stringifyJson(message) : undefined;
    return results.map((result, index) =>
      resultMessage(result, result.name ?? unknownTool, index === 0 ? whole : undefined),
    );
  },
};
