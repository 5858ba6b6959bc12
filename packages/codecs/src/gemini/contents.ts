/** Contents, which hold the messages, both ways. */
import { isJsonObject, type JsonObject, type JsonValue, type Message } from '@throughline/core';
import { idDeriver } from '../derived-ids.ts';
import { lose } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, noted, withExtra } from '../notes.ts';
import type { Before, EncodedMessage } from '../session.ts';
import { encodeParts, type Context } from './encode-parts.ts';
import { isList, wire } from './format.ts';
import { decodePart, type Scope } from './parts.ts';
import { inCallOrder } from './result-order.ts';
import { fieldsOf } from './spelling.ts';

/** Reads the contents of one request, in order. */
export function contentReader(): (content: JsonObject) => Message {
  const names = new Map<string, string>();
  const scope: Scope = { ids: idDeriver(), nameOf: (callId) => names.get(callId) };
  return (content) => {
    const message = decodeContent(content, scope);
    if (message.role === 'assistant')
      for (const part of message.parts) if (part.type === 'toolCall') names.set(part.callId, part.name);
    return message;
  };
}

const isRole = (value: JsonValue): value is 'user' | 'model' => value === 'user' || value === 'model';

function decodeContent(content: JsonObject, scope: Scope): Message {
  const fields = fieldsOf(content);
  const role = fields.take('role', isRole);
  const { parts, form } = partsIn(fields, scope);
  const notes = noted(wire, fields.rest(), {
    ...form,
    ...(!Object.hasOwn(content, 'role') && { role: 'absent' }),
  });
  if (role === 'model') return { role: 'assistant', parts, origin: { wire }, ...notes };
  return { role: parts.some(({ type }) => type === 'toolResult') ? 'tool' : 'user', parts, ...notes };
}

export function decodeSystem(content: JsonObject): Message {
  const fields = fieldsOf(content);
  const { parts, form } = partsIn(fields, { ids: idDeriver(), nameOf: () => undefined });
  return { role: 'system', parts, ...noted(wire, fields.rest(), form) };
}

type Parts = Pick<Message, 'parts'> & { readonly form: { readonly parts?: string } };

/** A lone part may come without the brackets of its list. */
function partsIn(fields: ReturnType<typeof fieldsOf>, scope: Scope): Parts {
  const list = fields.take('parts', isList);
  if (list !== undefined)
    return {
      parts: list.map((part) => decodePart(part, scope)),
      form: list.length === 0 ? { parts: 'empty' } : {},
    };
  const lone = fields.take('parts', isJsonObject);
  if (lone === undefined) return { parts: [], form: { parts: 'absent' } };
  return { parts: [decodePart(lone, scope)], form: { parts: 'lone' } };
}

const roles = { system: 'user', user: 'user', tool: 'user', assistant: 'model' } as const;

export function encodeMessage(message: Message, before: Before): EncodedMessage {
  const context = contextOf(message, before);
  context.losses.push(...foreignNotes(message, wire, ''));
  const parts = partsField(message, inCallOrder(message, before, encodeParts(message, context), context));
  tellRegrouping(message, before, parts === undefined, context);
  const { losses, delivery } = context;
  if (parts === undefined) return { items: [], losses, delivery };
  const extra = extraOf(message, wire);
  const isRoleSaid = formOf(message, wire, 'role') === 'absent' || extra?.['role'] !== undefined;
  const item = withExtra({ ...(!isRoleSaid && { role: roles[message.role] }), ...parts }, extra);
  return { items: [item], head: withExtra(parts, extra), losses, delivery };
}

function contextOf(message: Message, { policy, callOf }: Before): Context {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const isForeign = origin !== undefined && origin.wire !== wire;
  const firstCall = message.parts.findIndex(({ type }) => type === 'toolCall');
  return {
    policy,
    isForeign,
    losses: [],
    delivery: [],
    callOf,
    ...(isForeign && firstCall !== -1 && { standInAt: `.parts[${firstCall}]` }),
  };
}

/** `undefined` where nothing is left: the API refuses a content without parts, and only one that came so goes out so. */
function partsField(message: Message, parts: readonly JsonValue[]): JsonObject | undefined {
  const form = formOf(message, wire, 'parts');
  if (parts.length === 0 && form === 'absent') return {};
  const [first] = parts;
  if (first === undefined) return form === 'empty' ? { parts } : undefined;
  return { parts: form === 'lone' && parts.length === 1 ? first : parts };
}

function tellRegrouping(
  { role, parts }: Message,
  { index }: Before,
  isGone: boolean,
  context: Context,
): void {
  if (role === 'system' && index > 0 && !isGone)
    lose(context, '', 'message-regrouped', 'instructions in mid-session travel as words of the user');
  if (isGone && parts.length === 0)
    lose(context, '', 'message-regrouped', 'a message without parts has no place here');
  const hasResult = parts.some(({ type }) => type === 'toolResult');
  if ((role === 'tool' && !hasResult) || (role === 'user' && hasResult))
    lose(context, '', 'message-regrouped', `read back as a ${hasResult ? 'tool' : 'user'} message`);
}
