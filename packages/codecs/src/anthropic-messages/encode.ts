/** Ours to Anthropic Messages: requests and replies. */
import type {
  Encoded,
  EncodeOptions,
  JsonObject,
  Loss,
  Message,
  ModelRequest,
  Reply,
  ThinkingPolicy,
} from '@throughline/core';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { sessionEncoder, type Before, type EncodedMessage, type SessionEncoder } from '../session.ts';
import { settingFields } from '../settings.ts';
import { effectiveTools } from '../toolset.ts';
import type { Dialect } from './capabilities.ts';
import { encodePart, type Context } from './encode-parts.ts';
import { wire, type Block } from './format.ts';
import { withoutManualThinking } from './manual-thinking.ts';
import { settings as table } from './settings.ts';
import { encodeTools } from './tools.ts';
import { stops, usages } from './usage.ts';

type Content = string | readonly Block[];

export type RequestEncoder = (request: ModelRequest, options?: EncodeOptions) => Encoded<JsonObject>;

export function requestEncoder(dialect: Dialect): RequestEncoder {
  const encodeSession = sessionEncoder(wire, (message, before) => encodeMessage(message, before, dialect));
  return (request, options) => encodeRequest(request, options, encodeSession, dialect);
}

function encodeRequest(
  request: ModelRequest,
  options: EncodeOptions | undefined,
  encodeSession: SessionEncoder,
  { takesToolChanges }: Dialect,
): Encoded<JsonObject> {
  const { messages, settings, notes } = request;
  const session = encodeSession(messages, options);
  const hasHead = messages[0]?.role === 'system' && formOf(request, wire, 'system') !== 'in messages';
  // What the first message says is the head of the request here; later changes are said in their place.
  const toolsets = takesToolChanges
    ? session.toolsets.filter(({ path }) => path.startsWith('messages[0].'))
    : session.toolsets;
  const tools = effectiveTools(request, toolsets);
  const offered = tools.value && encodeTools(tools.value);
  const ours: JsonObject = {
    ...settingFields(settings, table),
    ...(hasHead && session.head !== undefined && { system: session.head }),
    ...(offered && { tools: offered.value }),
    messages: hasHead ? session.rest : session.items,
  };
  const losses: Loss[] = [
    ...foreignNotes({ ...(notes && { notes }) }, wire, ''),
    ...tools.losses,
    ...(offered ? offered.losses : []),
  ];
  const noted = withoutManualThinking(extraOf(request, wire), messages);
  losses.push(...noted.losses);
  const value = withExtra(ours, noted.extra, losses);
  return { value, losses: losses.concat(session.losses), delivery: session.delivery };
}

const roles = { system: 'system', user: 'user', tool: 'user', assistant: 'assistant' } as const;

function encodeMessage(message: Message, before: Before, dialect: Dialect): EncodedMessage {
  const context = contextOf(message, before, dialect);
  const blocks = blocksOf(message, context);
  const { losses, delivery } = context;
  const hasResult = message.parts.some(({ type }) => type === 'toolResult');
  if ((message.role === 'tool') !== hasResult && (message.role === 'tool' || message.role === 'user')) {
    losses.push({
      path: '',
      code: 'message-regrouped',
      detail: `read back as a ${hasResult ? 'tool' : 'user'} message`,
    });
  }
  const content = spelledContent(message, blocks);
  const isSaid = content.length > 0 || formOf(message, wire, 'content') !== 'absent';
  const fields = withExtra({ role: roles[message.role], ...(isSaid && { content }) }, extraOf(message, wire));
  return {
    items: [fields],
    head: content,
    losses: [...foreignNotes(message, wire, ''), ...losses],
    delivery,
  };
}

function contextOf(
  message: Message,
  { policy, index }: Pick<Before, 'policy' | 'index'>,
  dialect: Dialect,
): Context {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const isForeign = origin !== undefined && origin.wire !== wire;
  const mayChangeTools = dialect.takesToolChanges && message.role === 'system' && index > 0;
  return { policy, dialect, isForeign, mayChangeTools, losses: [], delivery: [] };
}

function blocksOf({ parts }: Message, context: Context): Block[] {
  return parts.flatMap((part, index) => encodePart(part, `.parts[${index}]`, context));
}

/** How many blocks each part of a message becomes. */
export function blockCounts(
  message: Message,
  index: number,
  options: EncodeOptions | undefined,
  dialect: Dialect,
): readonly number[] {
  const context = contextOf(message, { policy: options?.thinking ?? 'keep-readable', index }, dialect);
  return message.parts.map((part, order) => encodePart(part, `.parts[${order}]`, context).length);
}

/** A single plain text is a string, except in assistant messages, which come back as they came: in blocks. */
function spelledContent(message: Message, blocks: readonly Block[]): Content {
  const [only] = blocks;
  const isPlain = blocks.length === 1 && only?.type === 'text' && Object.keys(only).length === 2;
  const usual = message.role === 'assistant' ? 'blocks' : 'string';
  const form = formOf(message, wire, 'content') ?? usual;
  return isPlain && form === 'string' ? (only['text'] as string) : blocks;
}

/** The envelope's constants are the wire's; ids, model, stop and usage are only what is known. */
export function encodeReply(reply: Reply, policy: ThinkingPolicy, dialect: Dialect): Encoded<JsonObject> {
  const { message } = reply;
  // Whoever reads a reply takes thinking without a signature, and hands it back to us.
  const context = contextOf(message, { policy, index: 0 }, { ...dialect, takesUnsigned: true });
  const blocks = blocksOf(message, context);
  const { losses, delivery } = context;
  const { origin, stop, usage } = message;
  const reason = stop && stops.encode(stop);
  if (stop !== undefined && reason === undefined)
    losses.push({ path: 'stop', code: 'field-unsupported', detail: stop.reason });
  const ours = {
    ...(origin?.responseId !== undefined && { id: origin.responseId }),
    type: 'message',
    role: 'assistant',
    ...(origin?.model !== undefined && { model: origin.model }),
    content: blocks,
    stop_reason: reason ?? null,
    stop_sequence: stop?.sequence ?? null,
    ...(usage !== undefined && { usage: usages.encode(usage, losses) }),
  };
  const absent = formOf(reply, wire, 'absent')?.split(' ') ?? [];
  const kept = Object.fromEntries(
    Object.entries(ours).filter(([key, value]) => !absent.includes(key) || isSaid(key, value)),
  );
  const value = withExtra(kept, extraOf(reply, wire));
  return {
    value,
    losses: [...foreignNotes(reply, wire, ''), ...foreignNotes(message, wire, 'message'), ...losses],
    delivery,
  };
}

function isSaid(key: string, value: unknown): boolean {
  return key !== 'type' && value !== null;
}
