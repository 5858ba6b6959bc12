/** Our messages as the framework's: each part in its own kind, carrying ours. */
import {
  parseArguments,
  stringifyJson,
  type AssistantMessage,
  type Message,
  type Part,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import type { ModelMessage } from 'ai';
import { carry, messageKind, partKind, type Content, type Metadata } from './format.ts';

/** Stands in for a call of a tool that is not offered, or with arguments that are not JSON; the real call is in the carrier. */
export const unknownTool = 'throughline_unknown_tool';

/** Content of a model's answer. `offered` are the names the framework can find. */
export function encodeReply(message: AssistantMessage, offered: ReadonlySet<string> | undefined): Content[] {
  return [...message.parts.map((part, index) => encodePart(part, index, offered)), messagePart(message)];
}

export function messagePart(message: AssistantMessage): Content {
  const { parts: _parts, ...rest } = message;
  return { type: 'custom', kind: messageKind, providerMetadata: carry({ message: stringifyJson(rest) }) };
}

export function metadataOf(part: Part, index: number): Metadata {
  return carry({ part: stringifyJson(part), index });
}

export function encodePart(part: Part, index: number, offered?: ReadonlySet<string>): Content {
  const providerMetadata = metadataOf(part, index);
  if (part.type === 'text') return { type: 'text', text: part.text, providerMetadata };
  if (part.type === 'thinking')
    return { type: 'reasoning', text: part.text === undefined ? '' : part.text, providerMetadata };
  if (part.type === 'toolCall') return { type: 'tool-call', ...shownCall(part, offered), providerMetadata };
  return { type: 'custom', kind: partKind, providerMetadata };
}

type ShownCall = { readonly toolCallId: string; readonly toolName: string; readonly input: string };

/** What the framework sees of a call: it must be able to parse it and to find its tool, or it would answer in our place. */
export function shownCall(
  { callId, name, arguments: written, ...part }: ToolCallPart,
  offered: ReadonlySet<string> | undefined,
): ShownCall {
  const isKnown = offered === undefined || offered.has(name);
  const isReadable = parseArguments({ callId, name, arguments: written, ...part }).ok;
  return {
    toolCallId: callId,
    toolName: isKnown ? name : unknownTool,
    input: isReadable ? written : stringifyJson({ text: written }),
  };
}

export function shownResult({ content }: ToolResultPart): string {
  return content.map((part) => (part.type === 'text' ? part.text : stringifyJson(part))).join('\n');
}

/**
 * A transcript's messages as the framework's history; `fromModelMessages` gives them back as they were, over JSON too.
 * Messages with role `system` need `allowSystemInMessages`.
 */
export function toModelMessages(messages: readonly Message[]): ModelMessage[] {
  return messages.map((message) => encoders[message.role](message as never));
}

type Encode<Role extends Message['role']> = (message: Extract<Message, { role: Role }>) => ModelMessage;

function textOf({ parts }: Message): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

const whole = (message: Message): Metadata => carry({ message: stringifyJson(message) });

const encoders: { readonly [Role in Message['role']]: Encode<Role> } = {
  system: (message) => ({
    role: 'system',
    content: textOf(message),
    providerOptions: whole(message),
  }),
  user: (message) => ({
    role: 'user',
    content: [{ type: 'text', text: textOf(message), providerOptions: whole(message) }],
  }),
  assistant: (message) => ({
    role: 'assistant',
    content: encodeReply(message, undefined).map(asHistory) as never,
  }),
  tool: (message) => ({
    role: 'tool',
    content: message.parts.map((part, index) => resultEntry(part, index)) as never,
    providerOptions: whole(message),
  }),
};

/** A part of an answer, as the framework keeps it in its history. */
function asHistory({
  providerMetadata,
  ...part
}: Content & { readonly providerMetadata?: Metadata }): unknown {
  const providerOptions = providerMetadata;
  return part.type === 'tool-call'
    ? { ...part, input: JSON.parse(part.input) as unknown, providerOptions }
    : { ...part, providerOptions };
}

function resultEntry(part: Part, index: number): unknown {
  if (part.type !== 'toolResult')
    return {
      type: 'tool-result',
      toolCallId: `part-${index}`,
      toolName: unknownTool,
      output: { type: 'text', value: '', providerOptions: metadataOf(part, index) },
    };
  return {
    type: 'tool-result',
    toolCallId: part.callId,
    toolName: part.name ?? unknownTool,
    output: outputOf(part),
  };
}

/** What the framework's history says a tool returned. */
export function outputOf(part: ToolResultPart): {
  readonly type: 'text' | 'error-text';
  readonly value: string;
  readonly providerOptions: Metadata;
} {
  return {
    type: part.isError === true ? 'error-text' : 'text',
    value: shownResult(part),
    providerOptions: carry({ part: stringifyJson(part) }),
  };
}
