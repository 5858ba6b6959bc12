/** One message of ours as the items of input that it is on this wire. */
import {
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type Part,
} from '@throughline/core';
import { lose, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import type { Before, EncodedMessage } from '../session.ts';
import { encodePart, type Piece } from './encode-parts.ts';
import { wire } from './format.ts';
import { isPlainText } from './input.ts';
import { ofOutput } from './steps.ts';

export function encodeMessage(message: Message, before: Before): EncodedMessage {
  const { policy, previous, index } = before;
  const origin = message.role === 'assistant' ? message.origin : undefined;
  const telling: Telling = {
    policy,
    isForeign: origin !== undefined && origin.wire !== wire,
    losses: [...foreignNotes(message, wire, '')],
    delivery: [],
  };
  const { losses, delivery } = telling;
  if (message.role === 'system' && index === 0)
    return { items: [], ...headOf(message, telling), losses, delivery };
  const items = encoders[message.role](message, telling);
  const isTurn = formOf(message, wire, 'input') === 'turn';
  const isSplit = items.length === 0 && !isToolset(message);
  const isJoined =
    !isTurn &&
    message.role === previous?.role &&
    (message.role === 'assistant' || message.role === 'tool') &&
    formOf(previous, wire, 'input') !== 'turn';
  if (isSplit) lose(telling, '', 'message-regrouped', 'a message of nothing is none here');
  if (isJoined) lose(telling, '', 'message-regrouped', `read back with the ${message.role} message before`);
  return { items: items as readonly JsonObject[], losses, delivery };
}

function isToolset({ role, parts }: Message): boolean {
  return role === 'system' && parts.length > 0 && parts.every(({ type }) => type === 'toolset');
}

/** `system_instruction` is one text. */
function headOf({ parts }: Message, telling: Telling): { readonly head?: string } {
  const texts: string[] = [];
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    if (part.type === 'toolset') continue;
    const [piece] = part.type === 'thinking' ? misplaced(path, telling) : encodePart(part, path, telling);
    const value = piece?.kind === 'content' ? piece.value : undefined;
    if (isPlainText(value)) texts.push(value.text);
    else if (piece !== undefined) lose(telling, path, 'part-unsupported', 'instructions are plain text here');
  }
  if (texts.length === 0) {
    lose(telling, '', 'message-regrouped', 'instructions without words are none here');
    return {};
  }
  if (texts.length > 1) joined(parts, telling);
  return { head: texts.join('\n\n') };
}

function joined(parts: readonly Part[], telling: Telling): void {
  for (const [index, { type }] of parts.entries()) {
    if (type === 'text') lose(telling, `.parts[${index}]`, 'parts-merged', 'instructions are one text here');
  }
}

function misplaced(path: string, telling: Telling): readonly Piece[] {
  withhold(telling, path, 'thinking outside an assistant message');
  return [];
}

type Encode = (message: Message, telling: Telling) => readonly JsonValue[];

const user: Encode = (message, telling) => {
  const pieces = piecesOf(message, telling);
  const isLater = pieces.some(({ piece }) => piece.kind !== 'content');
  const form = formOf(message, wire, 'input');
  const values = pieces.map(({ piece }) => piece.value as JsonValue);
  if (isLater && form === undefined) return regrouped(message, pieces, telling);
  if (form === 'content') return values;
  const content = contentOf(message, values);
  const head = form === 'turn' ? { role: 'user' } : { type: 'user_input' };
  return [withExtra({ ...head, ...(content !== undefined && { content }) }, extraOf(message, wire))];
};

function contentOf(message: Message, values: readonly JsonValue[]): JsonValue | undefined {
  const form = formOf(message, wire, 'content');
  if (form === 'absent' && values.length === 0) return undefined;
  const [only] = values;
  return form === 'string' && values.length === 1 && isPlainText(only) ? only.text : values;
}

type Placed = { readonly piece: Piece; readonly path: string };

function piecesOf({ parts, role }: Message, telling: Telling): readonly Placed[] {
  return parts.flatMap((part, index) => {
    const path = `.parts[${index}]`;
    if (part.type === 'thinking' && role !== 'assistant') return misplaced(path, telling).map(place(path));
    if (part.type === 'toolCall' && role !== 'assistant')
      lose(telling, path, 'message-regrouped', 'a call is a step of the model here');
    return encodePart(part, path, telling).map(place(path));
  });
}

const place =
  (path: string) =>
  (piece: Piece): Placed => ({ piece, path });

