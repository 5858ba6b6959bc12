/** The parts of an assistant message as fields of this wire. Everything that cannot travel is said in the losses. */
import type { AssistantMessage, JsonValue, Part, ThinkingPart } from '@throughline/core';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { opaqueCall } from '../functions.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { encodeBlock } from './content.ts';
import { planField, wire } from './format.ts';
import { encodeCall } from './tools.ts';

/** What an assistant message is made of on this wire, in the order the wire fixes. */
export type Collected = {
  readonly content: JsonValue[];
  plan: string | undefined;
  readonly calls: JsonValue[];
};

export function collect({ parts }: AssistantMessage, telling: Telling): Collected {
  const collected: Collected = { content: [], plan: undefined, calls: [] };
  let rank = 0;
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    if (part.type !== 'opaque' && part.type !== 'toolset')
      telling.losses.push(...foreignNotes(part, wire, path));
    const own = part.type === 'toolset' ? rank : rankOf(part, collected);
    if (own < rank) lose(telling, path, 'order-changed', 'this wire fixes content, plan, calls');
    rank = Math.max(rank, own);
    add(part, path, telling, collected);
  }
  return collected;
}

function rankOf(part: Part, { plan }: Collected): number {
  if (part.type === 'toolCall' || (part.type === 'opaque' && part.kind === opaqueCall)) return 2;
  return part.type === 'thinking' && isPlan(part) && plan === undefined ? 1 : 0;
}

/** Thinking that came as the plan goes back as the plan. */
export function isPlan(part: ThinkingPart): boolean {
  return formOf(part, wire, 'field') === planField;
}

function add(part: Part, path: string, telling: Telling, into: Collected): void {
  if (part.type === 'thinking') addThinking(part, path, telling, into);
  else if (part.type === 'toolCall') {
    signaturesLost(telling, path, part.signatures);
    if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'a call has one id here');
    into.calls.push(encodeCall(part));
  } else if (part.type === 'opaque' && part.wire === wire && part.kind === opaqueCall)
    into.calls.push(part.value);
  else into.content.push(...encodeBlock(part, path, 'assistant', telling));
}

function addThinking(part: ThinkingPart, path: string, telling: Telling, into: Collected): void {
  const { text, signatures, visibility } = part;
  signaturesLost(telling, path, signatures);
  const isOwn = !telling.isForeign && (signatures === undefined || signatures.length === 0);
  if (text === undefined) return withhold(telling, path, 'nothing of it is readable here');
  if (!isOwn && telling.policy === 'tag') {
    into.content.push({ type: 'text', text: disguised(telling, path, text) });
    return;
  }
  if (!isOwn && telling.policy === 'drop')
    return withhold(telling, path, 'thinking of another provider, policy drop');
  sent(telling, path);
  if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  if (visibility !== 'full') lose(telling, `${path}.visibility`, 'field-unsupported', visibility);
  if (isPlan(part) && into.plan === undefined) into.plan = text;
  else into.content.push(withExtra({ type: 'thinking', thinking: text }, extraOf(part, wire)));
}
