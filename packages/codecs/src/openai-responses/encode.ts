/** Ours to OpenAI Responses: requests and replies. */
import {
  sameJson,
  type AssistantMessage,
  type Encoded,
  type EncodeOptions,
  type JsonObject,
  type JsonValue,
  type Loss,
  type Message,
  type ModelRequest,
  type Origin,
  type Part,
  type Reply,
  type ThinkingPolicy,
} from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { lose, withhold } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder, type Before, type EncodedMessage, type SessionEncoder } from '../session.ts';
import { settingFields, settingsWithoutPlace } from '../settings.ts';
import { effectiveTools } from '../toolset.ts';
import type { Dialect } from './capabilities.ts';
import { encodeContent, plainText } from './encode-content.ts';
import { encodeItems, toolResult } from './encode-items.ts';
import { idRule, wire, type Item } from './format.ts';
import type { Context } from './item-context.ts';
import { settings as table } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stopFields, stopOf, usages } from './usage.ts';

export type RequestEncoder = (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject>;

export function requestEncoder(dialect: Dialect): RequestEncoder {
  const encodeSession = sessionEncoder(wire, (message, before) => encodeMessage(message, before, dialect));
  return (request, options) => encodeRequest(request, options, encodeSession);
}

function encodeRequest(
  request: ModelRequest,
  options: EncodeOptions | undefined,
  encodeSession: SessionEncoder,
): Encoded<JsonObject> {
  const { messages, settings, notes } = request;
  const session = encodeSession(messages, options);
  const instructions = formOf(request, wire, 'system') === 'in input' ? undefined : session.head;
  const items = instructions === undefined ? session.items : session.rest;
  const tools = effectiveTools(request, session.toolsets);
  const offered = tools.value && encodeTools(tools.value);
  const input = inputOf(items, formOf(request, wire, 'input'));
  const ours: JsonObject = {
    ...settingFields(settings, table),
    ...(instructions !== undefined && { instructions }),
    ...(offered && { tools: offered.value }),
    ...(input !== undefined && { input }),
  };
  const losses: Loss[] = [
    ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
    ...settingsWithoutPlace(settings, table).map((name): Loss => ({
      path: `settings.${name}`,
      code: 'setting-unsupported',
      detail: `${name} has no place here`,
    })),
    ...tools.losses,
    ...(offered ? offered.losses : []),
  ];
  const value = withExtra(ours, extraOf(request, wire), losses);
  return { value, losses: losses.concat(session.losses), delivery: session.delivery };
}

/** A single question may be a string; a request may also have no input at all. */
function inputOf(items: readonly Item[], form: string | undefined): JsonValue | undefined {
  const [only] = items;
  if (form === 'absent' && only === undefined) return undefined;
  const isAsked = items.length === 1 && only?.['role'] === 'user' && Object.keys(only).length === 3;
  return form === 'string' && isAsked && typeof only['content'] === 'string' ? only['content'] : items;
}

function contextOf(
  message: Message,
  { policy, callOf }: Pick<Before, 'policy' | 'callOf'>,
  dialect: Dialect,
): Context {
  const isElsewhere = isForeign(message.role === 'assistant' ? message.origin : undefined);
  return {
    policy,
    isForeign: isElsewhere,
    losses: [...foreignNotes(message, wire, '')],
    delivery: [],
    dialect,
    callOf,
    items: [],
    from: 0,
    keepsIds: !isElsewhere,
  };
}

function isForeign(origin: Origin | undefined): boolean {
  return origin !== undefined && origin.wire !== wire;
}

function encodeMessage(message: Message, before: Before, dialect: Dialect): EncodedMessage {
  const context = contextOf(message, before, dialect);
  const { role } = message;
  if ((role === 'assistant' || role === 'tool') && before.previous?.role === role)
    lose(context, '', 'message-regrouped', 'it is read back as one with the message before it');
  if (role === 'assistant') encodeItems(placed(message.parts), context);
  else encodeWords(message, context);
  const { items, losses, delivery } = context;
  const head = role === 'system' ? instructionsOf(items) : undefined;
  return { items, losses, delivery, ...(head !== undefined && { head }) };
}

function placed(parts: readonly Part[]): readonly { readonly part: Part; readonly path: string }[] {
  return parts.map((part, index) => ({ part, path: `.parts[${index}]` }));
}

/** Instructions are a text and nothing else. */
function instructionsOf(items: readonly Item[]): string | undefined {
  const [only] = items;
  const isBare = items.length === 1 && only?.['role'] === 'system' && Object.keys(only).length === 3;
  return isBare && typeof only['content'] === 'string' ? only['content'] : undefined;
}

/** Messages of others: results are items of their own, what stands between them is a message. */
function encodeWords(message: Message, context: Context): void {
  const { role, parts } = message;
  let blocks: JsonValue[] = [];
  let isSaid = false;
  const flush = (): void => {
    if (blocks.length > 0) context.items.push(wordsItem(message, blocks));
    blocks = [];
  };
  for (const { part, path } of placed(parts)) {
    if (part.type === 'toolset') continue;
    const isItem =
      part.type === 'toolResult' || (role === 'tool' && part.type === 'opaque' && part.wire === wire);
    isSaid ||= !isItem;
    if (isItem) {
      flush();
      if (part.type === 'toolResult') context.losses.push(...foreignNotes(part, wire, path));
      context.items.push(part.type === 'toolResult' ? toolResult(part, path, context) : (part.value as Item));
    } else {
      const block = encodeWord(part, path, context);
      if (block !== undefined) blocks.push(block);
    }
  }
  flush();
  if (role !== 'tool' && parts.length === 0) context.items.push(wordsItem(message, []));
  const hasResult = parts.some(({ type }) => type === 'toolResult');
  if ((role === 'tool' && isSaid) || (role !== 'tool' && hasResult))
    lose(context, '', 'message-regrouped', 'results and words are items of their own here');
}

function encodeWord(part: Part, path: string, context: Context): JsonValue | undefined {
  if (part.type === 'thinking') {
    withhold(context, path, 'only a model thinks here');
    return undefined;
  }
  if (part.type === 'opaque')
    return encodeContent(part, undefined, path, { ...context, usual: 'input_text' });
  context.losses.push(...foreignNotes(part as Part & { readonly type: 'text' }, wire, path));
  return encodeContent(part, extraOf(part as Part & { readonly type: 'text' }, wire), path, {
    ...context,
    usual: 'input_text',
  });
}

/** A message of a user, or instructions; words between results are the user's. */
function wordsItem(message: Message, blocks: readonly JsonValue[]): Item {
  const isOwn = message.role !== 'tool';
  const form = (name: string): string | undefined => (isOwn ? formOf(message, wire, name) : undefined);
  const text = form('content') === 'list' ? undefined : plainText(blocks, 'input_text');
  const ours = {
    ...(form('type') !== 'absent' && { type: 'message' }),
    role: message.role === 'system' ? (form('role') ?? 'system') : 'user',
    content: text ?? blocks,
  };
  return withExtra(ours, isOwn ? extraOf(message, wire) : undefined);
}

export type ReplyOptions = {
  readonly policy: ThinkingPolicy;
  /** Where the reply was produced, as a stream tells it first: ids that are minted here are made of it. */
  readonly origin: Origin | undefined;
};

/** `from` is the place of the first item that is encoded. */
export function replyContext({ policy, origin }: ReplyOptions, dialect: Dialect, from: number = 0): Context {
  const scope = origin?.responseId === undefined ? '' : `${origin.responseId}_`;
  return {
    policy,
    isForeign: isForeign(origin),
    losses: [],
    delivery: [],
    dialect,
    callOf: () => undefined,
    mint: (prefix, place) => aliasOf(`${prefix}_${scope}${place}`, idRule),
    items: [],
    from,
    keepsIds: !isForeign(origin),
  };
}

/** The envelope's constants are the wire's; ids, model, stop and usage are only what is known. */
export function encodeReply(reply: Reply, options: ReplyOptions, dialect: Dialect): Encoded<JsonObject> {
  const { message } = reply;
  const { origin, usage } = message;
  const context = replyContext(options, dialect);
  encodeItems(placed(message.parts), context);
  const { items: output, losses, delivery } = context;
  const isOwn = formOf(reply, wire, 'envelope') !== undefined;
  const hasOutput = output.length > 0 || formOf(reply, wire, 'output') !== 'absent';
  const ours = {
    ...(origin?.responseId !== undefined && { id: origin.responseId }),
    ...(!isOwn && newEnvelope(message, losses)),
    ...(origin?.model !== undefined && { model: origin.model }),
    ...(hasOutput && { output }),
    ...(usage !== undefined && { usage: usages.encode(usage, losses) }),
  };
  const extra = isOwn ? ownEnvelope(reply, losses) : extraOf(reply, wire);
  return {
    value: withExtra(ours, extra, losses),
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message'), ...losses],
    delivery,
  };
}

function newEnvelope({ origin, stop }: AssistantMessage, losses: Loss[]): JsonObject {
  const seconds = origin?.time === undefined ? Number.NaN : Math.floor(Date.parse(origin.time) / 1000);
  return {
    object: 'response',
    ...(Number.isFinite(seconds) && { created_at: seconds }),
    error: null,
    ...stopFields(stop, losses),
  };
}

/** What came with the reply, unless it stopped for another reason since. */
function ownEnvelope(reply: Reply, losses: Loss[]): JsonObject | undefined {
  const { stop, parts } = reply.message;
  const extra = extraOf(reply, wire);
  if (stop === undefined || sameJson(stopOf({ ...extra }, parts), stop)) return extra;
  losses.push({ path: 'stop', code: 'edited', detail: 'it is not what the provider said' });
  return { ...extra, ...stopFields(stop, losses) };
}
