/** The parts of an assistant message as fields of this wire. Everything that cannot travel is said in the losses. */
import {
  stringifyJson,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Part,
  type Signature,
  type ThinkingPart,
} from '@throughline/core';
import { aliasOf } from '../alias.ts';
import { derived } from '../derived-ids.ts';
import { disguised, lose, sent, signaturesLost, withhold, type Telling } from '../encoding.ts';
import { extraOf, foreignNotes, formOf, withExtra } from '../notes.ts';
import { encodeMedia, opaquePiece, textPiece } from './content.ts';
import type { Dialect } from './dialects.ts';
import { encodeEntry, isEntry, listOf, takesSignatures, visibilityIn, type EntryList } from './entries.ts';
import { wire } from './format.ts';
import { closeTag, openTag } from './think-tags.ts';
import { encodeCall, opaqueCall } from './tools.ts';

export type Context = Telling & { readonly dialect: Dialect };

/** What an assistant message is made of on this wire, in the order the wire fixes. */
export type Collected = {
  readonly thoughts: { readonly field: string; readonly text: string | undefined; readonly path: string }[];
  readonly entries: JsonValue[];
  readonly content: JsonObject[];
  /** Content of the tags dialect: texts and tagged thinking, joined at the end. */
  readonly tagged: string[];
  readonly calls: JsonObject[];
  refusal: string | undefined;
  /** The signature of thinking beside its string field. */
  secret: string | undefined;
  contentSignature: Signature | undefined;
};

const ranks: { readonly [type: string]: number } = {
  thinking: 0,
  text: 1,
  media: 1,
  refusal: 2,
  toolCall: 3,
};

export function collect({ parts }: AssistantMessage, context: Context): Collected {
  const collected: Collected = {
    thoughts: [],
    entries: [],
    content: [],
    tagged: [],
    calls: [],
    refusal: undefined,
    secret: undefined,
    contentSignature: undefined,
  };
  let rank = 0;
  for (const [index, part] of parts.entries()) {
    const path = `.parts[${index}]`;
    const own = rankOf(part, context.dialect);
    if (own < rank) lose(context, path, 'order-changed', 'this wire fixes thinking, content, refusal, calls');
    rank = Math.max(rank, own);
    if (part.type !== 'opaque' && part.type !== 'toolset')
      context.losses.push(...foreignNotes(part, wire, path));
    (collectors[part.type] as Collect)(part, path, context, collected);
  }
  return collected;
}

function rankOf(part: Part, { slot }: Dialect): number {
  if (part.type === 'opaque') return isEntry(part) ? 0 : part.kind === opaqueCall ? 3 : 1;
  if (part.type === 'thinking' && slot.kind === 'tags') return 1;
  const rank = ranks[part.type];
  return rank === undefined ? 0 : rank;
}

type Collect<Type extends Part['type'] = Part['type']> = (
  part: Part & { readonly type: Type },
  path: string,
  context: Context,
  into: Collected,
) => void;

function thinking(part: ThinkingPart, path: string, context: Context, into: Collected): void {
  const { slot, issuer } = context.dialect;
  const signature = takesSignatures(slot) ? part.signatures?.find((one) => one.issuer === issuer) : undefined;
  const foreign = part.signatures?.filter((one) => one !== signature);
  signaturesLost(context, path, foreign);
  const isOwn =
    !context.isForeign &&
    (foreign === undefined || foreign.length === 0) &&
    !isOfAnother(part, context.dialect);
  const reason = withheld(part, signature, isOwn, context);
  if (reason !== undefined && context.policy === 'tag' && part.text !== undefined)
    return addText(disguised(context, path, part.text), into, context);
  if (reason !== undefined) return withhold(context, path, reason);
  if (signature !== undefined && into.secret !== undefined)
    return withhold(context, path, 'a message has one signed thinking here');
  sent(context, path);
  place(part, signature, path, context, into);
}

