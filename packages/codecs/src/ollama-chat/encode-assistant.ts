/** An assistant message as the fields of this wire, which fixes thinking, content, images, calls. */
import type { AssistantMessage, JsonObject, Part, ThinkingPart } from '@throughline/core';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { collectPart, contentFields, nothingYet, type Collected } from './encode-content.ts';
import { wire } from './format.ts';
import { encodeCall, opaqueCall } from './tools.ts';

type Spoken = Collected & {
  readonly thoughts: { readonly text: string; readonly path: string }[];
  readonly calls: JsonObject[];
};

const ranks: { readonly [type: string]: number } = {
  thinking: 0,
  text: 1,
  refusal: 1,
  media: 2,
  toolCall: 3,
};

/** Also the message of a reply. */
export function assistantFields(message: AssistantMessage, telling: Telling): JsonObject {
  const spoken: Spoken = { ...nothingYet(), thoughts: [], calls: [] };
  let highest = 0;
  for (const [index, part] of message.parts.entries()) {
    const path = `.parts[${index}]`;
    const rank = ranks[part.type] ?? highest;
    if (rank < highest)
      lose(telling, path, 'order-changed', 'this wire fixes thinking, content, images, calls');
    highest = Math.max(rank, highest);
    if (part.type !== 'opaque' && part.type !== 'toolset')
      telling.losses.push(...foreignNotes(part, wire, path));
    collect(part, path, telling, spoken);
  }
  return fieldsOf(message, spoken, telling);
}

function collect(part: Part, path: string, telling: Telling, into: Spoken): void {
  if (part.type === 'thinking') return thinking(part, path, telling, into);
  if (part.type === 'opaque' && part.wire === wire && part.kind === opaqueCall) {
    into.calls.push(part.value as JsonObject);
    return;
  }
  if (part.type !== 'toolCall') return collectPart(part, path, telling, into);
  signaturesLost(telling, path, part.signatures);
  if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'a call has one id here');
  into.calls.push(encodeCall(part, path, telling));
}

function thinking(part: ThinkingPart, path: string, telling: Telling, into: Spoken): void {
  signaturesLost(telling, path, part.signatures);
  if (part.text === undefined) return withhold(telling, path, 'nothing of it is readable here');
  const isOwn = !telling.isForeign && (part.signatures === undefined || part.signatures.length === 0);
  if (!isOwn && telling.policy === 'tag') {
    into.texts.push({ text: disguised(telling, path, part.text), path });
    return;
  }
  if (!isOwn && telling.policy === 'drop')
    return withhold(telling, path, 'thinking of another provider, policy drop');
  sent(telling, path);
  if (part.visibility !== 'full') lose(telling, `${path}.visibility`, 'field-unsupported', part.visibility);
  if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  into.thoughts.push({ text: part.text, path });
}

function fieldsOf(message: AssistantMessage, spoken: Spoken, telling: Telling): JsonObject {
  const { texts, thoughts, calls } = spoken;
  const form = (name: string): string | undefined => formOf(message, wire, name);
  const extra = extraOf(message, wire);
  const [only] = texts;
  if (only !== undefined && texts.length === 1 && only.text === '')
    lose(telling, only.path, 'part-unsupported', 'an empty text is none here');
  if (thoughts.length > 1)
    for (const { path } of thoughts)
      lose(telling, path, 'parts-merged', 'one string holds all thinking of a message');
  const hasRole = form('role') === 'absent' || (extra !== undefined && Object.hasOwn(extra, 'role'));
  const ours = {
    ...(!hasRole && { role: 'assistant' }),
    ...contentFields(message, spoken, telling, ''),
    ...(thoughts.length > 0 && { thinking: thoughts.map(({ text }) => text).join('\n\n') }),
    ...((calls.length > 0 || form('tool_calls') === 'empty') && { tool_calls: calls }),
  };
  return withExtra(ours, extra);
}
