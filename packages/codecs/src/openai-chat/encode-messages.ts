/** One message of ours as the messages it is on this wire. */
import {
  stringifyJson,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type Part,
  type ToolResultPart,
} from '@throughline/core';
import { lose, signaturesLost, withhold } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import type { Before, EncodedMessage } from '../session.ts';
import { messagesApart } from '../step-results.ts';
import { encodeMedia, opaquePiece, spelled, textPiece } from './content.ts';
import type { Dialect } from './dialects.ts';
import { collect, idOf, mediaLosses, type Collected, type Context } from './encode-parts.ts';
import { isEntry, listOf } from './entries.ts';
import { thinkingFields, vendorFields, wire } from './format.ts';
import { signed } from './signatures.ts';
import { splitTags } from './think-tags.ts';

export function encodeMessage(
  message: Message,
  { policy, previous }: Before,
  dialect: Dialect,
): EncodedMessage {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const context: Context = {
    policy,
    dialect,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(message, wire, '')],
    delivery: [],
  };
  if (message.role === 'tool' && previous?.role === 'tool')
    lose(context, '', 'message-regrouped', 'results in a row are one step here');
  const items =
    message.role === 'assistant'
      ? [withRequiredField(message, assistantFields(message, context), previous, context)]
      : others(message, context);
  return { items, losses: context.losses, delivery: context.delivery };
}

/**
 * Thinking is not invented, but this dialect refuses the message without its field: an empty one says that there is none.
 * A message that came without it here goes back without it.
 */
function withRequiredField(
  message: AssistantMessage,
  fields: JsonObject,
  previous: Message | undefined,
  context: Context,
): JsonObject {
  const { slot, requiresField, name } = context.dialect;
  if (requiresField === undefined || slot.kind !== 'field' || Object.hasOwn(fields, slot.field))
    return fields;
  const call = message.parts.findIndex(({ type }) => type === 'toolCall');
  const isDue = call !== -1 || (requiresField === 'tool-turns' && previous?.role === 'tool');
  if (!isDue || formOf(message, wire, 'silent') === name) return fields;
  lose(
    context,
    call === -1 ? '' : `.parts[${call}]`,
    'field-unsupported',
    `${slot.field} is required here; an empty one goes out, and reads back as empty thinking`,
  );
  return { ...fields, [slot.field]: '' };
}

/** Also the message of a reply, where a role that never came may stay away. */
export function assistantFields(
  message: AssistantMessage,
  context: Context,
  isReply: boolean = false,
): JsonObject {
  const collected = collect(message, context);
  const { calls, entries, refusal, secret, contentSignature } = collected;
  const { dialect } = context;
  const form = (name: string): string | undefined => formOf(message, wire, name);
  const content =
    isReply && isTexts(collected, form('content'))
      ? joinedTexts(message, collected, context)
      : contentOf(message, collected, context, form('content'));
  const list = listOf(dialect.slot);
  const ours = {
    ...(!(isReply && form('role') === 'absent') && { role: 'assistant' }),
    ...thoughtFields(collected, context),
    ...(dialect.slot.kind === 'field' &&
      dialect.slot.opaque !== undefined &&
      secret !== undefined && { [dialect.slot.opaque]: secret }),
    ...(list !== undefined &&
      (entries.length > 0 || form('entries') === 'empty') && { [list.field]: entries }),
    ...(content !== undefined && { content }),
    ...(refusal !== undefined && { refusal }),
    ...((calls.length > 0 || form('tool_calls') === 'empty') && { tool_calls: calls }),
  };
  const fields = withExtra(ours, extraHere(message, context));
  return contentSignature !== undefined && dialect.signatures !== undefined
    ? signed(fields, dialect.signatures, contentSignature)
    : fields;
}

/** The content of a reply is one string wherever it can be: clients take no list there. (`openai` 7.57.0 types, read 2026-11-23) */
function isTexts({ content, tagged }: Collected, form: string | undefined): boolean {
  return (
    form !== 'array' &&
    tagged.length === 0 &&
    content.length > 1 &&
    content.every((piece) => piece['type'] === 'text' && Object.keys(piece).length === 2)
  );
}

function joinedTexts({ parts }: AssistantMessage, { content }: Collected, context: Context): string {
  for (const [index, { type }] of parts.entries()) {
    if (type === 'text')
      lose(context, `.parts[${index}]`, 'parts-merged', 'the content of a reply is one string');
  }
  return content.map((piece) => piece['text'] as string).join('');
}

/** Unknown fields without those of another vendor, and without copies of thinking that is no longer in the message. */
function extraHere(message: AssistantMessage, context: Context): JsonObject | undefined {
  const extra = extraOf(message, wire);
  if (extra === undefined || !vendorFields.some((field) => Object.hasOwn(extra, field))) return extra;
  const isHere = formOf(message, wire, 'dialect') === context.dialect.name;
  const hasCopies = formOf(message, wire, 'copies') !== undefined;
  const isStale = hasCopies && !message.parts.some((part) => part.type === 'thinking' || isEntry(part));
  const isEmpty = (value: JsonValue): boolean =>
    value === null || (Array.isArray(value) && value.length === 0);
  const isCopy = (key: string): boolean => hasCopies && thinkingFields.includes(key);
  const [kept, left] = parted(extra, (key, value) => {
    if (!vendorFields.includes(key)) return true;
    return isHere && (!isStale || !isCopy(key) || isEmpty(value));
  });
  const lost = left.filter(([key, value]) => !isCopy(key) && !isEmpty(value));
  if (lost.length > 0)
    lose(context, '', 'field-unsupported', `of another vendor: ${lost.map(([key]) => key).join(', ')}`);
  return kept;
}

