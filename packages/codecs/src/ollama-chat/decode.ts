/** Ollama's chat API to ours: requests and replies. */
import {
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Part,
  type Reply,
  type ToolResultPart,
} from '@throughline/core';
import { check } from '../check.ts';
import { derived, idDeriver, type IdDeriver } from '../derived-ids.ts';
import { noted, unknownOf } from '../notes.ts';
import { isList, request, response, wire, type WireMessage } from './format.ts';
import { settingsOf } from './settings.ts';
import { decodeCall, decodeTool } from './tools.ts';
import { stops, usageIn } from './usage.ts';

export function decodeRequest(value: unknown): ModelRequest {
  const body = check(request, value);
  const { settings, extra } = settingsOf(body);
  const { tools, ...rest } = extra;
  const ids = idDeriver();
  return {
    messages: grouped(body.messages).map((group) => decodeGroup(group, ids)),
    ...(isList(tools) && { tools: tools.map(decodeTool) }),
    settings,
    ...noted(wire, { ...rest, ...(tools !== undefined && !isList(tools) && { tools }) }),
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

/** A result names its call by id, or its tool; one that does neither is carried, not understood. */
function isResult({ role, tool_call_id: id, tool_name: name, content }: WireMessage): boolean {
  const isNamed = typeof id === 'string' || (id === undefined && typeof name === 'string');
  return role === 'tool' && isNamed && typeof content === 'string';
}

function decodeGroup(group: readonly WireMessage[], ids: IdDeriver): Message {
  const [first] = group as readonly [WireMessage, ...WireMessage[]];
  if (isResult(first)) return { role: 'tool', parts: group.map((message) => resultOf(message, ids)) };
  const decode = Object.hasOwn(roles, first.role) ? roles[first.role] : undefined;
  return decode === undefined ? whole(first) : decode(first, ids);
}

/** A message of a role nobody knows is carried, not understood. */
export const opaqueMessage = 'message';

function whole(message: WireMessage): Message {
  return { role: 'user', parts: [{ type: 'opaque', wire, kind: opaqueMessage, value: message }] };
}

const roles: { readonly [role: string]: (message: WireMessage, ids: IdDeriver) => Message } = {
  system: (message) => plain('system', message),
  user: (message) => plain('user', message),
  assistant: (message, ids) => assistantOf(message, ids),
};

function plain(role: 'system' | 'user', message: WireMessage): Message {
  const { parts, taken, form } = saidIn(message);
  return { role, parts, ...noted(wire, unknownOf(message, new Set(['role', ...taken])), form) };
}

export function assistantOf(message: JsonObject, ids: IdDeriver): AssistantMessage {
  const { thinking, tool_calls: calls } = message;
  const said = saidIn(message);
  const taken = new Set(['role', ...said.taken]);
  if (typeof thinking === 'string') taken.add('thinking');
  if (isList(calls)) taken.add('tool_calls');
  return {
    role: 'assistant',
    parts: [
      ...(typeof thinking === 'string'
        ? [{ type: 'thinking', text: thinking, visibility: 'full' } as const]
        : []),
      ...said.parts,
      ...(isList(calls) ? calls.map((call) => decodeCall(call, ids)) : []),
    ],
    origin: { wire },
    ...noted(wire, unknownOf(message, taken), {
      ...said.form,
      ...(isList(calls) && calls.length === 0 && { tool_calls: 'empty' }),
    }),
  };
}

type Said = {
  readonly parts: readonly Part[];
  readonly taken: readonly string[];
  readonly form: Record<string, string>;
};

/** Content and images. Nothing said is the empty text here, so an empty content is no part. */
function saidIn({ content, images }: JsonObject): Said {
  const isImages = isList(images) && images.every((image) => typeof image === 'string');
  const isText = typeof content === 'string';
  return {
    parts: [
      ...(isText && content !== '' ? [{ type: 'text', text: content } as const] : []),
      ...(isImages ? images.map(imageOf) : []),
    ],
    taken: [...(isText ? ['content'] : []), ...(isImages ? ['images'] : [])],
    form: {
      ...(!isText && { content: 'absent' }),
      ...(isImages && images.length === 0 && { images: 'empty' }),
    },
  };
}

function imageOf(data: JsonValue): Part {
  return { type: 'media', kind: 'image', source: { type: 'data', data: data as string } };
}

const resultKeys: ReadonlySet<string> = new Set(['role', 'content', 'tool_call_id', 'tool_name']);

function resultOf(message: WireMessage, ids: IdDeriver): ToolResultPart {
  const { tool_call_id: id, tool_name: name, content } = message;
  const isNamed = typeof name === 'string';
  return {
    type: 'toolResult',
    callId: typeof id === 'string' ? id : ids.result(name as string),
    ...(isNamed && { name }),
    content: content === '' ? [] : [{ type: 'text', text: content as string }],
    ...noted(
      wire,
      { ...unknownOf(message, resultKeys), ...(name !== undefined && !isNamed && { tool_name: name }) },
      { ...(id === undefined && { id: derived }) },
    ),
  };
}

const replyKeys: ReadonlySet<string> = new Set(['message', 'model', 'created_at', 'done', 'done_reason']);

/** Ids that the wire left out are counted within the reply, whose time keeps them apart from those of others. */
export function decodeReply(value: unknown): Reply {
  const body = check(response, value);
  const { model, created_at: time, done, done_reason: reason } = body;
  const ids = idDeriver(typeof time === 'string' ? time : undefined);
  const { origin: _origin, ...message } = assistantOf(body.message, ids);
  const stop = stops.decode(reason);
  const isCalling = stop?.reason === 'end' && message.parts.some(({ type }) => type === 'toolCall');
  const { usage, taken } = usageIn(body);
  const extra = {
    ...unknownOf(body, new Set([...replyKeys, ...taken])),
    ...(model !== undefined && typeof model !== 'string' && { model }),
    ...(time !== undefined && typeof time !== 'string' && { created_at: time }),
    ...(done !== undefined && done !== true && { done }),
    ...(reason !== undefined && typeof reason !== 'string' && { done_reason: reason }),
  };
  const { role } = body.message;
  return {
    message: {
      ...message,
      origin: {
        wire,
        ...(typeof model === 'string' && { model }),
        ...(typeof time === 'string' && { time }),
      },
      ...(stop !== undefined && { stop: isCalling ? { ...stop, reason: 'tool-calls' } : stop }),
      ...(usage !== undefined && { usage }),
    },
    ...noted(wire, extra, {
      ...(done === undefined && { done: 'absent' }),
      ...(role !== 'assistant' && { role: role === undefined ? 'absent' : role }),
    }),
  };
}
