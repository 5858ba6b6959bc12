/** One message of ours as the messages it is on this wire. Everything that cannot travel is said in the losses. */
import {
  stringifyJson,
  type AssistantMessage,
  type JsonObject,
  type Message,
  type Part,
  type ResultContent,
  type ThinkingPart,
  type ToolResultPart,
} from '@throughline/core';
import { derived } from '../derived-ids.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import type { Before, EncodedMessage } from '../session.ts';
import { opaqueMessage } from './decode.ts';
import { wire } from './format.ts';
import { encodeCall, opaqueCall } from './tools.ts';

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
    message.role === 'assistant' ? [assistantFields(message, telling)] : others(message, telling, before);
  return { items, losses: telling.losses, delivery: telling.delivery };
}

/** What a message is made of here, in the order the wire fixes. */
type Collected = {
  readonly thoughts: { readonly text: string; readonly path: string }[];
  readonly texts: { readonly text: string; readonly path: string }[];
  readonly images: string[];
  readonly calls: JsonObject[];
  readonly results: JsonObject[];
  readonly wholes: JsonObject[];
};

type Collect<Type extends Part['type'] = Part['type']> = (
  part: Part & { readonly type: Type },
  path: string,
  telling: Telling,
  into: Collected,
  before?: Before,
) => void;

const ranks: { readonly [type: string]: number } = { thinking: 0, text: 1, media: 2, toolCall: 3, opaque: 3 };

function collect(parts: readonly Part[], telling: Telling, before?: Before): Collected {
  const into: Collected = { thoughts: [], texts: [], images: [], calls: [], results: [], wholes: [] };
  let reached = 0;
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    const rank = ranks[part.type] ?? 0;
    if (rank < reached && part.type !== 'toolResult')
      lose(telling, path, 'order-changed', 'this wire fixes thinking, content, images, calls');
    reached = Math.max(reached, rank);
    if (part.type !== 'opaque' && part.type !== 'toolset')
      telling.losses.push(...foreignNotes(part, wire, path));
    (collectors[part.type] as Collect)(part, path, telling, into, before);
  }
  return into;
}

const thinking: Collect<'thinking'> = (part, path, telling, into) => {
  signaturesLost(telling, path, part.signatures);
  const { text } = part;
  if (text === undefined) return withhold(telling, path, 'nothing of it is readable here');
  const isOwn = !telling.isForeign && part.signatures === undefined;
  if (!isOwn && telling.policy === 'drop')
    return withhold(telling, path, 'thinking of another provider, policy drop');
  if (!isOwn && telling.policy === 'tag')
    return void into.texts.push({ text: disguised(telling, path, text), path });
  sent(telling, path);
  fieldsLost(part, path, telling);
  into.thoughts.push({ text, path });
};

