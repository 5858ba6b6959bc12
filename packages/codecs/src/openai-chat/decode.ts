/** Chat Completions to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Origin,
  type Part,
  type Reply,
  type ResultContent,
  type ToolResultPart,
} from '@throughline/core';
import { check } from '../check.ts';
import { idDeriver } from '../derived-ids.ts';
import { noted, unknownOf } from '../notes.ts';
import { decodeAssistant } from './assistant.ts';
import { contentForm, decodeContent, opaquePiece } from './content.ts';
import type { Dialect } from './dialects.ts';
import {
  isContentList,
  request,
  response,
  wire,
  type Content,
  type Response,
  type WireMessage,
} from './format.ts';
import { settingsOf } from './settings.ts';
import { decodeTool, idForm, isMissing, type Reading } from './tools.ts';
import { stops, usages } from './usage.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

export function decodeRequest(value: unknown, dialect: Dialect): ModelRequest {
  const body = check(request, value);
  const { tools } = body;
  const { settings, taken, form } = settingsOf(body, dialect);
  const reading: Reading = { dialect, ids: idDeriver() };
  const known = new Set([...taken, 'messages', ...(Array.isArray(tools) ? ['tools'] : [])]);
  return {
    messages: grouped(body.messages).map((group) => decodeGroup(group, reading)),
    ...(Array.isArray(tools) && { tools: tools.map(decodeTool) }),
    settings,
    ...noted(wire, unknownOf(body, known), form),
  };
}

/** Consecutive results are the results of one step. */
function grouped(messages: readonly WireMessage[]): (readonly WireMessage[])[] {
  const groups: WireMessage[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (isResult(message) && last !== undefined && last.every(isResult)) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function isResult({ role, tool_call_id: callId }: WireMessage): boolean {
  return role === 'tool' && (typeof callId === 'string' || isMissing(callId));
}

function decodeGroup(group: readonly WireMessage[], reading: Reading): Message {
  const [first] = group as readonly [WireMessage, ...WireMessage[]];
  if (isResult(first)) return { role: 'tool', parts: group.map((message) => resultOf(message, reading)) };
  const decode = Object.hasOwn(roles, first.role) ? roles[first.role] : undefined;
  return decode === undefined ? whole(first) : decode(first, reading);
}

/** A message of a role nobody knows is carried, not understood. */
export const opaqueMessage = 'message';

function whole(message: WireMessage): Message {
  return { role: 'user', parts: [{ type: 'opaque', wire, kind: opaqueMessage, value: message }] };
}

const messageKeys = keys('role', 'content');

function plain(role: 'system' | 'user'): (message: WireMessage) => Message {
  return (message) => {
    const content = message['content'] as Content;
    const form = { ...contentForm(content, 'array'), ...(message.role !== role && { role: message.role }) };
    return { role, parts: decodeContent(content), ...noted(wire, unknownOf(message, messageKeys), form) };
  };
}

const roles: { readonly [role: string]: (message: WireMessage, reading: Reading) => Message } = {
  system: plain('system'),
  developer: plain('system'),
  user: plain('user'),
  assistant: (message, reading) => {
    const { parts, extra, form } = decodeAssistant(message, reading);
    return { role: 'assistant', parts, origin: { wire }, ...noted(wire, extra, form) };
  },
};

const resultKeys = keys('role', 'tool_call_id', 'content', 'name');

function resultOf(message: WireMessage, { dialect, ids }: Reading): ToolResultPart {
  const { name, tool_call_id: id } = message;
  const content = message['content'] as Content;
  const extra = {
    ...unknownOf(message, resultKeys),
    ...(name !== undefined && typeof name !== 'string' && { name }),
  };
  const form = {
    ...contentForm(content, 'array'),
    ...(isContentList(content) && content.length === 0 && { content: 'array' }),
    ...idForm(id, dialect),
  };
  return {
    type: 'toolResult',
    callId: isMissing(id) ? ids.result(typeof name === 'string' ? name : undefined) : (id as string),
    ...(typeof name === 'string' && { name }),
    content: decodeContent(content).map((part, index) => resultContent(part, content?.[index])),
    ...noted(wire, extra, form),
  };
}

function resultContent(part: Part, piece: JsonValue | undefined): ResultContent {
  if (part.type === 'text' || part.type === 'media' || part.type === 'opaque') return part;
  return { type: 'opaque', wire, kind: opaquePiece, value: piece === undefined ? null : piece };
}

const replyKeys = keys('id', 'object', 'model', 'choices', 'usage');

export function decodeReply(value: unknown, dialect: Dialect): Reply {
  const body = check(response, value);
  const [choice] = body.choices;
  const { id } = body;
  const ids = idDeriver(typeof id === 'string' && id !== '' ? id : undefined);
  const { parts, extra, form } = decodeAssistant(choice.message, { dialect, ids });
  const stop = stops.decode(choice['finish_reason']);
  const usage = usageIn(body);
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    origin: originOf(body),
    ...(stop !== undefined && { stop }),
    ...(usage !== undefined && { usage: usages.decode(usage) }),
    ...noted(wire, extra, { ...form, ...(choice.message['role'] !== 'assistant' && { role: 'absent' }) }),
  };
  return { message, ...noted(wire, envelopeOf(body), envelopeForm(body)) };
}

/** Kimi reports usage on the choice. (`pi-ai` 1.5.2, read 2026-11-23) */
function usageIn({ usage, choices: [choice] }: Response): JsonObject | undefined {
  if (isJsonObject(usage)) return usage;
  return isJsonObject(choice['usage']) ? choice['usage'] : undefined;
}

function originOf({ id, model }: JsonObject): Origin {
  return {
    wire,
    ...(typeof model === 'string' && { model }),
    ...(typeof id === 'string' && { responseId: id }),
  };
}

const choiceKeys = keys('message', 'finish_reason');

/** Unknown fields of the envelope; under `choices` what the first choice says beyond its message, and all others whole. */
function envelopeOf(body: Response): JsonObject {
  const { id, object, model, usage, choices } = body;
  const [first, ...others] = choices;
  const { index, ...residue } = { index: undefined, ...unknownOf(first, choiceKeys) };
  const rest = { ...residue, ...(index !== undefined && index !== 0 && { index }) };
  const reason = first['finish_reason'];
  const odd =
    reason !== undefined && reason !== null && typeof reason !== 'string'
      ? { ...rest, finish_reason: reason }
      : rest;
  return {
    ...unknownOf(body, replyKeys),
    ...(id !== undefined && typeof id !== 'string' && { id }),
    ...(model !== undefined && typeof model !== 'string' && { model }),
    ...(object !== undefined && object !== 'chat.completion' && { object }),
    ...(usage !== undefined && !isJsonObject(usage) && { usage }),
    ...((others.length > 0 || Object.keys(odd).length > 0) && { choices: [odd, ...others] }),
  };
}

function envelopeForm(body: Response): Record<string, string> {
  const [choice] = body.choices;
  const absent = [
    ...(Object.hasOwn(body, 'object') ? [] : ['object']),
    ...(Object.hasOwn(choice, 'index') ? [] : ['index']),
    ...(Object.hasOwn(choice, 'finish_reason') ? [] : ['finish_reason']),
    ...(isJsonObject(body['usage']) ? [] : ['usage']),
  ];
  return absent.length === 0 ? {} : { absent: absent.join(' ') };
}
