/** Ours to Chat Completions: requests and replies. */
import type {
  Encoded,
  EncodeOptions,
  JsonObject,
  JsonValue,
  Loss,
  ModelRequest,
  Reply,
  ThinkingPolicy,
} from '@throughline/core';
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
  const encodeSession = sessionEncoder((message, before) => encodeMessage(message, before, dialect));
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
    return { value, losses: [...losses, ...session.losses], delivery: session.delivery };
  };
}

/** The envelope's constants are the wire's; ids, model, stop and usage are only what is known. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy, dialect: Dialect): Encoded<JsonObject> {
  const { message } = reply;
  const { origin, stop, usage } = message;
  const context: Context = {
    policy,
    dialect,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message')],
    delivery: [],
  };
  const fields = assistantFields(message, context, true);
  const reason = stop && stops.encode(stop);
  if (stop?.sequence !== undefined)
    context.losses.push({
      path: 'stop.sequence',
      code: 'field-unsupported',
      detail: 'this wire does not say which sequence stopped it',
    });
  if (stop !== undefined && reason === undefined)
    context.losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  const absent = formOf(reply, wire, 'absent')?.split(' ');
  const isSaid = (name: string): boolean => absent?.includes(name) !== true;
  const { choices: noted, ...envelope } = { choices: undefined, ...extraOf(reply, wire) };
  const [residue, ...others] = Array.isArray(noted) ? (noted as readonly JsonObject[]) : [];
  const choice = withExtra(
    {
      ...(isSaid('index') && residue?.['index'] === undefined && { index: 0 }),
      message: fields,
      ...(reason !== undefined
        ? { finish_reason: reason }
        : isSaid('finish_reason') && residue?.['finish_reason'] === undefined && { finish_reason: null }),
    },
    residue,
  );
  const ours: JsonObject = {
    ...(origin?.responseId !== undefined && { id: origin.responseId }),
    ...(isSaid('object') &&
      (envelope as JsonObject)['object'] === undefined && { object: 'chat.completion' }),
    ...(origin?.model !== undefined && { model: origin.model }),
    choices: [choice, ...others] as readonly JsonValue[],
    ...(usage !== undefined && isSaid('usage') && { usage: usages.encode(usage, context.losses) }),
  };
  return {
    value: withExtra(ours, envelope),
    losses: context.losses,
    delivery: context.delivery,
  };
}
