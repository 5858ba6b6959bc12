/** Ours to Bedrock Converse: requests and replies. */
import type {
  AssistantMessage,
  Encoded,
  EncodeOptions,
  JsonObject,
  Loss,
  Message,
  ModelRequest,
  Reply,
  ThinkingPolicy,
} from '@throughline/core';
import { withNested } from '../nested.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder, type EncodedMessage, type SessionEncoder } from '../session.ts';
import { effectiveTools } from '../toolset.ts';
import type { Dialect } from './capabilities.ts';
import { encodePart, type Context } from './encode-parts.ts';
import { wire, type Block } from './format.ts';
import { settingsBody } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stops, usages } from './usage.ts';

export type RequestEncoder = (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject>;

export function requestEncoder(dialect: Dialect): RequestEncoder {
  const encodeSession = sessionEncoder(wire, (message, { policy, index }) =>
    encodeMessage(message, { policy, index, dialect, takesBlank: false }),
  );
  return (request, options) => encodeRequest(request, options, encodeSession);
}

function encodeRequest(
  request: ModelRequest,
  options: EncodeOptions | undefined,
  encodeSession: SessionEncoder,
): Encoded<JsonObject> {
  const { messages, settings, notes } = request;
  const session = encodeSession(messages, options);
  const hasHead = messages[0]?.role === 'system' && formOf(request, wire, 'system') !== 'in messages';
  const tools = effectiveTools(request, session.toolsets);
  const offered = tools.value && encodeTools(tools.value);
  const losses: Loss[] = [
    ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
    ...tools.losses,
    ...(offered ? offered.losses : []),
  ];
  const items = hasHead ? session.rest : session.items;
  const isAbsent = items.length === 0 && formOf(request, wire, 'messages') === 'absent';
  const ours: JsonObject = {
    ...(!isAbsent && { messages: items }),
    ...(hasHead && session.head !== undefined && { system: session.head }),
    ...settingsBody(settings, offered?.value, losses),
  };
  const value = withNested(ours, extraOf(request, wire), losses);
  return { value, losses: losses.concat(session.losses), delivery: session.delivery };
}

type Place = Pick<Context, 'policy' | 'index' | 'dialect' | 'takesBlank'>;

const roles = { system: 'system', user: 'user', tool: 'user', assistant: 'assistant' } as const;

function encodeMessage(message: Message, place: Place): EncodedMessage {
  const { blocks, losses, delivery } = encodeParts(message, place);
  const hasResult = message.parts.some(({ type }) => type === 'toolResult');
  if ((message.role === 'tool') !== hasResult && (message.role === 'tool' || message.role === 'user')) {
    losses.push({
      path: '',
      code: 'message-regrouped',
      detail: `read back as a ${hasResult ? 'tool' : 'user'} message`,
    });
  }
  return {
    items: [withExtra({ role: roles[message.role], content: blocks }, extraOf(message, wire))],
    head: blocks,
    losses: [...foreignNotes(message, wire, ''), ...losses],
    delivery,
  };
}

type EncodedParts = Pick<Context, 'losses' | 'delivery'> & { readonly blocks: Block[] };

function encodeParts(message: Message, place: Place): EncodedParts {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const isForeign = origin !== undefined && origin.wire !== wire;
  const context: Context = { ...place, isForeign, losses: [], delivery: [] };
  const blocks = message.parts.flatMap((part, index) => encodePart(part, `.parts[${index}]`, context));
  return { blocks, losses: context.losses, delivery: context.delivery };
}

/** A reply has no id and names no model here; whoever asked knows the model from the path. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy, dialect: Dialect): Encoded<JsonObject> {
  const { message } = reply;
  // Whoever reads a reply takes thinking without a signature and text without words, and hands them back to us.
  const { blocks, losses, delivery } = encodeParts(message, {
    policy,
    index: 0,
    dialect: { ...dialect, takesUnsigned: true },
    takesBlank: true,
  });
  losses.push(...unsaid(message));
  const { stop, usage } = message;
  const stopReason = stop && stops.encode(stop);
  if (stop !== undefined && stopReason === undefined)
    losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  const ours = {
    output: { message: { role: 'assistant', content: blocks } },
    ...(stopReason !== undefined && { stopReason }),
    ...(usage !== undefined && { usage: usages.encode(usage, losses) }),
  };
  return {
    value: withNested(ours, extraOf(reply, wire), losses),
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message'), ...losses],
    delivery,
  };
}

function unsaid({ origin, stop, usage }: AssistantMessage): Loss[] {
  const fields: { readonly [path: string]: unknown } = {
    'origin.responseId': origin?.responseId,
    'stop.sequence': stop?.sequence,
    'usage.thinking': usage?.thinking,
  };
  return Object.entries(fields).flatMap(([path, value]): Loss[] =>
    value === undefined ? [] : [{ path, code: 'field-unsupported', detail: 'this wire does not say it' }],
  );
}
