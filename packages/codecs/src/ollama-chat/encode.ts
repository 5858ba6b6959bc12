/** Ours to Ollama's chat: requests and replies. */
import type {
  Encoded,
  EncodeOptions,
  JsonObject,
  Loss,
  ModelRequest,
  Reply,
  ThinkingPolicy,
} from '@throughline/core';
import type { Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder } from '../session.ts';
import { settingsWithoutPlace } from '../settings.ts';
import { effectiveTools } from '../toolset.ts';
import { assistantFields } from './encode-assistant.ts';
import { encodeMessage } from './encode-messages.ts';
import { wire } from './format.ts';
import { settings as nested, settingsWithText, table } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stops, usages } from './usage.ts';

export type RequestEncoder = (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject>;

export function requestEncoder(): RequestEncoder {
  const encodeSession = sessionEncoder(wire, encodeMessage);
  return (request, options) => {
    const { messages, settings, notes } = request;
    const session = encodeSession(messages, options);
    const tools = effectiveTools(request, session.toolsets);
    const offered = tools.value && encodeTools(tools.value);
    const { options: noted, ...extra } = { ...extraOf(request, wire) };
    const spelling = formOf(request, wire, 'stop') === 'text' ? settingsWithText : nested;
    const isSilent = session.items.length === 0 && formOf(request, wire, 'messages') === 'absent';
    const ours: JsonObject = {
      ...(noted !== undefined && { options: noted }),
      ...spelling.encode(settings, noted),
      ...(!isSilent && { messages: session.items }),
      ...(offered && { tools: offered.value }),
    };
    const losses: Loss[] = [
      ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
      ...settingsWithoutPlace(settings, table).map((name): Loss => ({
        path: `settings.${name}`,
        code: 'setting-unsupported',
        detail: 'this wire has no field for it',
      })),
      ...tools.losses,
      ...(offered ? offered.losses : []),
    ];
    const value = withExtra(ours, extra, losses);
    return { value, losses: losses.concat(session.losses), delivery: session.delivery };
  };
}

/** The envelope's constants are the wire's; model, time, stop and counts are only what is known. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy): Encoded<JsonObject> {
  const { message } = reply;
  const { origin, stop, usage } = message;
  const telling: Telling = {
    policy,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message')],
    delivery: [],
  };
  const { losses, delivery } = telling;
  const ours = {
    ...(origin?.model !== undefined && { model: origin.model }),
    ...(origin?.time !== undefined && { created_at: origin.time }),
    ...messageOf(reply, telling),
    done: true,
    ...stopField(reply, losses),
    ...(usage !== undefined && (usages.encode(usage, losses) as JsonObject)),
  };
  if (stop?.sequence !== undefined)
    losses.push({ path: 'stop.sequence', code: 'field-unsupported', detail: 'not said here' });
  return { value: withExtra(ours, extraOf(reply, wire)), losses, delivery };
}

function messageOf({ message }: Reply, telling: Telling): JsonObject {
  const form = formOf(message, wire, 'message');
  if (form === undefined || message.parts.length > 0) return { message: assistantFields(message, telling) };
  return form === 'null' ? { message: null } : {};
}

function stopField({ message: { stop } }: Reply, losses: Loss[]): JsonObject {
  const reason = stop && stops.encode(stop);
  if (stop !== undefined && reason === undefined)
    losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  return reason === undefined ? {} : { done_reason: reason };
}
