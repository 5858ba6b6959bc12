/** Mistral's Chat Completions to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Part,
  type Reply,
  type ResultContent,
  type ToolResultPart,
} from '@throughline/core';
import { check } from '../check.ts';
import { decodeEnvelope } from '../choices.ts';
import { contentForm } from '../content-spelling.ts';
import { noted, unknownOf } from '../notes.ts';
import { grouped, isResult, wholeMessage } from '../step-results.ts';
import { decodeContent, isContent, opaqueChunk } from './content.ts';
import { request, response, wire, type WireMessage } from './format.ts';
import { settingsOf } from './settings.ts';
import { decodeCall, decodeTool, idForm } from './tools.ts';
import { envelope } from './usage.ts';

export function decodeRequest(value: unknown): ModelRequest {
  const body = check(request, value);
  const { tools } = body;
  const { settings, taken, form } = settingsOf(body);
  const known = new Set([...taken, 'messages', ...(Array.isArray(tools) ? ['tools'] : [])]);
  return {
    messages: grouped(body.messages).map(decodeGroup),
    ...(Array.isArray(tools) && { tools: (tools as readonly JsonValue[]).map(decodeTool) }),
    settings,
    ...noted(wire, unknownOf(body, known), form),
  };
}

function decodeGroup(group: readonly WireMessage[]): Message {
  const [first] = group as readonly [WireMessage, ...WireMessage[]];
  if (isResult(first)) return { role: 'tool', parts: group.map(resultOf) };
  const decode = Object.hasOwn(roles, first.role) ? roles[first.role] : undefined;
  return decode === undefined ? wholeMessage(first, wire) : decode(first);
}

type Said = {
  readonly parts: readonly Part[];
  readonly taken: readonly string[];
  readonly form: Record<string, string>;
};

/** Content of a shape we do not know stays among the unknown fields. */
function contentOf({ content }: JsonObject, role: string, empty: 'null' | 'array'): Said {
  if (!isContent(content)) return { parts: [], taken: [], form: { content: 'absent' } };
  return { parts: decodeContent(content, role), taken: ['content'], form: contentForm(content, empty) };
}

function plain(role: 'system' | 'user'): (message: WireMessage) => Message {
  return (message) => {
    const { parts, taken, form } = contentOf(message, role, 'array');
    return { role, parts, ...noted(wire, unknownOf(message, new Set(['role', ...taken])), form) };
  };
}

const roles: { readonly [role: string]: (message: WireMessage) => Message } = {
  system: plain('system'),
  user: plain('user'),
  assistant: (message) => {
    const { parts, extra, form } = decodeAssistant(message);
    return { role: 'assistant', parts, origin: { wire }, ...noted(wire, extra, form) };
  },
};

type Assistant = Omit<Said, 'taken'> & { readonly extra: JsonObject | undefined };

/** Content in its order, then the calls. */
function decodeAssistant(message: JsonObject): Assistant {
  const { tool_calls: calls } = message;
  const content = contentOf(message, 'assistant', 'null');
  const isListed = Array.isArray(calls);
  const made = isListed ? (calls as readonly JsonValue[]) : [];
  return {
    parts: [...content.parts, ...made.map(decodeCall)],
    extra: unknownOf(message, new Set(['role', ...content.taken, ...(isListed ? ['tool_calls'] : [])])),
    form: { ...content.form, ...(isListed && made.length === 0 && { tool_calls: 'empty' }) },
  };
}

function resultOf(message: WireMessage): ToolResultPart {
  const { name, tool_call_id: id, content } = message;
  const { parts, taken, form } = contentOf(message, 'tool', 'array');
  const known = new Set(['role', 'tool_call_id', ...taken, ...(typeof name === 'string' ? ['name'] : [])]);
  const isEmptyList = Array.isArray(content) && content.length === 0;
  return {
    type: 'toolResult',
    callId: id as string,
    ...(typeof name === 'string' && { name }),
    content: parts.map((part, index) => resultContent(part, content, index)),
    ...noted(wire, unknownOf(message, known), {
      ...form,
      ...(isEmptyList && { content: 'array' }),
      ...idForm(id as string),
    }),
  };
}

function resultContent(part: Part, content: JsonValue | undefined, index: number): ResultContent {
  if (part.type === 'text' || part.type === 'media' || part.type === 'opaque') return part;
  const chunk = Array.isArray(content) ? (content as readonly JsonValue[])[index] : undefined;
  return { type: 'opaque', wire, kind: opaqueChunk, value: chunk === undefined ? null : chunk };
}

/** Several messages in place of one, where tools of the provider ran. (`@mistralai/mistralai` 2.7.0, read 2026-11-23) */
export const opaqueMessages = 'messages';

export function decodeReply(value: unknown): Reply {
  const body = check(response, value);
  const { message: said, messages } = body.choices[0];
  if (isJsonObject(said)) {
    const { known, notes } = decodeEnvelope(body, envelope);
    const { parts, extra, form } = decodeAssistant(said);
    const role = said['role'] === 'assistant' ? {} : { role: 'absent' };
    const odd = said['role'] !== undefined && said['role'] !== 'assistant' ? { role: said['role'] } : {};
    return replyOf({ parts, ...known, ...noted(wire, { ...extra, ...odd }, { ...form, ...role }) }, notes);
  }
  const isListed = Array.isArray(messages);
  const { known, notes } = decodeEnvelope(body, envelope, isListed ? ['messages'] : []);
  const parts: readonly Part[] = isListed
    ? [{ type: 'opaque', wire, kind: opaqueMessages, value: messages as JsonValue }]
    : [];
  return replyOf({ parts, ...known, ...noted(wire, undefined, { message: 'absent' }) }, notes);
}

function replyOf(message: Omit<AssistantMessage, 'role'>, notes: Pick<Reply, 'notes'>): Reply {
  return { message: { role: 'assistant', ...message }, ...notes };
}
