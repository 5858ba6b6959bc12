/** Tool results that are messages of their own: grouped into one message of a step, and apart again. */
import type { JsonObject, JsonValue, Message, Part, ToolResultPart } from '@throughline/core';
import { lose, type Telling } from './encoding.ts';
import { foreignNotes } from './notes.ts';

type WireMessage = JsonObject & { readonly role: string };

/** Consecutive results are the results of one step. */
export function grouped<One extends WireMessage>(
  messages: readonly One[],
  isOne: (message: One) => boolean = isResult,
): (readonly One[])[] {
  const groups: One[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (isOne(message) && last?.[0] !== undefined && isOne(last[0])) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

export function isResult({ role, tool_call_id: callId }: WireMessage): boolean {
  return role === 'tool' && typeof callId === 'string';
}

/** A message of a role or shape nobody knows is carried, not understood. */
const opaqueMessage = 'message';

export function wholeMessage(message: JsonObject, wire: string): Message {
  return { role: 'user', parts: [{ type: 'opaque', wire, kind: opaqueMessage, value: message }] };
}

export type Apart = {
  readonly wire: string;
  readonly result: (part: ToolResultPart, path: string) => JsonObject;
  /** A part that is none, as pieces of a message. */
  readonly pieces: (part: Part, path: string) => readonly JsonValue[];
  /** The message of the pieces. */
  readonly plain: (pieces: readonly JsonValue[]) => JsonObject;
};

/** A message of a user, a system or tools, as the messages it is on the wire: each result, then the words. */
export function messagesApart(
  message: Message,
  telling: Telling,
  { wire, result, pieces, plain }: Apart,
): JsonObject[] {
  const { role, parts } = message;
  const [only] = parts;
  if (parts.length === 1 && only?.type === 'opaque' && only.wire === wire && only.kind === opaqueMessage)
    return [only.value as JsonObject];
  const results: JsonObject[] = [];
  const words: JsonValue[] = [];
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    if (part.type !== 'opaque' && part.type !== 'toolset')
      telling.losses.push(...foreignNotes(part, wire, path));
    if (part.type !== 'toolResult') words.push(...pieces(part, path));
    else {
      if (role !== 'tool') lose(telling, path, 'message-regrouped', 'a result is a message of its own here');
      results.push(result(part, path));
    }
  }
  const isSaid = role !== 'tool' || words.length > 0;
  if (role === 'tool' && isSaid) regrouped(message, telling);
  if (role === 'tool' && parts.length === 0)
    lose(telling, '', 'message-regrouped', 'there is no empty message of results here');
  return isSaid && !(results.length > 0 && words.length === 0) ? [...results, plain(words)] : results;
}

/** What a user said along with results becomes a message of its own. */
function regrouped({ parts }: Message, telling: Telling): void {
  for (const [index, { type }] of parts.entries()) {
    if (type !== 'toolResult')
      lose(telling, `.parts[${index}]`, 'message-regrouped', 'goes out in a user message after the results');
  }
}
