/** Chat Completions to ours: requests and replies. */
import type {
  AssistantMessage,
  JsonObject,
  JsonValue,
  Message,
  ModelRequest,
  Part,
  Reply,
  ResultContent,
  ToolResultPart,
} from '@throughline/core';
import { check } from '../check.ts';
import { decodeEnvelope } from '../choices.ts';
import { idDeriver, type IdDeriver } from '../derived-ids.ts';
import { noted, unknownOf } from '../notes.ts';
import { grouped, wholeMessage } from '../step-results.ts';
import { decodeAssistant } from './assistant.ts';
import { contentForm, decodeContent, opaquePiece } from './content.ts';
import type { Dialect } from './dialects.ts';
import { isContentList, request, response, wire, type Content, type WireMessage } from './format.ts';
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
    messages: grouped(body.messages, isResult).map((group) => decodeGroup(group, reading)),
    ...(Array.isArray(tools) && { tools: tools.map(decodeTool) }),
    settings,
    ...noted(wire, unknownOf(body, known), form),
  };
}

function isResult({ role, tool_call_id: callId }: WireMessage): boolean {
  return role === 'tool' && (typeof callId === 'string' || isMissing(callId));
}

function decodeGroup(group: readonly WireMessage[], reading: Reading): Message {
  const [first] = group as readonly [WireMessage, ...WireMessage[]];
  if (isResult(first)) return { role: 'tool', parts: group.map((message) => resultOf(message, reading)) };
  const decode = Object.hasOwn(roles, first.role) ? roles[first.role] : undefined;
  return decode === undefined ? wholeMessage(first, wire) : decode(first, reading);
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

export function decodeReply(value: unknown, dialect: Dialect): Reply {
  const body = check(response, value);
  const [choice] = body.choices;
  const { parts, extra, form } = decodeAssistant(choice.message, { dialect, ids: idsOf(body) });
  const { known, notes } = decodeEnvelope(body, { wire, usages, stops });
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    ...known,
    ...noted(wire, extra, { ...form, ...(choice.message['role'] !== 'assistant' && { role: 'absent' }) }),
  };
  return { message, ...notes };
}

/** Ids for calls that have none, apart from those of other replies. */
export function idsOf({ id }: JsonObject): IdDeriver {
  return idDeriver(typeof id === 'string' && id !== '' ? id : undefined);
}