type Entries = readonly (readonly [string, JsonValue])[];

function parted(
  fields: JsonObject,
  isKept: (key: string, value: JsonValue) => boolean,
): readonly [JsonObject, Entries] {
  const all = Object.entries(fields);
  return [
    Object.fromEntries(all.filter(([key, value]) => isKept(key, value))),
    all.filter(([key, value]) => !isKept(key, value)),
  ];
}

/** One string per field: several thinking parts share it, as they share its signature. */
function thoughtFields({ thoughts, secret }: Collected, context: Context): JsonObject {
  const fields = new Map<string, string[]>();
  for (const { field, text } of thoughts) {
    if (text !== undefined) fields.set(field, [...(fields.get(field) ?? []), text]);
  }
  for (const { field, path } of thoughts) {
    const isAlone = secret === undefined ? fields.get(field)?.length === 1 : thoughts.length === 1;
    if (!isAlone) lose(context, path, 'parts-merged', `one ${field} holds all thinking of a message`);
  }
  return Object.fromEntries([...fields].map(([field, texts]) => [field, texts.join('\n\n')]));
}

function contentOf(
  message: AssistantMessage,
  { content, tagged }: Collected,
  context: Context,
  form: string | undefined,
): JsonValue | undefined {
  if (content.length === 0 && form === 'absent') return undefined;
  const isText = content.every(({ type }) => type === 'text');
  if (context.dialect.slot.kind !== 'tags' || form === 'array' || !isText || content.length === 0) {
    if (context.dialect.slot.kind === 'tags') notReadBack(message, context, isTagged);
    return spelled(content, form, null);
  }
  const joined = tagged.join('');
  const back = splitTags(joined);
  const said = message.parts.filter((part) => part.type === 'text' || isTagged(part));
  const isSame =
    back.length === said.length &&
    back.every((part, index) => part.type === said[index]?.type && textOf(part) === textOf(said[index]));
  if (!isSame) notReadBack(message, context, (part) => part.type === 'text' || isTagged(part));
  return joined;
}

/** Thinking that went into the content; one that came in a field goes back to it. */
function isTagged(part: Part): boolean {
  return part.type === 'thinking' && part.text !== undefined && formOf(part, wire, 'field') === undefined;
}

function textOf(part: Part | undefined): string | undefined {
  return part?.type === 'text' || part?.type === 'thinking' ? part.text : undefined;
}

/** Between tags, neighbouring texts are one text and an empty one is none. */
function notReadBack(
  { parts }: AssistantMessage,
  context: Context,
  isConcerned: (part: Part) => boolean,
): void {
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'toolCall' && isConcerned(part))
      lose(
        context,
        `.parts[${index}]`,
        'parts-merged',
        'the content is one string of texts and tagged thinking',
      );
  }
}

function others(message: Message, context: Context): JsonObject[] {
  return messagesApart(message, context, {
    wire,
    result: (part, path) => resultMessage(part, path, context),
    pieces: (part, path) => pieceOf(part, path, context),
    plain: (pieces) => plainMessage(message, pieces as readonly JsonObject[]),
  });
}

function plainMessage(message: Message, pieces: readonly JsonObject[]): JsonObject {
  const form = formOf(message, wire, 'content');
  const role = message.role === 'tool' ? 'user' : (formOf(message, wire, 'role') ?? message.role);
  if (form === 'absent' && pieces.length === 0) return withExtra({ role }, extraOf(message, wire));
  return withExtra({ role, content: spelled(pieces, form, []) }, extraOf(message, wire));
}

function pieceOf(part: Part, path: string, context: Context): readonly JsonObject[] {
  if (part.type === 'text') {
    signaturesLost(context, path, part.signatures);
    return [textPiece(part)];
  }
  if (part.type === 'media') {
    const piece = encodeMedia(part);
    if (piece === undefined)
      lose(context, path, 'part-unsupported', `${part.kind} by ${part.source.type} has no place here`);
    else mediaLosses(part, path, context);
    return piece === undefined ? [] : [piece];
  }
  if (part.type === 'opaque' && part.wire === wire && part.kind === opaquePiece)
    return [part.value as JsonObject];
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  if (part.type === 'toolset') return [];
  if (part.type === 'thinking') withhold(context, path, 'thinking outside an assistant message');
  else lose(context, path, 'part-unsupported', `${part.type} has no place here`);
  return [];
}

function resultMessage(part: ToolResultPart, path: string, context: Context): JsonObject {
  if (part.isError !== undefined)
    lose(context, `${path}.isError`, 'field-unsupported', 'this wire has no error flag');
  const form = formOf(part, wire, 'content');
  const pieces = part.content.flatMap((inner, index) =>
    resultPiece(inner, `${path}.content[${index}]`, context),
  );
  const id = idOf(part, path, context);
  const isEmpty = pieces.length === 0;
  if (isEmpty && form === undefined)
    lose(context, `${path}.content`, 'field-unsupported', 'an empty result is an empty text here');
  const ours: JsonObject = {
    role: 'tool',
    ...(id !== undefined && { tool_call_id: id }),
    ...(part.name !== undefined && { name: part.name }),
    ...(!(isEmpty && form === 'absent') && { content: spelled(pieces, form, '') }),
  };
  return withExtra(ours, extraOf(part, wire));
}

function resultPiece(
  inner: ToolResultPart['content'][number],
  path: string,
  context: Context,
): readonly JsonObject[] {
  if (inner.type !== 'json') return pieceOf(inner, path, context);
  lose(context, path, 'part-unsupported', 'JSON travels as text');
  return [{ type: 'text', text: stringifyJson(inner.value) }];
}
