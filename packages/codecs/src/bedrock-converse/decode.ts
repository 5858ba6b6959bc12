/** Bedrock Converse to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Part,
  type Reply,
} from '@throughline/core';
import { check } from '../check.ts';
import { unknownWithin, type Known } from '../nested.ts';
import { noted, unknownOf } from '../notes.ts';
import { decodeBlock } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import { request, response, wire, type Block, type WireMessage } from './format.ts';
import { settingsOf } from './settings.ts';
import { decodeTool } from './tools.ts';
import { stops, usages } from './usage.ts';

const messageKeys: ReadonlySet<string> = new Set(['role', 'content']);

export function decodeRequest(value: unknown, dialect: Dialect): ModelRequest {
  const body = check(request, value);
  const { messages, system } = body;
  const blocks = systemBlocks(system);
  const head: readonly Message[] = blocks
    ? [{ role: 'system', parts: partsOf(blocks, 'system', dialect) }]
    : [];
  const { settings, tools, extra } = settingsOf(body);
  const known = new Set([
    'inferenceConfig',
    'toolConfig',
    ...(Array.isArray(messages) ? ['messages'] : []),
    ...(blocks ? ['system'] : []),
  ]);
  // A system message at the head of `messages` and the top-level field are two places.
  const isWithin = head.length === 0 && messages?.[0]?.role === 'system';
  return {
    messages: [
      ...head,
      ...(Array.isArray(messages) ? messages.map((one) => decodeMessage(one, dialect)) : []),
    ],
    ...(tools && { tools: tools.map(decodeTool) }),
    settings,
    ...noted(
      wire,
      { ...unknownOf(body, known), ...extra },
      { ...(isWithin && { system: 'in messages' }), ...(!Array.isArray(messages) && { messages: 'absent' }) },
    ),
  };
}

function systemBlocks(system: JsonValue | undefined): readonly Block[] | undefined {
  return Array.isArray(system) && system.every(isJsonObject) ? system : undefined;
}

function partsOf(blocks: readonly Block[], role: WireMessage['role'], dialect: Dialect): Part[] {
  return blocks.map((block) => decodeBlock(block, { role, dialect }));
}

function decodeMessage(message: WireMessage, dialect: Dialect): Message {
  const parts = partsOf(message.content, message.role, dialect);
  const notes = noted(wire, unknownOf(message, messageKeys));
  if (message.role === 'assistant') return { role: 'assistant', parts, origin: { wire }, ...notes };
  if (message.role === 'system') return { role: 'system', parts, ...notes };
  return { role: parts.some(({ type }) => type === 'toolResult') ? 'tool' : 'user', parts, ...notes };
}

export function decodeReply(value: unknown, dialect: Dialect): Reply {
  const body = check(response, value);
  const { usage, stopReason } = body;
  const stop = stops.decode(stopReason);
  const message: AssistantMessage = {
    role: 'assistant',
    parts: partsOf(body.output.message.content, 'assistant', dialect),
    origin: { wire },
    ...(stop && { stop }),
    ...(isJsonObject(usage) && { usage: usages.decode(usage) }),
  };
  return { message, ...noted(wire, replyExtra(body)) };
}

/** Unknown fields, and known ones whose value is not of the kind we model. */
function replyExtra(body: JsonObject): JsonObject | undefined {
  const known: Known = {
    output: { message: { role: true, content: true } },
    ...(typeof body['stopReason'] === 'string' && { stopReason: true as const }),
    ...(isJsonObject(body['usage']) && { usage: true as const }),
  };
  return unknownWithin(body, known);
}