function fieldsLost({ id, visibility }: ThinkingPart, path: string, telling: Telling): void {
  if (id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  if (visibility !== 'full') lose(telling, `${path}.visibility`, 'field-unsupported', visibility);
}

const text: Collect<'text'> = (part, path, telling, into) => {
  signaturesLost(telling, path, part.signatures);
  const extra = extraOf(part, wire);
  if (extra !== undefined) lose(telling, path, 'field-unsupported', Object.keys(extra).join(', '));
  if (part.text === '') lose(telling, path, 'part-unsupported', 'an empty text is no text here');
  else into.texts.push({ text: part.text, path });
};

const media: Collect<'media'> = (part, path, telling, into) => {
  if (part.kind !== 'image' || part.source.type !== 'data')
    return lose(telling, path, 'part-unsupported', `${part.kind} by ${part.source.type} has no place here`);
  if (part.name !== undefined) lose(telling, `${path}.name`, 'field-unsupported', 'images have no name here');
  if (part.mediaType !== undefined)
    lose(telling, `${path}.mediaType`, 'field-unsupported', 'images have no type here');
  into.images.push(part.source.data);
};

const collectors: { readonly [Type in Part['type']]: Collect<Type> } = {
  thinking,
  text,
  media,
  toolCall: (part, path, telling, into) => {
    signaturesLost(telling, path, part.signatures);
    if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'a call has one id here');
    into.calls.push(encodeCall(part, path, telling));
  },
  toolResult: (part, path, telling, into, before) => {
    into.results.push(resultMessage(part, path, telling, before));
  },
  refusal: (part, path, telling, into) => {
    lose(telling, path, 'part-unsupported', 'a refusal travels as text');
    into.texts.push({ text: part.text, path });
  },
  opaque: (part, path, telling, into) => {
    if (part.wire === wire && part.kind === opaqueCall) into.calls.push(part.value as JsonObject);
    else if (part.wire === wire && part.kind === opaqueMessage) into.wholes.push(part.value as JsonObject);
    else lose(telling, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
  },
  source: (_part, path, telling) => lose(telling, path, 'part-unsupported', 'sources have no place here'),
  // The toolset itself is said by the request (`effectiveTools`), which reports its loss.
  toolset: () => {},
};

/** Also the message of a reply. */
export function assistantFields(message: AssistantMessage, telling: Telling): JsonObject {
  const { thoughts, calls, results, ...said } = collect(message.parts, telling);
  if (results.length > 0) lose(telling, '', 'part-unsupported', 'results in an assistant message');
  mergedOf(thoughts, telling, 'one string holds all thinking of a message');
  const ours = {
    role: 'assistant',
    ...(thoughts.length > 0 && { thinking: thoughts.map(({ text: one }) => one).join('\n\n') }),
    ...saidFields(message, said, telling),
    ...((calls.length > 0 || formOf(message, wire, 'tool_calls') === 'empty') && { tool_calls: calls }),
  };
  return withExtra(ours, extraOf(message, wire));
}

function mergedOf(texts: Collected['texts'], telling: Telling, detail: string): void {
  if (texts.length > 1) for (const { path } of texts) lose(telling, path, 'parts-merged', detail);
}

function saidFields(
  message: Message,
  { texts, images }: Pick<Collected, 'texts' | 'images'>,
  telling: Telling,
): JsonObject {
  mergedOf(texts, telling, 'one string holds all texts of a message');
  const isAbsent = texts.length === 0 && formOf(message, wire, 'content') === 'absent';
  const isListed = images.length > 0 || formOf(message, wire, 'images') === 'empty';
  return {
    ...(!isAbsent && { content: texts.map(({ text: one }) => one).join('') }),
    ...(isListed && { images }),
  };
}

/** What a user said along with results becomes a message of its own. */
function others(message: Message, telling: Telling, before: Before): JsonObject[] {
  const { results, wholes, thoughts, calls, ...said } = collect(message.parts, telling, before);
  for (const { path } of thoughts)
    lose(telling, path, 'part-unsupported', 'thinking outside an assistant message');
  if (calls.length > 0) lose(telling, '', 'part-unsupported', 'calls outside an assistant message');
  if (wholes.length > 0 && message.parts.length === wholes.length) return wholes;
  const isSaid = said.texts.length > 0 || said.images.length > 0;
  const isResults = message.role === 'tool' || results.length > 0;
  if (isResults && (isSaid || results.length === 0 || message.role !== 'tool'))
    lose(telling, '', 'message-regrouped', 'results are messages of their own here');
  if (isResults && !isSaid) return [...results, ...wholes];
  const role = message.role === 'tool' ? 'user' : message.role;
  const plain = withExtra({ role, ...saidFields(message, said, telling) }, extraOf(message, wire));
  return [...results, ...wholes, plain];
}

function resultMessage(
  part: ToolResultPart,
  path: string,
  telling: Telling,
  before: Before | undefined,
): JsonObject {
  if (part.isError !== undefined)
    lose(telling, `${path}.isError`, 'field-unsupported', 'this wire has no error flag');
  const texts = part.content.flatMap((inner, index) =>
    contentText(inner, `${path}.content[${index}]`, telling),
  );
  if (texts.length > 1) lose(telling, `${path}.content`, 'parts-merged', 'a result is one string here');
  const call = before?.callOf(part.callId);
  const isDerived = formOf(part, wire, 'id') === derived || (call && formOf(call, wire, 'id') === derived);
  const name = part.name ?? (isDerived === true ? call?.name : undefined);
  const ours = {
    role: 'tool',
    content: texts.join(''),
    ...(name !== undefined && { tool_name: name }),
    ...(isDerived !== true && { tool_call_id: part.callId }),
  };
  return withExtra(ours, extraOf(part, wire));
}

function contentText(inner: ResultContent, path: string, telling: Telling): readonly string[] {
  if (inner.type === 'text') {
    telling.losses.push(...foreignNotes(inner, wire, path));
    signaturesLost(telling, path, inner.signatures);
    if (inner.text === '') lose(telling, path, 'part-unsupported', 'an empty text is no text here');
    return inner.text === '' ? [] : [inner.text];
  }
  if (inner.type === 'json') {
    lose(telling, path, 'part-unsupported', 'JSON travels as text');
    return [stringifyJson(inner.value)];
  }
  lose(telling, path, 'part-unsupported', `${inner.type} in a result has no place here`);
  return [];
}
