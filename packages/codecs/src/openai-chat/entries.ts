/** Lists of thinking, both ways: one entry is one thinking part. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Part,
  type Signature,
  type ThinkingPart,
} from '@throughline/core';
import { extraOf, formOf, noted, unknownOf, withExtra } from '../notes.ts';
import type { Dialect, Slot } from './dialects.ts';
import { wire } from './format.ts';

/** How one kind of entry says thinking: in which field its text is, and in which its signature. */
type EntryType = { readonly text?: string; readonly signature?: string; readonly kind: string };

export type EntryList = {
  /** The field of the message; also the kind of opaque entries. */
  readonly field: string;
  readonly types: { readonly [type: string]: EntryType };
  readonly typeOf: (part: ThinkingPart, signature: Signature | undefined) => string;
  /** Whether an entry has a number, which vendors count up. */
  readonly isCounted: boolean;
};

/** (`@openrouter/sdk` 1.3.19 types, read 2026-11-23) */
const details: EntryList = {
  field: 'reasoning_details',
  types: {
    'reasoning.text': { text: 'text', signature: 'signature', kind: 'thinking' },
    'reasoning.summary': { text: 'summary', kind: 'thinking' },
    'reasoning.encrypted': { signature: 'data', kind: 'encrypted' },
  },
  typeOf: ({ text, visibility }, signature) => {
    if (text === undefined) return signature?.kind === 'thinking' ? 'reasoning.text' : 'reasoning.encrypted';
    return signature === undefined && visibility === 'summary' ? 'reasoning.summary' : 'reasoning.text';
  },
  isCounted: true,
};

/** (BerriAI/litellm docs, reasoning_content, read 2026-11-23) */
const blocks: EntryList = {
  field: 'thinking_blocks',
  types: {
    thinking: { text: 'thinking', signature: 'signature', kind: 'thinking' },
    redacted_thinking: { signature: 'data', kind: 'redacted' },
  },
  typeOf: ({ text }, signature) =>
    text === undefined && signature?.kind !== 'thinking' ? 'redacted_thinking' : 'thinking',
  isCounted: false,
};

export const entryLists: readonly EntryList[] = [details, blocks];

/** The list a slot is, if it is one. */
export function listOf({ kind }: Slot): EntryList | undefined {
  if (kind === 'details') return details;
  return kind === 'blocks' ? blocks : undefined;
}

export function takesSignatures(slot: Slot): boolean {
  return listOf(slot) !== undefined || (slot.kind === 'field' && slot.opaque !== undefined);
}

function typeIn({ types }: EntryList, value: JsonValue): EntryType | undefined {
  const type = isJsonObject(value) ? value['type'] : undefined;
  return typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
}

/** The field of an entry that grows as text, if it has one. */
export function textFieldOf(list: EntryList, value: JsonValue): string | undefined {
  return typeIn(list, value)?.text;
}

/** Entries this version does not know stay whole, in their place. */
export function decodeEntry(value: JsonValue, list: EntryList, { issuer, name }: Dialect): Part {
  const opaque: Part = { type: 'opaque', wire, kind: list.field, value };
  const type = typeIn(list, value);
  if (type === undefined || !isJsonObject(value)) return opaque;
  const text = type.text === undefined ? undefined : value[type.text];
  const secret = type.signature === undefined ? undefined : value[type.signature];
  const said = {
    ...(typeof text === 'string' && { text }),
    ...(typeof secret === 'string' && { signatures: [{ issuer, kind: type.kind, value: secret }] }),
  };
  if (said.text === undefined && said.signatures === undefined) return opaque;
  const { id } = value;
  const taken = new Set([
    'type',
    ...(typeof id === 'string' ? ['id'] : []),
    ...(said.text === undefined || type.text === undefined ? [] : [type.text]),
    ...(said.signatures === undefined || type.signature === undefined ? [] : [type.signature]),
  ]);
  return {
    type: 'thinking',
    ...said,
    visibility: shown(said.text, said.signatures !== undefined, type),
    ...(typeof id === 'string' && { id }),
    ...noted(wire, unknownOf(value, taken), { dialect: name, entry: value['type'] as string }),
  };
}

function shown(text: string | undefined, isSigned: boolean, type: EntryType): ThinkingPart['visibility'] {
  if (text === undefined) return type.kind === 'redacted' ? 'redacted' : 'encrypted';
  if (type.signature === undefined) return 'summary';
  if (!isSigned) return 'full';
  return text === '' ? 'omitted' : 'summary';
}

/** What the part would be read back as. */
export function visibilityIn(
  list: EntryList,
  part: ThinkingPart,
  signature: Signature | undefined,
): ThinkingPart['visibility'] {
  const type = list.types[nameOf(list, part, signature)] as EntryType;
  return shown(part.text, signature !== undefined, type);
}

/** The type it came as, while that still fits what the part holds. */
function nameOf(list: EntryList, part: ThinkingPart, signature: Signature | undefined): string {
  const came = formOf(part, wire, 'entry');
  const type = came !== undefined && Object.hasOwn(list.types, came) ? list.types[came] : undefined;
  const fits =
    type !== undefined &&
    (part.text === undefined || type.text !== undefined) &&
    (signature === undefined || type.signature !== undefined) &&
    (part.text !== undefined || signature !== undefined);
  return fits ? (came as string) : list.typeOf(part, signature);
}

/** `signature` is the part's own of this issuer, if it has one. */
export function encodeEntry(
  list: EntryList,
  part: ThinkingPart,
  signature: Signature | undefined,
): JsonObject {
  const { id, text } = part;
  const name = nameOf(list, part, signature);
  const type = list.types[name] as EntryType;
  const ours = {
    type: name,
    ...(type.text !== undefined && text !== undefined && { [type.text]: text }),
    ...(type.signature !== undefined && signature !== undefined && { [type.signature]: signature.value }),
    ...(id !== undefined && { id }),
  };
  return withExtra(ours, extraOf(part, wire));
}

/** An entry that stayed whole. */
export function isEntry(part: Part): boolean {
  return part.type === 'opaque' && part.wire === wire && entryLists.some(({ field }) => field === part.kind);
}
