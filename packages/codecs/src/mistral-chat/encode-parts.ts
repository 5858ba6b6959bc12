/** The parts of an assistant message as fields of this wire. Everything that cannot travel is said in the losses. */
import type { AssistantMessage, JsonValue, Part, Signature, ThinkingPart } from '@throughline/core';
import { sentId } from '../alias.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { opaqueCall } from '../functions.ts';
import { foreignNotes } from '../notes.ts';
import { encodeChunk } from './content.ts';
import { idRule, issuer, wire } from './format.ts';
import { encodeThinking, isOpen, segmentOf, visibilityOf, type Spoken } from './thinking.ts';
import { encodeCall } from './tools.ts';

/** What an assistant message is made of on this wire, in the order the wire fixes. */
export type Collected = { readonly content: JsonValue[]; readonly calls: JsonValue[] };

/** `before` counts the calls of the message that went out already. */
export function collect({ parts }: AssistantMessage, telling: Telling, before: number = 0): Collected {
  const collected: Collected = { content: [], calls: [] };
  const chunk: Spoken[] = [];
  const closeChunk = (): void => {
    if (chunk.length > 0) collected.content.push(encodeThinking(chunk.splice(0)));
  };
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    if (part.type !== 'opaque' && part.type !== 'toolset')
      telling.losses.push(...foreignNotes(part, wire, path));
    const isCall = part.type === 'toolCall' || (part.type === 'opaque' && part.kind === opaqueCall);
    if (!isCall && part.type !== 'toolset' && collected.calls.length > 0)
      lose(telling, path, 'order-changed', 'this wire fixes content, then calls');
    const spoken = part.type === 'thinking' ? speak(part, path, telling) : undefined;
    if (spoken !== undefined && 'part' in spoken) {
      const last = chunk.at(-1);
      if (last !== undefined && !joins(last, telling)) closeChunk();
      chunk.push(spoken);
    } else {
      closeChunk();
      if (spoken !== undefined) collected.content.push(...spoken.text);
      else addOther(part, path, telling, collected, before);
    }
  }
  closeChunk();
  return collected;
}

/**
 * Whether the next thinking part goes into the same chunk. Neighbours from elsewhere do, as texts of their own: some models
 * on this API refuse two thinking chunks in a message. (`pi-ai` 1.5.2, read 2026-11-23)
 */
export function joins({ part, signature }: Spoken, { isForeign }: Pick<Telling, 'isForeign'>): boolean {
  return signature === undefined && (isForeign || isOpen(part));
}

/** Thinking that goes out, or the text that stands in for it. */
function speak(
  part: ThinkingPart,
  path: string,
  telling: Telling,
): Spoken | { readonly text: readonly JsonValue[] } {
  const signature = ownSignature(part);
  const foreign = part.signatures?.filter((one) => one !== signature);
  signaturesLost(telling, path, foreign);
  const isOwn = !telling.isForeign && (foreign === undefined || foreign.length === 0);
  const reason = withheld(part, signature, isOwn, telling);
  if (reason === undefined) {
    sent(telling, path);
    tellFields(part, signature, path, telling);
    return { part, signature };
  }
  if (telling.policy === 'tag' && part.text !== undefined)
    return { text: [{ type: 'text', text: disguised(telling, path, part.text) }] };
  withhold(telling, path, reason);
  return { text: [] };
}

export function ownSignature({ signatures }: ThinkingPart): Signature | undefined {
  return signatures?.find((one) => one.issuer === issuer);
}

function withheld(
  { text }: ThinkingPart,
  signature: Signature | undefined,
  isOwn: boolean,
  { policy }: Telling,
): string | undefined {
  if (signature !== undefined) return undefined;
  if (text === undefined) return 'nothing of it is readable here';
  return isOwn || policy === 'keep-readable' ? undefined : `thinking of another provider, policy ${policy}`;
}

function tellFields(
  part: ThinkingPart,
  signature: Signature | undefined,
  path: string,
  telling: Telling,
): void {
  const { text: shown } = segmentOf(part);
  const visibility = visibilityOf(shown === undefined ? '' : shown, signature?.value);
  if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'thinking has no id here');
  if (part.text === undefined)
    lose(telling, `${path}.text`, 'field-unsupported', 'thinking always has a text here, if an empty one');
  if (visibility !== part.visibility)
    lose(telling, `${path}.visibility`, 'field-unsupported', part.visibility);
  if (signature !== undefined && signature.kind !== 'thinking')
    lose(telling, `${path}.signatures`, 'field-unsupported', `a signature of kind ${signature.kind}`);
}

function addOther(
  part: Part,
  path: string,
  telling: Telling,
  { content, calls }: Collected,
  before: number,
): void {
  if (part.type === 'toolCall') {
    signaturesLost(telling, path, part.signatures);
    if (part.id !== undefined) lose(telling, `${path}.id`, 'field-unsupported', 'a call has one id here');
    const id = sentId(part, path, telling, { wire, rule: idRule });
    calls.push(encodeCall(part, id, before + calls.length));
  } else if (part.type === 'opaque' && part.wire === wire && part.kind === opaqueCall) calls.push(part.value);
  else content.push(...encodeChunk(part, path, telling));
}
