/** Ours to Cohere's Chat API: requests and replies. */
import type {
  AssistantMessage,
  Encoded,
  EncodeOptions,
  JsonObject,
  JsonValue,
  Loss,
  Message,
  ModelRequest,
  Part,
  Reply,
  ThinkingPolicy,
  ToolResultPart,
} from '@throughline/core';
import { spelled } from '../content-spelling.ts';
import { lose, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder, type Before, type EncodedMessage } from '../session.ts';
import { messagesApart } from '../step-results.ts';
import { effectiveTools } from '../toolset.ts';
import { encodeBlock, spelledByAssistant } from './content.ts';
import { collect } from './encode-parts.ts';
import { planField, wire } from './format.ts';
import { fieldsOf } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stops, usages } from './usage.ts';

export function requestEncoder(): (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject> {
  const encodeSession = sessionEncoder(wire, encodeMessage);
  return (request, options) => {
    const { messages, settings, notes } = request;
    const session = encodeSession(messages, options);
    const tools = effectiveTools(request, session.toolsets);
    const offered = tools.value && encodeTools(tools.value);
    const losses: Loss[] = [
      ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
      ...tools.losses,
      ...(offered ? offered.losses : []),
    ];
    const ours: JsonObject = {
      ...fieldsOf(settings, losses),
      ...(offered && { tools: offered.value }),
      messages: session.items,
    };
    const value = withExtra(ours, extraOf(request, wire), losses);
    return { value, losses: losses.concat(session.losses), delivery: session.delivery };
  };
}

function tellingOf(message: Message, policy: ThinkingPolicy, losses: readonly Loss[]): Telling {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const isForeign = origin !== undefined && origin.wire !== wire;
  return { policy, isForeign, losses: [...losses], delivery: [] };
}

function encodeMessage(message: Message, { policy, previous }: Before): EncodedMessage {
  const telling = tellingOf(message, policy, foreignNotes(message, wire, ''));
  if (message.role === 'tool' && previous?.role === 'tool')
    lose(telling, '', 'message-regrouped', 'results in a row are one step here');
  const items =
    message.role === 'assistant'
      ? [assistantFields(message, telling)]
      : messagesApart(message, telling, {
          wire,
          result: (part, path) => resultMessage(part, path, telling),
          pieces: (part, path) => pieceOf(part, path, telling),
          plain: (pieces) => plainMessage(message, pieces),
        });
  return { items, losses: telling.losses, delivery: telling.delivery };
}

/** Also the message of a reply, where a role that never came may stay away. */
function assistantFields(message: AssistantMessage, telling: Telling, isReply: boolean = false): JsonObject {
  const { content, plan, calls } = collect(message, telling);
  const form = (name: string): string | undefined => formOf(message, wire, name);
  const said = spelledByAssistant(content, form('content'));
  const ours = {
    ...(!(isReply && form('role') === 'absent') && { role: 'assistant' }),
    ...(said !== undefined && { content: said }),
    ...(plan !== undefined && { [planField]: plan }),
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
  if (part.type !== 'thinking') return encodeBlock(part, path, 'other', telling);
  withhold(telling, path, 'thinking outside an assistant message');
  return [];
}

function resultMessage(part: ToolResultPart, path: string, telling: Telling): JsonObject {
  if (part.isError !== undefined)
    lose(telling, `${path}.isError`, 'field-unsupported', 'this wire has no error flag');
  if (part.name !== undefined)
    lose(telling, `${path}.name`, 'field-unsupported', 'a result names no tool here');
  const form = formOf(part, wire, 'content');
  const pieces = part.content.flatMap((inner, index) =>
    encodeBlock(inner, `${path}.content[${index}]`, 'result', telling),
  );
  if (pieces.length === 0 && form === undefined)
    lose(telling, `${path}.content`, 'field-unsupported', 'an empty result is an empty text here');
  const ours = {
    role: 'tool',
    tool_call_id: part.callId,
    ...(!(pieces.length === 0 && form === 'absent') && { content: spelled(pieces, form, '') }),
  };
  return withExtra(ours, extraOf(part, wire));
}

/** Id, stop and usage are only what is known. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy): Encoded<JsonObject> {
  const { message } = reply;
  const { origin, stop, usage } = message;
  const telling = tellingOf(message, policy, [
    ...foreignNotes(reply, wire, ''),
    ...foreignNotes(message, wire, 'message'),
  ]);
  const fields = assistantFields(message, telling, true);
  const reason = stop && stops.encode(stop);
  if (stop?.sequence !== undefined)
    lose(telling, 'stop.sequence', 'field-unsupported', 'this wire does not say which sequence stopped it');
  if (stop !== undefined && reason === undefined) lose(telling, 'stop', 'field-unsupported', stop.reason);
  if (origin?.model !== undefined)
    lose(telling, 'message.origin.model', 'field-unsupported', 'a reply names no model here');
  const ours: JsonObject = {
    ...(origin?.responseId !== undefined && { id: origin.responseId }),
    message: fields,
    ...(reason !== undefined && { finish_reason: reason }),
    ...(usage !== undefined && { usage: usages.encode(usage, telling.losses) }),
  };
  return {
    value: withExtra(ours, extraOf(reply, wire)),
    losses: telling.losses,
    delivery: telling.delivery,
  };
}