/** Steps stand on their own; what a user said beside them becomes a step after them. */
function regrouped(message: Message, pieces: readonly Placed[], telling: Telling): readonly JsonValue[] {
  const contents = pieces.filter(({ piece }) => piece.kind === 'content');
  const steps = pieces.filter(({ piece }) => piece.kind !== 'content');
  const strayed = message.role === 'tool' ? contents : steps;
  for (const { path } of strayed) lose(telling, path, 'message-regrouped', 'a step of its own here');
  const content = contents.map(({ piece }) => piece.value as JsonValue);
  return [
    ...steps.map(({ piece }) => piece.value as JsonValue),
    ...(content.length > 0 ? [withExtra({ type: 'user_input', content }, extraOf(message, wire))] : []),
  ];
}

const tool: Encode = (message, telling) => {
  if (formOf(message, wire, 'input') === 'turn') return user(message, telling);
  return regrouped(message, piecesOf(message, telling), telling);
};

/** Instructions in mid-session have no step of their own. */
const system: Encode = (message, telling) => {
  const pieces = piecesOf(message, telling);
  if (pieces.length === 0) return [];
  for (const { path } of pieces)
    lose(telling, path, 'message-regrouped', 'instructions in mid-session travel as input of the user');
  lose(telling, '', 'message-regrouped', 'read back as a user message');
  return [
    withExtra(
      { type: 'user_input', content: pieces.map(({ piece }) => piece.value as JsonValue) },
      extraOf(message, wire),
    ),
  ];
};

const assistant: Encode = (message, telling) => {
  if (formOf(message, wire, 'input') !== 'turn') return stepsOf(message as AssistantMessage, telling);
  const content = contentOf(message, flatOf(message as AssistantMessage, telling));
  return [withExtra({ role: 'model', ...(content !== undefined && { content }) }, extraOf(message, wire))];
};

const encoders: { readonly [role in Message['role']]: Encode } = { system, user, tool, assistant };

type Draft = { readonly fields: JsonObject; readonly list: JsonValue[] | undefined; readonly name: string };

/** The steps of an answer: contents in a row share an output, further texts of a thought its summary. */
export function stepsOf(message: AssistantMessage, telling: Telling): readonly JsonValue[] {
  return collected(message, telling, (drafts, piece) => {
    const { own, value } = outputOf(piece);
    const last = drafts.at(-1);
    const isNew = own !== undefined || formIn(piece.part, 'step') === 'new';
    if (!isNew && last?.name === 'content') last.list?.push(value);
    else drafts.push({ fields: { type: 'model_output', ...own }, list: [value], name: 'content' });
  });
}

/** The same as contents side by side. */
export function flatOf(message: AssistantMessage, telling: Telling): readonly JsonValue[] {
  return collected(message, telling, (drafts, piece) => {
    drafts.push({ fields: outputOf(piece).value as JsonObject, list: undefined, name: '' });
  });
}

type ContentPiece = Piece & { readonly kind: 'content' };

function collected(
  message: AssistantMessage,
  telling: Telling,
  add: (drafts: Draft[], piece: ContentPiece) => void,
): readonly JsonValue[] {
  const drafts: Draft[] = [];
  for (const { piece, path } of piecesOf(message, telling)) {
    if (piece.kind === 'content') add(drafts, piece);
    else if (piece.kind === 'thought') addThought(drafts, piece);
    else drafts.push({ fields: piece.value as JsonObject, list: undefined, name: '' });
    if (piece.kind === 'step' && isResult(message.parts, path))
      lose(telling, path, 'message-regrouped', 'a result ends the answer here');
  }
  return drafts.map(({ fields, list, name }) => (list === undefined ? fields : { ...fields, [name]: list }));
}

function isResult(parts: readonly Part[], path: string): boolean {
  return parts.some(({ type }, index) => type === 'toolResult' && path === `.parts[${index}]`);
}

function addThought(drafts: Draft[], { value, isNext }: Piece & { readonly kind: 'thought' }): void {
  const { fields, summary } = value;
  const last = drafts.at(-1);
  if (isNext && last?.name === 'summary' && summary !== undefined) last.list?.push(...summary);
  else drafts.push({ fields, list: summary && [...summary], name: 'summary' });
}

/** A content without what was noted of its output. */
function outputOf({ value, part }: ContentPiece): {
  readonly own: JsonObject | undefined;
  readonly value: JsonValue;
} {
  if (part.type === 'opaque' || part.type === 'toolset') return { own: undefined, value };
  const own = extraOf(part, wire)?.[ofOutput];
  if (own === undefined) return { own: undefined, value };
  const { [ofOutput]: _own, ...content } = value as JsonObject;
  return { own: own as JsonObject, value: content };
}

function formIn(part: Part, name: string): string | undefined {
  return part.type === 'opaque' || part.type === 'toolset' ? undefined : formOf(part, wire, name);
}
