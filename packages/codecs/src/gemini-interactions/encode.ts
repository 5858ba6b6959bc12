/** Ours to Gemini Interactions: requests and replies. */
import {
  isJsonObject,
  type Encoded,
  type EncodeOptions,
  type JsonObject,
  type JsonValue,
  type Loss,
  type ModelRequest,
  type Reply,
  type ThinkingPolicy,
} from '@throughline/core';
import type { Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder } from '../session.ts';
import { effectiveTools } from '../toolset.ts';
import { encodeMessage, flatOf, stepsOf } from './encode-messages.ts';
import { wire } from './format.ts';
import { isPlainText } from './input.ts';
import { settings as table } from './settings.ts';
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
    const { generation_config: configured, ...extra } = { ...extraOf(request, wire) };
    const input = inputOf(session.items, formOf(request, wire, 'input'));
    const fields = table.encode(settings, configured);
    const losses: Loss[] = [
      ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
      ...tools.losses,
      ...(offered ? offered.losses : []),
    ];
    const ours: JsonObject = {
      ...fields,
      ...(session.head !== undefined && { system_instruction: session.head }),
      ...(offered && { tools: offered.value }),
      ...(input !== undefined && { input }),
    };
    const isOdd = configured !== undefined && !isJsonObject(configured);
    const value = withExtra(ours, isOdd ? { ...extra, generation_config: configured } : extra, losses);
    return { value, losses: losses.concat(session.losses), delivery: session.delivery };
  };
}

const emptyInputs: { readonly [form: string]: JsonValue | undefined } = { absent: undefined, null: null };

/** A list, but where a lone item or nothing came in another spelling. */
function inputOf(items: readonly JsonValue[], form: string | undefined): JsonValue | undefined {
  const [only] = items;
  if (items.length === 0 && form !== undefined && Object.hasOwn(emptyInputs, form)) return emptyInputs[form];
  if (items.length !== 1 || only === undefined) return items;
  if (form === 'object') return only;
  return form === 'string' ? (textOf(only) ?? items) : items;
}

function textOf(item: JsonValue): string | undefined {
  if (!isJsonObject(item) || item['type'] !== 'user_input' || Object.keys(item).length !== 2)
    return undefined;
  const { content } = item;
  const [only, ...more] = Array.isArray(content) ? (content as readonly JsonValue[]) : [];
  return more.length === 0 && isPlainText(only) ? only.text : undefined;
}

/** The envelope's constants are the wire's; ids, model, status and usage are only what is known. */
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
  const status = stop && stops.encode(stop);
  if (stop !== undefined && status === undefined)
    losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  if (stop?.sequence !== undefined)
    losses.push({ path: 'stop.sequence', code: 'field-unsupported', detail: 'not said here' });
  const ours = {
    ...(origin?.responseId !== undefined && { id: origin.responseId }),
    ...(status !== undefined && { status }),
    ...(usage !== undefined && { usage: usages.encode(usage, losses) }),
    ...(origin?.time !== undefined && { created: origin.time }),
    ...listOf(reply, telling),
    ...(formOf(reply, wire, 'object') !== 'absent' && { object: 'interaction' }),
    ...(origin?.model !== undefined && { model: origin.model }),
  };
  return { value: withOdd(ours, extraOf(reply, wire)), losses, delivery };
}

/** An `object` of another name was noted, and stands where ours would. */
function withOdd(ours: JsonObject, extra: JsonObject | undefined): JsonObject {
  if (extra === undefined || !Object.hasOwn(extra, 'object')) return withExtra(ours, extra);
  const { object: _ours, ...others } = ours;
  return withExtra(others, extra);
}

function listOf({ message }: Reply, telling: Telling): JsonObject {
  const form = formOf(message, wire, 'list');
  if (form === 'outputs') return { outputs: flatOf(message, telling) };
  return form === 'absent' && message.parts.length === 0 ? {} : { steps: stepsOf(message, telling) };
}