function withheld(
  part: ThinkingPart,
  signature: Signature | undefined,
  isOwn: boolean,
  { dialect, policy }: Context,
): string | undefined {
  const closed = dialect.slot.kind === 'none' ? 'this dialect has no place for thinking' : dialect.withholds;
  if (closed !== undefined && (!isOwn || (fieldHere(part, dialect) === undefined && !isFrom(part, dialect))))
    return closed;
  if (part.text === undefined && signature === undefined) return 'nothing of it is readable here';
  if (!isOwn && signature === undefined && policy !== 'keep-readable')
    return `thinking of another provider, policy ${policy}`;
  return undefined;
}

function addText(text: string, into: Collected, { dialect }: Context): void {
  if (dialect.slot.kind === 'tags') into.tagged.push(text);
  into.content.push({ type: 'text', text });
}

function place(
  part: ThinkingPart,
  signature: Signature | undefined,
  path: string,
  context: Context,
  into: Collected,
): void {
  const { slot } = context.dialect;
  const list = listOf(slot);
  const field = fieldHere(part, context.dialect);
  const isListed = list !== undefined && field === undefined;
  const shown = isListed ? visibilityIn(list, part, signature) : visibilityOf(part.text, signature);
  if (shown !== part.visibility) lose(context, `${path}.visibility`, 'field-unsupported', part.visibility);
  const isNative = isListed && isFrom(part, context.dialect);
  if (part.id !== undefined && !isNative)
    lose(context, `${path}.id`, 'field-unsupported', 'an id is of the dialect that gave it');
  if (isListed) into.entries.push(entryIn(list, part, signature, isNative, into.entries.length));
  else if (slot.kind === 'field' || field !== undefined)
    placeInField(part, signature, field ?? fieldOf(slot), path, into);
  else if (part.text !== undefined) placeTagged(part, part.text, path, context, into);
}

function entryIn(
  list: EntryList,
  part: ThinkingPart,
  signature: Signature | undefined,
  isNative: boolean,
  index: number,
): JsonObject {
  if (isNative) return encodeEntry(list, part, signature);
  const entry = encodeEntry(list, bare(part), signature);
  return list.isCounted ? { ...entry, index } : entry;
}

function placeInField(
  { text }: ThinkingPart,
  signature: Signature | undefined,
  field: string,
  path: string,
  into: Collected,
): void {
  into.thoughts.push({ field, text, path });
  if (signature !== undefined) into.secret = signature.value;
}

function isFrom(part: ThinkingPart, { name }: Dialect): boolean {
  return formOf(part, wire, 'dialect') === name;
}

function isOfAnother(part: ThinkingPart, { name }: Dialect): boolean {
  const of = formOf(part, wire, 'dialect');
  return of !== undefined && of !== name;
}

/** The string field this dialect read the part from. */
function fieldHere(part: ThinkingPart, dialect: Dialect): string | undefined {
  return isFrom(part, dialect) ? formOf(part, wire, 'field') : undefined;
}

/** Without what another dialect said about it. */
function bare({ notes: _notes, id: _id, ...part }: ThinkingPart): ThinkingPart {
  return part;
}

function fieldOf(slot: Dialect['slot']): string {
  return slot.kind === 'field' ? slot.field : 'reasoning_content';
}

/** What a string field shows, beside a signature or alone. */
function visibilityOf(text: string | undefined, signature: Signature | undefined): string {
  if (signature === undefined) return 'full';
  if (text === undefined) return 'encrypted';
  return text === '' ? 'omitted' : 'summary';
}

function placeTagged(
  part: ThinkingPart,
  text: string,
  path: string,
  context: Context,
  into: Collected,
): void {
  const isOpen = formOf(part, wire, 'tag') === 'open';
  if (text.includes(closeTag)) lose(context, path, 'text-ambiguous', `it holds ${closeTag}`);
  const tagged = `${openTag}${text}${isOpen ? '' : closeTag}`;
  into.tagged.push(tagged);
  into.content.push({ type: 'text', text: tagged });
}

function text(part: Part & { readonly type: 'text' }, path: string, context: Context, into: Collected): void {
  signatureOfText(part, path, context, into);
  if (context.dialect.slot.kind === 'tags') {
    if (part.text.includes(openTag)) lose(context, path, 'text-ambiguous', `it holds ${openTag}`);
    into.tagged.push(part.text);
  }
  into.content.push(textPiece(part));
}

