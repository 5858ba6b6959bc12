/** Ours to Ollama's chat API: requests and replies. */
import {
  isJsonObject,
  type Encoded,
  type EncodeOptions,
  type JsonObject,
  type Loss,
  type ModelRequest,
  type Reply,
  type ThinkingPolicy,
} from '@throughline/core';
import type { Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder } from '../session.ts';
import { effectiveTools } from '../toolset.ts';
import { assistantFields, encodeMessage } from './encode-messages.ts';
import { wire } from './format.ts';
import { fieldsOf, settingsLost } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stops, usages } from './usage.ts';

const encodeSession = sessionEncoder(wire, encodeMessage);

export function encodeRequest(request: ModelRequest, options?: EncodeOptions): Encoded<JsonObject> {
  const { messages, settings, notes } = request;
  const session = encodeSession(messages, options);
  const tools = effectiveTools(request, session.toolsets);
  const offered = tools.value && encodeTools(tools.value);
  const losses: Loss[] = [
    ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
    ...settingsLost(settings).map((name): Loss => ({
      path: `settings.${name}`,
      code: 'setting-unsupported',
      detail: 'this wire has no place for it',
    })),
    ...tools.losses,
    ...(offered ? offered.losses : []),
    ...session.losses,
  ];
  const value = {
    ...fieldsOf(settings, extraOf(request, wire)),
    ...(offered && { tools: offered.value }),
    messages: session.items,
  };
  return { value, losses, delivery: session.delivery };
}

export function encodeReply(reply: Reply, policy: ThinkingPolicy): Encoded<JsonObject> {
  const { message } = reply;
  const { origin, stop, usage } = message;
  const telling: Telling = {
    policy,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message')],
    delivery: [],
  };
  const { role: _role, ...fields } = assistantFields(message, telling);
  const role = formOf(reply, wire, 'role') ?? 'assistant';
  const reason = stop && stops.encode(stop);
  if (stop !== undefined && reason === undefined)
    telling.losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  if (origin?.responseId !== undefined)
    telling.losses.push({
      path: 'origin.responseId',
      code: 'field-unsupported',
      detail: 'a reply has no id here',
    });
  const report = usage && usages.encode(usage, telling.losses);
  const ours = {
    ...(origin?.model !== undefined && { model: origin.model }),
    ...(origin?.time !== undefined && { created_at: origin.time }),
    message: { ...(role !== 'absent' && { role }), ...fields },
    ...(formOf(reply, wire, 'done') !== 'absent' && { done: true }),
    ...(reason !== undefined && { done_reason: reason }),
    ...(isJsonObject(report) && report),
  };
  const extra = extraOf(reply, wire);
  const value = extra?.['done'] === undefined ? ours : { ...ours, done: extra['done'] };
  return { value: withExtra(value, extra), losses: telling.losses, delivery: telling.delivery };
}
