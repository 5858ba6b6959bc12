/** Ours to Chat Completions: requests and replies. */
import type {
  Encoded,
  EncodeOptions,
  JsonObject,
  Loss,
  ModelRequest,
  Reply,
  ThinkingPolicy,
} from '@throughline/core';
import { encodeEnvelope } from '../choices.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder } from '../session.ts';
import { effectiveTools } from '../toolset.ts';
import type { Dialect } from './dialects.ts';
import { assistantFields, encodeMessage } from './encode-messages.ts';
import type { Context } from './encode-parts.ts';
import { wire } from './format.ts';
import { fieldsOf } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stops, usages } from './usage.ts';

export type RequestEncoder = (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject>;

export function requestEncoder(dialect: Dialect): RequestEncoder {
  const encodeSession = sessionEncoder(wire, (message, before) => encodeMessage(message, before, dialect));
  return (request, options) => {
    const { messages, settings, notes } = request;
    const session = encodeSession(messages, options);
    const tools = effectiveTools(request, session.toolsets);
    const offered = tools.value && encodeTools(tools.value);
    const maxField = formOf(request, wire, 'max') ?? dialect.maxTokensField;
    const ours: JsonObject = {
      ...fieldsOf(settings, maxField, formOf(request, wire, 'stop') === 'string'),
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

export function encodeReply(reply: Reply, policy: ThinkingPolicy, dialect: Dialect): Encoded<JsonObject> {
  const { message } = reply;
  const { origin } = message;
  const context: Context = {
    policy,
    dialect,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message')],
    delivery: [],
  };
  const said = { message: assistantFields(message, context, true) };
  const value = encodeEnvelope(reply, said, { wire, usages, stops }, context.losses);
  return { value, losses: context.losses, delivery: context.delivery };
}