/** The last signed text signs the content. */
function signatureOfText(
  { signatures }: Part & { readonly type: 'text' },
  path: string,
  context: Context,
  into: Collected,
): void {
  const issuer = context.dialect.signatures?.issuer;
  const own = issuer === undefined ? undefined : signatures?.find((one) => one.issuer === issuer);
  signaturesLost(
    context,
    path,
    signatures?.filter((one) => one !== own),
  );
  if (own === undefined) return;
  if (into.contentSignature !== undefined)
    lose(context, `${path}.signatures`, 'parts-merged', 'the content has one signature here');
  into.contentSignature = own;
}

function media(
  part: Part & { readonly type: 'media' },
  path: string,
  context: Context,
  into: Collected,
): void {
  const piece = encodeMedia(part);
  if (piece === undefined)
    return lose(context, path, 'part-unsupported', `${part.kind} by ${part.source.type} has no place here`);
  mediaLosses(part, path, context);
  into.content.push(piece);
}

export function mediaLosses(part: Part & { readonly type: 'media' }, path: string, context: Context): void {
  signaturesLost(context, path, part.signatures);
  if (part.name !== undefined && part.kind !== 'file')
    lose(context, `${path}.name`, 'field-unsupported', 'only files have a name here');
  if ((part.mediaType === undefined) === (part.source.type === 'data'))
    lose(context, `${path}.mediaType`, 'field-unsupported', 'said for inline data only');
}

const collectors: { readonly [Type in Part['type']]: Collect<Type> } = {
  thinking,
  text,
  media,
  refusal: (part, path, context, into) => {
    if (formOf(part, wire, 'place') === 'content')
      into.content.push(withExtra({ type: 'refusal', refusal: part.text }, extraOf(part, wire)));
    else if (into.refusal === undefined) into.refusal = part.text;
    else lose(context, path, 'parts-merged', 'a message has one refusal here');
  },
  toolCall: (part, path, context, into) => {
    const issuer = context.dialect.signatures?.issuer;
    signaturesLost(
      context,
      path,
      part.signatures?.filter((one) => one.issuer !== issuer),
    );
    if (part.id !== undefined) lose(context, `${path}.id`, 'field-unsupported', 'a call has one id here');
    into.calls.push(encodeCall(part, idOf(part, path, context), context.dialect));
  },
  opaque: (part, path, context, into) => {
    if (part.wire !== wire) return lose(context, path, 'part-unsupported', `${part.kind} of ${part.wire}`);
    const list = listOf(context.dialect.slot);
    if (isEntry(part) && part.kind !== list?.field)
      lose(context, path, 'part-unsupported', 'this dialect has no such list of thinking');
    else if (isEntry(part)) into.entries.push(part.value);
    else if (part.kind === opaqueCall) into.calls.push(part.value as JsonObject);
    else if (part.kind === opaquePiece) into.content.push(part.value as JsonObject);
    else lose(context, path, 'part-unsupported', `${part.kind} in an assistant message`);
  },
  toolResult: (part, path, context) =>
    lose(context, path, 'part-unsupported', `a result in an assistant message: ${part.callId}`),
  source: (part, path, context) => lose(context, path, 'part-unsupported', stringifyJson(part).slice(0, 80)),
  toolset: () => {},
};

/** `undefined` where the wire said none, and need not here either. */
export function idOf(
  part: Part & { readonly type: 'toolCall' | 'toolResult' },
  path: string,
  context: Context,
): string | null | undefined {
  const { name, maxIdLength } = context.dialect;
  const form = formOf(part, wire, 'id');
  if (form === 'as it came') return part.callId;
  if (form === derived && formOf(part, wire, 'dialect') === name) {
    const said = formOf(part, wire, 'said');
    return said === 'absent' ? undefined : said === 'null' ? null : '';
  }
  const id = aliasOf(part.callId, { allowed: /^/, maxLength: maxIdLength });
  if (id !== part.callId)
    lose(context, `${path}.callId`, 'field-unsupported', `${part.callId} goes out as ${id}`);
  return id;
}
