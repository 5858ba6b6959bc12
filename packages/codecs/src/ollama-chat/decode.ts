/** Ollama's chat to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Origin,
  type Reply,
} from '@throughline/core';
import { check } from '../check.ts';
import { idDeriver } from '../derived-ids.ts';
import { noted, unknownOf } from '../notes.ts';
import { decodeAssistant } from './assistant.ts';
import { contentForm, decodeContent } from './content.ts';
import { isTexts, metrics, request, response, wire, type WireMessage } from './format.ts';
import { callTracker, decodeResult, type CallTracker } from './results.ts';
import { settings as table } from './settings.ts';
import { decodeTool } from './tools.ts';
import { measured, stopOf, usages } from './usage.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

export function decodeRequest(value: unknown): ModelRequest {
  const body = check(request, value);
  const { messages, tools, options } = body;
  const { settings, extra } = table.decode(body);
  const hasTools = Array.isArray(tools);
  const hasMessages = Array.isArray(messages);
  const said = keys(...(hasMessages ? ['messages'] : []), ...(hasTools ? ['tools'] : []));
  const form = {
    ...(!hasMessages && { messages: 'absent' }),
    ...(isJsonObject(options) && typeof options['stop'] === 'string' && { stop: 'text' }),
  };
  return {
    messages: hasMessages ? decodeMessages(messages as readonly WireMessage[]) : [],
    ...(hasTools && { tools: (tools as readonly JsonValue[]).map(decodeTool) }),
    settings,
    ...noted(wire, unknownOf(extra, said), form),
  };
}

/** Consecutive results are the results of one step. */
function decodeMessages(messages: readonly WireMessage[]): Message[] {
  const calls = callTracker();
  const decoded: Message[] = [];
  for (const message of messages) {
    const last = decoded.at(-1);
    if (message.role !== 'tool') decoded.push(decodeMessage(message, calls));
    else {
      const result = decodeResult(message, calls);
      if (last?.role === 'tool') decoded[decoded.length - 1] = { ...last, parts: [...last.parts, result] };
      else decoded.push({ role: 'tool', parts: [result] });
    }
  }
  return decoded;
}

/** A message of a role nobody knows is carried, not understood. */
export const opaqueMessage = 'message';

function decodeMessage(message: WireMessage, calls: CallTracker): Message {
  const { role } = message;
  if (role === 'system' || role === 'user') return plain(role, message);
  if (role !== 'assistant')
    return { role: 'user', parts: [{ type: 'opaque', wire, kind: opaqueMessage, value: message }] };
  const { parts, extra, form } = decodeAssistant(message, calls.derive);
  calls.begin(parts);
  return { role, parts, origin: { wire }, ...noted(wire, extra, form) };
}

function plain(role: 'system' | 'user', message: WireMessage): Message {
  const { content, images } = message;
  const known = keys('role', 'content', isTexts(images) ? 'images' : 'content');
  return {
    role,
    parts: decodeContent(content, images),
    ...noted(wire, unknownOf(message, known), contentForm(content, images)),
  };
}

const replyKeys = keys('model', 'created_at', 'message', 'done', 'done_reason', ...metrics);

export function decodeReply(value: unknown): Reply {
  const body = check(response, value);
  const { message: spoken, created_at: time } = body;
  const ids = idDeriver(typeof time === 'string' ? time : undefined);
  const { parts, extra, form } = isJsonObject(spoken)
    ? decodeAssistant(spoken, (name) => ids.call(name))
    : { parts: [], extra: undefined, form: { message: spoken === null ? 'null' : 'absent' } };
  const stop = stopOf(body['done_reason'], parts);
  const usage = measured(body);
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    origin: originOf(body),
    ...(stop !== undefined && { stop }),
    ...(usage !== undefined && { usage: usages.decode(usage) }),
    ...noted(wire, extra, form),
  };
  return { message, ...noted(wire, replyExtra(body)) };
}

function originOf({ model, created_at: time }: JsonObject): Origin {
  return {
    wire,
    ...(typeof model === 'string' && { model }),
    ...(typeof time === 'string' && { time }),
  };
}

/** Unknown fields, and known ones whose value is not of the kind we model. */
function replyExtra(body: JsonObject): JsonObject {
  const odd = Object.entries(body).filter(([key, value]) => isOdd(key, value));
  return { ...unknownOf(body, replyKeys), ...Object.fromEntries(odd) };
}

function isOdd(key: string, value: unknown): boolean {
  return ['model', 'created_at', 'done_reason'].includes(key) && typeof value !== 'string';
}
