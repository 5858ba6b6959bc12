/** Ours to Mistral's Chat Completions: requests and replies. */
import {
  stringifyJson,
  type AssistantMessage,
  type Encoded,
  type EncodeOptions,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Message,
  type ModelRequest,
  type OpaquePart,
  type Part,
  type Reply,
  type ThinkingPolicy,
  type ToolResultPart,
} from '@throughline/core';
import { sentId } from '../alias.ts';
import { encodeEnvelope } from '../choices.ts';
import { spelled } from '../content-spelling.ts';
import { lose, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder, type Before, type EncodedMessage } from '../session.ts';
import { messagesApart } from '../step-results.ts';
import { effectiveTools } from '../toolset.ts';
import { encodeChunk } from './content.ts';
import { opaqueMessages } from './decode.ts';
import { collect } from './encode-parts.ts';
import { idRule, wire } from './format.ts';
import { fieldsOf } from './settings.ts';
import { encodeTools } from './tools.ts';
import { envelope } from './usage.ts';

export function requestEncoder(): (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject> {
  const encodeSession = sessionEncoder(wire, encodeMessage);
  return (request, options) => {
    const { messages, settings, notes } = request;
    const session = encodeSession(messages, options);
    const tools = effectiveTools(request, session.toolsets);
    const offered = tools.value && encodeTools(tools.value);
    const ours: JsonObject = {
      ...fieldsOf(settings, (field) => formOf(request, wire, field)),
      ...(offered && { tools: offered.value }),
      messages: session.items,
    };
    const losses: Loss[] = [
      ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
      ...tools.losses,
      ...(offered ? offered.losses : []),
    ];
    const value = withExtra(ours, extraOf(request, wire), losses);
    return { value, losses: losses.concat(session.losses), delivery: session.delivery };
  };
}

function tellingOf(message: Message, policy: ThinkingPolicy, losses: readonly Loss[]): Telling {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const isForeign = origin !== undefined && origin.wire !== wire;
  return { policy, isForeign, losses: [...losses], delivery: [] };
}

function encodeMessage(message: Message, before: Before): EncodedMessage {
  const telling = tellingOf(message, before.policy, foreignNotes(message, wire, ''));
  if (message.role === 'tool' && before.previous?.role === 'tool')
    lose(telling, '', 'message-regrouped', 'results in a row are one step here');
  const items =
    message.role === 'assistant'
      ? assistantItems(message, telling)
      : messagesApart(message, telling, {
          wire,
          result: (part, path) => resultMessage(part, path, telling, before),
          pieces: (part, path) => pieceOf(part, path, telling),
          plain: (pieces) => plainMessage(message, pieces),
        });
  return { items, losses: telling.losses, delivery: telling.delivery };
}

function assistantItems(message: AssistantMessage, telling: Telling): readonly JsonObject[] {
  const several = severalMessages(message);
  return several === undefined
    ? [assistantFields(message, telling)]
    : (several.value as readonly JsonObject[]);
}

/** A reply that came as several messages. */
function severalMessages({ parts }: AssistantMessage): OpaquePart | undefined {
  const [only] = parts;
  const isIt =
    parts.length === 1 && only?.type === 'opaque' && only.wire === wire && only.kind === opaqueMessages;
  return isIt ? only : undefined;
}

/** Also the message of a reply, where a role that never came may stay away. */
function assistantFields(message: AssistantMessage, telling: Telling, isReply: boolean = false): JsonObject {
  const { content, calls } = collect(message, telling);
  const form = (name: string): string | undefined => formOf(message, wire, name);
  const isAbsent = content.length === 0 && form('content') === 'absent';
  const ours = {
    ...(!(isReply && form('role') === 'absent') && { role: 'assistant' }),
    ...(!isAbsent && { content: spelled(content, form('content'), null) }),
    ...((calls.length > 0 || form('tool_calls') === 'empty') && { tool_calls: calls }),
  };
  return withExtra(ours, extraOf(message, wire));
}

function plainMessage(message: Message, pieces: readonly JsonValue[]): JsonObject {
  const form = formOf(message, wire, 'content');
  const role = message.role === 'tool' ? 'user' : message.role;
  const isAbsent = form === 'absent' && pieces.length === 0;
  return withExtra(
    { role, ...(!isAbsent && { content: spelled(pieces, form, []) }) },
    extraOf(message, wire),
  );
}

function pieceOf(part: Part, path: string, telling: Telling): readonly JsonValue[] {
  if (part.type !== 'thinking') return encodeChunk(part, path, telling);
  withhold(telling, path, 'thinking outside an assistant message');
  return [];
}

function resultMessage(part: ToolResultPart, path: string, telling: Telling, { callOf }: Before): JsonObject {
  if (part.isError !== undefined)
    lose(telling, `${path}.isError`, 'field-unsupported', 'this wire has no error flag');
  const form = formOf(part, wire, 'content');
  const pieces = part.content.flatMap((inner, index): readonly JsonValue[] => {
    const place = `${path}.content[${index}]`;
    if (inner.type !== 'json') return encodeChunk(inner, place, telling);
    lose(telling, place, 'part-unsupported', 'JSON travels as text');
    return [{ type: 'text', text: stringifyJson(inner.value) }];
  });
  if (pieces.length === 0 && form === undefined)
    lose(telling, `${path}.content`, 'field-unsupported', 'an empty result is an empty text here');
  const ours = {
    role: 'tool',
    tool_call_id: sentId(part, path, telling, { wire, rule: idRule, callOf }),
    ...(part.name !== undefined && { name: part.name }),
    ...(!(pieces.length === 0 && form === 'absent') && { content: spelled(pieces, form, '') }),
  };
  return withExtra(ours, extraOf(part, wire));
}

/** The envelope's constants are the wire's; ids, model, stop and usage are only what is known. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy): Encoded<JsonObject> {
  const { message } = reply;
  const telling = tellingOf(message, policy, [
    ...foreignNotes(reply, wire, ''),
    ...foreignNotes(message, wire, 'message'),
  ]);
  const value = encodeEnvelope(reply, said(message, telling), envelope, telling.losses);
  return { value, losses: telling.losses, delivery: telling.delivery };
}

function said(message: AssistantMessage, telling: Telling): JsonObject {
  const several = severalMessages(message);
  if (several !== undefined) return { messages: several.value };
  const isAbsent = message.parts.length === 0 && formOf(message, wire, 'message') === 'absent';
  return isAbsent ? {} : { message: assistantFields(message, telling, true) };
}
