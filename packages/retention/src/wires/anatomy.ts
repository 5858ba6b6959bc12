/** Where a wire keeps what: a request as entries of blocks that know their place. Nothing is copied, nothing is converted. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';

export type BlockType = 'thinking' | 'text' | 'call' | 'result' | 'media' | 'other';

/** One piece of a message. All blocks have all fields, so that walking a long request stays fast. */
export type Block = {
  readonly type: BlockType;
  /** Key of the message it stands under, e.g. `content`; empty where the block is an item of the history itself. */
  readonly slot: string;
  /** Place in that list; -1 where the slot holds the block alone. */
  readonly index: number;
  /** Words of thinking and text, and of results that are text; absent where the field is absent. */
  readonly text: string | undefined;
  /** What its issuer must get back byte for byte: a signature, redacted data, encrypted content. */
  readonly proof: string | undefined;
  /** Joins call and result; absent on wires that join them by order. */
  readonly callId: string | undefined;
  readonly name: string | undefined;
  /** Arguments as the wire has them: text or a value. */
  readonly args: unknown;
  /** Id of an item, on wires where items have one. */
  readonly itemId: string | undefined;
  readonly raw: JsonValue;
};

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export type Roles = { readonly [role: string]: Role };

/** Whom a wire's own word for a role means; a word that is not known speaks for the user. */
export function roleOf(roles: Roles, word: unknown): Role {
  return typeof word === 'string' && Object.hasOwn(roles, word) ? (roles[word] as Role) : 'user';
}

/** What one party says at once. */
export type Entry = {
  readonly role: Role;
  /** Items of the history it covers: `from` up to, without, `to`. */
  readonly from: number;
  readonly to: number;
  /** Key of the item under which its slots lie, where the item is wrapped, e.g. `kwargs`. */
  readonly inside?: string | undefined;
  readonly blocks: readonly Block[];
};

export type Anatomy = {
  /** Key of the request that holds the history. */
  readonly history: string;
  /** Keys of the request that stand before the history: instructions and tools. */
  readonly head: readonly string[];
  /** Key of a message under which blocks lie, e.g. `content`; absent where items are blocks. */
  readonly container: string | undefined;
  /** Messages of a framework, from before its provider package made a request of them. The dialect names the wire they went to. */
  readonly isScaffold?: true;
  /** Signatures that such messages have no place for, or none that is known: nobody can say that these are missing. */
  readonly unseen?: 'proofs' | 'proofs-of-calls';
  /** Name of the field of a thinking block that holds its words, its proof, and what stands for both in a redacted one. */
  readonly fields: { readonly text: string; readonly proof: string; readonly redacted?: string };
  entries(items: readonly JsonValue[]): readonly Entry[];
  /** What a history would hold of a reply; `undefined` where the body is no reply. */
  said(reply: JsonObject): readonly JsonValue[] | undefined;
  /** The items of an entry, with these blocks instead of its own; where no content is left it is empty as it was in what was recorded. */
  rebuild(
    items: readonly JsonValue[],
    blocks: readonly Block[],
    recorded?: readonly JsonValue[],
  ): readonly JsonValue[];
  /** A block with another proof, or without one. */
  withProof(block: Block, proof: string | undefined): Block;
  /** A block of thinking that never was on this wire, where the wire has room for plain words. */
  readable?(text: string, field: string): Block;
};

type Fields = { readonly [F in keyof Block]?: Block[F] };

export function blockOf(
  type: BlockType,
  slot: string,
  index: number,
  raw: JsonValue,
  fields: Fields = none,
): Block {
  return {
    type,
    slot,
    index,
    text: fields.text,
    proof: fields.proof,
    callId: fields.callId,
    name: fields.name,
    args: fields.args,
    itemId: fields.itemId,
    raw,
  };
}

const none: Fields = {};

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : empty;
}

const empty: JsonObject = {};

/** The history of a request; a plain text counts as no history. */
export function historyOf(anatomy: Anatomy, request: JsonObject): readonly JsonValue[] {
  return listOf(request[anatomy.history]);
}

export function withHistory(anatomy: Anatomy, request: JsonObject, items: readonly JsonValue[]): JsonObject {
  return { ...request, [anatomy.history]: items };
}

/** `messages[1]`, `messages[1].kwargs`; for an entry of several items its first. */
export function entryPath(anatomy: Anatomy, { from, inside }: Entry): string {
  const path = `${anatomy.history}[${from}]`;
  return inside === undefined ? path : `${path}.${inside}`;
}

/** `messages[1].content[0]`, `messages[1].reasoning_content`, `input[4]`. */
export function blockPath(anatomy: Anatomy, entry: Entry, block: Block): string {
  if (block.slot === '') return `${anatomy.history}[${block.index}]`;
  const slot = `${entryPath(anatomy, entry)}.${block.slot}`;
  return block.index === -1 ? slot : `${slot}[${block.index}]`;
}

/** Where blocks of an entry lie: `messages[1].content`, or the entry itself. */
export function containerPath(anatomy: Anatomy, entry: Entry): string {
  const path = entryPath(anatomy, entry);
  return anatomy.container === undefined ? path : `${path}.${anatomy.container}`;
}
