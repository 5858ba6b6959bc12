/** Anthropic Messages to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type Message,
  type ModelRequest,
  type Origin,
  type Part,
  type Reply,
} from '@throughline/core';
import { check } from '../check.ts';
import { noted, unknownOf } from '../notes.ts';
import { contentForm, isContent, partsOf } from './blocks.ts';
import type { Dialect } from './capabilities.ts';
import { content, request, response, wire, type Block, type WireMessage } from './format.ts';
import { settingsOf } from './settings.ts';
import { decodeToolChange } from './tool-changes.ts';
import { decodeTool } from './tools.ts';
import { stopOf, usages } from './usage.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

export function decodeRequest(value: unknown, dialect: Dialect): ModelRequest {
  const body = check(request, value);
  const { tools, system } = body;
  const head: readonly Message[] = isContent(system) ? [systemMessage(system, 'system', dialect)] : [];
  const messages = body.messages.map((message, index) =>
    decodeMessage(message, `messages[${index}]`, dialect, head.length === 0 && index === 0),
  );
  const { settings, extra } = settingsOf(body);
  // A system message at the head of `messages` and the top-level field are two places.
  const form = head.length === 0 && messages[0]?.role === 'system' ? { system: 'in messages' } : {};
  return {
    messages: [...head, ...messages],
    ...(Array.isArray(tools) && { tools: tools.map(decodeTool) }),
    settings,
    ...noted(wire, extra, form),
  };
}

function systemMessage(system: string | readonly Block[], path: string, dialect: Dialect): Message {
  return {
    role: 'system',
    parts: partsOf(system, path, dialect),
    ...noted(wire, undefined, contentForm(system, 'system')),
  };
}

const messageKeys = keys('role', 'content');

function decodeMessage(message: WireMessage, path: string, dialect: Dialect, isFirst: boolean): Message {
  const { role } = message;
  if (role === 'system') return decodeSystem(message, path, dialect, isFirst);
  const said = check(content, message.content, `${path}.content`);
  const parts = partsOf(said, `${path}.content`, dialect);
  const notes = noted(wire, unknownOf(message, messageKeys), contentForm(said, role));
  if (role === 'assistant') return { role, parts, origin: { wire }, ...notes };
  return { role: parts.some(({ type }) => type === 'toolResult') ? 'tool' : 'user', parts, ...notes };
}

/** A system message in mid-session. The head of a session cannot change its own toolset. */
function decodeSystem(message: WireMessage, path: string, dialect: Dialect, isFirst: boolean): Message {
  const { role, content: said, ...extra } = message;
  if (said === undefined || said === null) {
    const odd = said === null ? { ...extra, content: null } : extra;
    return { role: 'system', parts: [], ...noted(wire, odd, { content: 'absent' }) };
  }
  const parts = partsOf(said, `${path}.content`, dialect);
  return {
    role: 'system',
    parts: dialect.takesToolChanges && !isFirst ? parts.map(withToolChange) : parts,
    ...noted(wire, extra, contentForm(said, role)),
  };
}

function withToolChange(part: Part): Part {
  if (part.type !== 'opaque' || !isJsonObject(part.value)) return part;
  return decodeToolChange(part.value) ?? part;
}

const replyKeys = keys('id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage');

export function decodeReply(value: unknown, dialect: Dialect): Reply {
  const body = check(response, value);
  const { usage } = body;
  const stop = stopOf(body);
  const message: AssistantMessage = {
    role: 'assistant',
    parts: partsOf(body.content, 'content', dialect),
    origin: originOf(body),
    ...(stop !== undefined && { stop }),
    ...(isJsonObject(usage) && { usage: usages.decode(usage) }),
  };
  return { message, ...noted(wire, replyExtra(body), absentForm(body)) };
}

function originOf({ id, model }: JsonObject): Origin {
  return {
    wire,
    ...(typeof model === 'string' && { model }),
    ...(typeof id === 'string' && { responseId: id }),
  };
}

/** Unknown fields, and known ones whose value is not of the kind we model. */
function replyExtra(body: JsonObject): JsonObject {
  const odd = Object.entries(body).filter(([key]) => replyKeys.has(key) && isOdd(key, body));
  return { ...unknownOf(body, replyKeys), ...Object.fromEntries(odd) };
}

function isOdd(key: string, body: JsonObject): boolean {
  const value = body[key];
  if (key === 'content' || key === 'role') return false;
  if (key === 'type') return value !== 'message';
  if (key === 'usage') return !isJsonObject(value);
  if (key === 'stop_reason') return value !== null && typeof value !== 'string';
  // A sequence that stopped the reply is said along with the reason.
  if (key === 'stop_sequence')
    return value !== null && (typeof value !== 'string' || typeof body['stop_reason'] !== 'string');
  return typeof value !== 'string';
}

/** Fields every reply of Anthropic has, and this one does not, or not in its usual way. */
function absentForm(body: JsonObject): Record<string, string> {
  const absent = ['type', 'stop_reason', 'stop_sequence'].filter(
    (key) => !Object.hasOwn(body, key) || isOdd(key, body),
  );
  return absent.length === 0 ? {} : { absent: absent.join(' ') };
}
