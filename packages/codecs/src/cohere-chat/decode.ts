/** Cohere's Chat API to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Part,
  type Reply,
  type ThinkingPart,
  type ToolResultPart,
} from '@throughline/core';
import { check } from '../check.ts';
import { contentForm } from '../content-spelling.ts';
import { noted, unknownOf } from '../notes.ts';
import { grouped, isResult, wholeMessage } from '../step-results.ts';
import {
  assistantForm,
  decodeAssistantContent,
  decodeContent,
  decodeResultContent,
  isContent,
} from './content.ts';
import { planField, request, response, wire, type WireMessage } from './format.ts';
import { settingsOf } from './settings.ts';
import { decodeCall, decodeTool } from './tools.ts';
import { stops, usages } from './usage.ts';

export function decodeRequest(value: unknown): ModelRequest {
  const body = check(request, value);
  const { tools } = body;
  const { settings, taken } = settingsOf(body);
  const known = new Set([...taken, 'messages', ...(Array.isArray(tools) ? ['tools'] : [])]);
  return {
    messages: grouped(body.messages).map(decodeGroup),
    ...(Array.isArray(tools) && { tools: (tools as readonly JsonValue[]).map(decodeTool) }),
    settings,
    ...noted(wire, unknownOf(body, known)),
  };
}

function decodeGroup(group: readonly WireMessage[]): Message {
  const [first] = group as readonly [WireMessage, ...WireMessage[]];
  if (isResult(first)) return { role: 'tool', parts: group.map(resultOf) };
  const decode = Object.hasOwn(roles, first.role) ? roles[first.role] : undefined;
  return decode === undefined ? wholeMessage(first, wire) : decode(first);
}

type Said<One> = {
  readonly parts: readonly One[];
  readonly taken: readonly string[];
  readonly form: Record<string, string>;
};

/** Content of a shape we do not know stays among the unknown fields. */
function contentOf<One>(
  { content }: JsonObject,
  decode: (content: string | readonly JsonValue[] | null | undefined) => One[],
): Said<One> {
  if (!isContent(content)) return { parts: [], taken: [], form: { content: 'absent' } };
  return { parts: decode(content), taken: ['content'], form: contentForm(content, 'array') };
}

function plain(role: 'system' | 'user'): (message: WireMessage) => Message {
  return (message) => {
    const { parts, taken, form } = contentOf(message, decodeContent);
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

type Assistant = {
  readonly parts: readonly Part[];
  readonly extra: JsonObject | undefined;
  readonly form: Record<string, string>;
};

/** Content in its order, then the plan, then the calls it leads to. */
function decodeAssistant(message: JsonObject): Assistant {
  const { content, tool_calls: calls } = message;
  const plan = message[planField];
  const taken = new Set(['role']);
  if (isContent(content)) taken.add('content');
  if (typeof plan === 'string') taken.add(planField);
  if (Array.isArray(calls)) taken.add('tool_calls');
  const made = Array.isArray(calls) ? (calls as readonly JsonValue[]) : [];
  return {
    parts: [
      ...(isContent(content) ? decodeAssistantContent(content) : []),
      ...(typeof plan === 'string' ? [planOf(plan)] : []),
      ...made.map(decodeCall),
    ],
    extra: unknownOf(message, taken),
    form: {
      ...(isContent(content) && assistantForm(content)),
      ...(Array.isArray(calls) && made.length === 0 && { tool_calls: 'empty' }),
    },
  };
}

export function planOf(text: string): ThinkingPart {
  return { type: 'thinking', text, visibility: 'full', ...noted(wire, undefined, { field: planField }) };
}

function resultOf(message: WireMessage): ToolResultPart {
  const { tool_call_id: id, content } = message;
  const { parts, taken, form } = contentOf(message, decodeResultContent);
  const isEmptyList = Array.isArray(content) && content.length === 0;
  return {
    type: 'toolResult',
    callId: id as string,
    content: parts,
    ...noted(wire, unknownOf(message, new Set(['role', 'tool_call_id', ...taken])), {
      ...form,
      ...(isEmptyList && { content: 'array' }),
    }),
  };
}

const texts: ReadonlySet<string> = new Set(['id', 'finish_reason']);

export function decodeReply(value: unknown): Reply {
  const body = check(response, value);
  const { id, finish_reason: raw, usage } = body;
  const { parts, extra, form } = decodeAssistant(body.message);
  const { role } = body.message;
  const isUsual = role === 'assistant';
  const stop = stops.decode(raw);
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    origin: { wire, ...(typeof id === 'string' && { responseId: id }) },
    ...(stop !== undefined && { stop }),
    ...(isJsonObject(usage) && { usage: usages.decode(usage) }),
    ...noted(
      wire,
      { ...extra, ...(!isUsual && role !== undefined && { role }) },
      { ...form, ...(!isUsual && { role: 'absent' }) },
    ),
  };
  return { message, ...noted(wire, envelopeOf(body)) };
}

/** Unknown fields, and known ones whose value is not of the kind we model. */
function envelopeOf(body: JsonObject): JsonObject {
  return Object.fromEntries<JsonValue>(
    Object.entries(body).filter(([name, value]) => {
      if (name === 'message') return false;
      if (name === 'usage') return !isJsonObject(value);
      return !texts.has(name) || typeof value !== 'string';
    }),
  );
}
