/** Ours to generateContent: requests and replies. */
import type {
  AssistantMessage,
  Encoded,
  EncodeOptions,
  JsonObject,
  JsonValue,
  Loss,
  ModelRequest,
  Reply,
  Stop,
  ThinkingPolicy,
} from '@throughline/core';
import { extraOf, foreignNotes, formOf } from '../notes.ts';
import { sessionEncoder, type SessionEncoder } from '../session.ts';
import { effectiveTools } from '../toolset.ts';
import { encodeMessage } from './contents.ts';
import { encodeParts, type Context } from './encode-parts.ts';
import { isList, wire } from './format.ts';
import { settingsFields } from './settings.ts';
import { respelled, withNested } from './spelling.ts';
import { encodeTools } from './tools.ts';
import { usages, wordOf } from './usage.ts';

export type RequestEncoder = (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject>;

export function requestEncoder(): RequestEncoder {
  const encodeSession = sessionEncoder(wire, encodeMessage);
  return (request, options) => encodeRequest(request, options, encodeSession);
}

function encodeRequest(
  request: ModelRequest,
  options: EncodeOptions | undefined,
  encodeSession: SessionEncoder,
): Encoded<JsonObject> {
  const { messages, settings, notes } = request;
  const session = encodeSession(messages, options);
  const hasHead = messages[0]?.role === 'system';
  const tools = effectiveTools(request, session.toolsets);
  const offered = tools.value && encodeTools(tools.value);
  const contents = hasHead ? session.rest : session.items;
  const ours: JsonObject = {
    ...(hasHead && session.head !== undefined && { systemInstruction: session.head }),
    contents: unbracketed(contents, formOf(request, wire, 'contents')),
    ...(offered && { tools: unbracketed(offered.value, formOf(request, wire, 'tools')) }),
    ...settingsFields(settings),
  };
  const losses: Loss[] = [
    ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
    ...tools.losses,
    ...(offered ? offered.losses : []),
  ];
  const value = withNested(respelled(ours, formOf(request, wire, 'snake')), extraOf(request, wire), losses);
  return { value, losses: losses.concat(session.losses), delivery: session.delivery };
}

/** A list that came without its brackets goes out so while it has one item. */
function unbracketed(list: readonly JsonValue[], form: string | undefined): JsonValue {
  const [only, another] = list;
  return form === 'lone' && only !== undefined && another === undefined ? only : list;
}

/** Ids, model, stop and usage are only what is known. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy): Encoded<JsonObject> {
  const { message } = reply;
  const { origin, usage } = message;
  const context = replyContext(message, policy);
  context.losses.push(...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message'));
  const { candidates: noted, ...envelope } = { candidates: undefined, ...extraOf(reply, wire) };
  const candidates = candidatesOf(reply, isList(noted) ? (noted as readonly JsonObject[]) : [], context);
  const ours: JsonObject = {
    ...(candidates !== undefined && { candidates }),
    ...(usage !== undefined && { usageMetadata: usages.encode(usage, context.losses) }),
    ...(origin?.model !== undefined && { modelVersion: origin.model }),
    ...(origin?.time !== undefined && { createTime: origin.time }),
    ...(origin?.responseId !== undefined && { responseId: origin.responseId }),
  };
  const odd: JsonObject =
    noted === undefined || isList(noted) ? envelope : { ...envelope, candidates: noted };
  return { value: withNested(ours, odd), losses: context.losses, delivery: context.delivery };
}

/** A reply is read by whoever asked for it: its calls need no stand-in for a signature. */
export function replyContext({ origin }: AssistantMessage, policy: ThinkingPolicy): Context {
  const isForeign = origin !== undefined && origin.wire !== wire;
  return { policy, isForeign, losses: [], delivery: [], callOf: () => undefined };
}

/** `undefined` where the reply said none. */
function candidatesOf(
  reply: Reply,
  [residue, ...others]: readonly JsonObject[],
  context: Context,
): readonly JsonValue[] | undefined {
  const parts = encodeParts(reply.message, context);
  const form = formOf(reply, wire, 'candidates');
  if (form !== undefined && parts.length === 0) return form === 'absent' ? undefined : [];
  const content = contentOf(reply, parts, residue);
  const { stop } = reply.message;
  const ours: JsonObject = {
    ...(content !== undefined && { content }),
    ...(stop !== undefined &&
      formOf(reply, wire, 'stop') !== 'promptFeedback' && { finishReason: reasonOf(stop, context) }),
  };
  return [withNested(ours, residue), ...others];
}

function contentOf(
  reply: Reply,
  parts: readonly JsonValue[],
  residue: JsonObject | undefined,
): JsonObject | undefined {
  const isAbsent = (name: string): boolean => formOf(reply, wire, name) === 'absent';
  if (parts.length === 0 && isAbsent('content')) return undefined;
  const inner = residue?.['content'];
  const hasRole = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'role');
  return {
    ...(!(parts.length === 0 && isAbsent('parts')) && { parts }),
    ...(!isAbsent('role') && !hasRole && { role: 'model' }),
  };
}

function reasonOf(stop: Stop, { losses }: Context): string {
  if (stop.sequence !== undefined)
    losses.push({
      path: 'stop.sequence',
      code: 'field-unsupported',
      detail: 'this wire does not say which sequence stopped it',
    });
  return wordOf(stop);
}
