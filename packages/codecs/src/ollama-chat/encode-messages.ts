/** One message of ours as the messages it is on this wire. */
import type { JsonObject, Message, Part, ToolResultPart } from '@throughline/core';
import { lose, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import type { Before, EncodedMessage } from '../session.ts';
import { opaqueMessage } from './decode.ts';
import { assistantFields } from './encode-assistant.ts';
import { collectPart, contentFields, nothingYet, type Collected } from './encode-content.ts';
import { wire } from './format.ts';
import { isDerived } from './tools.ts';

export function encodeMessage(message: Message, before: Before): EncodedMessage {
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const telling: Telling = {
    policy: before.policy,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(message, wire, '')],
    delivery: [],
  };
  if (message.role === 'tool' && before.previous?.role === 'tool')
    lose(telling, '', 'message-regrouped', 'results in a row are one step here');
  const items =
    message.role === 'assistant' ? [assistantFields(message, telling)] : others(message, before, telling);
  return { items, losses: telling.losses, delivery: telling.delivery };
}

function others(message: Message, { callOf }: Before, telling: Telling): JsonObject[] {
  const { role, parts } = message;
  const [only] = parts;
  if (parts.length === 1 && only?.type === 'opaque' && only.wire === wire && only.kind === opaqueMessage)
    return [only.value as JsonObject];
  const results: JsonObject[] = [];
  const words: Collected = nothingYet();
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    if (part.type !== 'opaque' && part.type !== 'toolset')
      telling.losses.push(...foreignNotes(part, wire, path));
    if (part.type !== 'toolResult') collectPart(part, path, telling, words);
    else {
      if (role !== 'tool') lose(telling, path, 'message-regrouped', 'a result is a message of its own here');
      results.push(resultMessage(part, path, telling, callOf));
    }
  }
  return [...results, ...wordsMessage(message, words, telling, results.length > 0)];
}

/** What a user said along with results becomes a message of its own. */
function wordsMessage(
  message: Message,
  words: Collected,
  telling: Telling,
  hasResults: boolean,
): readonly JsonObject[] {
  const { role, parts } = message;
  const isSilent = words.texts.length === 0 && words.images.length === 0;
  if (isSilent && (hasResults || isToolset(parts))) return [];
  if (role === 'tool') regrouped(message, telling);
  if (role === 'tool' && isSilent) return [];
  unread(message, words, telling);
  const sent = role === 'tool' ? 'user' : role;
  return [
    withExtra({ role: sent, ...contentFields(message, words, telling, '\n\n') }, extraOf(message, wire)),
  ];
}

function isToolset(parts: readonly Part[]): boolean {
  return parts.length > 0 && parts.every(({ type }) => type === 'toolset');
}

function regrouped({ parts }: Message, telling: Telling): void {
  if (parts.length === 0) lose(telling, '', 'message-regrouped', 'there is no empty message of results here');
  for (const [index, { type }] of parts.entries()) {
    if (type !== 'toolResult')
      lose(telling, `.parts[${index}]`, 'message-regrouped', 'goes out in a user message after the results');
  }
}

/** What is not read back as it was: nothing is an empty text, and an empty text beside images is nothing. */
function unread(message: Message, { texts, images }: Collected, telling: Telling): void {
  const isNothing = texts.length === 0 && images.length === 0;
  if (isNothing && formOf(message, wire, 'content') === undefined)
    lose(telling, '', 'message-regrouped', 'a message of nothing is an empty text here');
  silentTexts(texts, images, telling);
}

function silentTexts(texts: Collected['texts'], images: readonly string[], telling: Telling): void {
  const [only] = texts;
  if (only !== undefined && texts.length === 1 && only.text === '' && images.length > 0)
    lose(telling, only.path, 'part-unsupported', 'an empty text beside images is none here');
}

function resultMessage(
  part: ToolResultPart,
  path: string,
  telling: Telling,
  callOf: Before['callOf'],
): JsonObject {
  if (part.isError !== undefined)
    lose(telling, `${path}.isError`, 'field-unsupported', 'this wire has no error flag');
  const said: Collected = nothingYet();
  for (const [index, inner] of part.content.entries())
    collectPart(inner, `${path}.content[${index}]`, telling, said);
  const isNothing = said.texts.length === 0 && said.images.length === 0;
  if (isNothing && formOf(part, wire, 'content') === undefined)
    lose(telling, `${path}.content`, 'field-unsupported', 'an empty result is an empty text here');
  silentTexts(said.texts, said.images, telling);
  const ours = {
    role: 'tool',
    ...contentFields(part, said, telling, '\n\n'),
    ...joined(part, callOf),
  };
  return withExtra(ours, extraOf(part, wire));
}

/** By id where the call had one; a call without one is found by its name. */
function joined(part: ToolResultPart, callOf: Before['callOf']): JsonObject {
  const call = callOf(part.callId);
  const isUnsaid = isDerived(part) || (call !== undefined && isDerived(call));
  const name = part.name ?? (isUnsaid && !isDerived(part) ? call?.name : undefined);
  return {
    ...(name !== undefined && { tool_name: name }),
    ...(!isUnsaid && { tool_call_id: part.callId }),
  };
}
