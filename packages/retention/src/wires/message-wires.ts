/** Wires whose messages keep thinking beside their content: Chat Completions, Mistral, Cohere, Ollama. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import {
  blockOf,
  listOf,
  objectOf,
  stringOf,
  type Anatomy,
  type Block,
  type Entry,
  roleOf,
  type Role,
  type Roles,
} from './anatomy.ts';

/** Keys that hold thinking as one text. */
const textSlots = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'tool_plan'] as const;

/** Keys that hold it as a list of entries. */
const listSlots = ['reasoning_details', 'thinking_blocks'] as const;

export const thinkingSlots: ReadonlySet<string> = new Set([...textSlots, ...listSlots]);

const roles: Roles = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** Thinking between tags at the head of the content. MiniMax M3 spells them `<mm:think>`. (docs.vllm.ai, read 2026-11-23) */
const tagged = /^\s*<(think|thinking|thought|mm:think)>([\s\S]*?)<\/\1>[\r\n]*/;

function messageWire(said: (reply: JsonObject) => JsonValue | undefined): Anatomy {
  return {
    history: 'messages',
    head: ['tools'],
    container: 'content',
    fields: { text: 'text', proof: 'signature' },
    entries: (items) => items.map(readMessage),
    said(reply) {
      const message = said(reply);
      if (message === undefined) return undefined;
      // Streams and trimmed recordings leave out who speaks in a reply.
      return [isJsonObject(message) && !('role' in message) ? { role: 'assistant', ...message } : message];
    },
    rebuild: ([item], blocks, recorded) => [rebuilt(objectOf(item), blocks, recorded?.[0])],
    withProof: (block, proof) => ({ ...block, proof, raw: signed(block, proof) }),
    readable: (text, slot) => blockOf('thinking', slot, -1, text, { text }),
  };
}

function readMessage(item: JsonValue, from: number): Entry {
  const message = objectOf(item);
  const role = roleOf(roles, message['role']);
  const blocks = role === 'assistant' ? spoken(message) : heard(message, role);
  return { role, from, to: from + 1, blocks };
}

function heard(message: JsonObject, role: Role): readonly Block[] {
  if (role !== 'tool') return contentBlocks(message['content'], false);
  const content = message['content'] ?? null;
  const callId = stringOf(message['tool_call_id']);
  return [
    blockOf('result', 'content', -1, content, {
      callId,
      name: stringOf(message['name'] ?? message['tool_name']),
      text: stringOf(content),
    }),
  ];
}

function spoken(message: JsonObject): readonly Block[] {
  const blocks: Block[] = [];
  for (const slot of textSlots) {
    const value = message[slot];
    if (typeof value === 'string') blocks.push(blockOf('thinking', slot, -1, value, { text: value }));
  }
  for (const slot of listSlots)
    listOf(message[slot]).forEach((raw, index) => blocks.push(detail(objectOf(raw), slot, index)));
  blocks.push(...contentBlocks(message['content'], true));
  listOf(message['tool_calls']).forEach((raw, index) => blocks.push(callBlock(objectOf(raw), index)));
  return blocks;
}

function detail(raw: JsonObject, slot: string, index: number): Block {
  return blockOf('thinking', slot, index, raw, {
    text: stringOf(raw['text'] ?? raw['summary'] ?? raw['thinking']),
    proof: stringOf(raw['signature'] ?? raw['data']),
    itemId: stringOf(raw['id']),
    name: stringOf(raw['type']),
  });
}

function contentBlocks(content: JsonValue | undefined, isSpoken: boolean): readonly Block[] {
  if (typeof content === 'string') return isSpoken ? textBlocks(content) : plain(content);
  return listOf(content).map((part, index) => contentPart(objectOf(part), index));
}

function plain(content: string): readonly Block[] {
  return content === '' ? [] : [blockOf('text', 'content', -1, content, { text: content })];
}

function textBlocks(content: string): readonly Block[] {
  // Nearly no text begins so, and those that do not are not worth a regular expression.
  const match = content.includes('<') ? tagged.exec(content) : null;
  if (match === null) return plain(content);
  const [head, , text] = match;
  return [
    blockOf('thinking', 'content', -1, head, { text, name: 'inline' }),
    ...plain(content.slice(head.length)),
  ];
}

function contentPart(raw: JsonObject, index: number): Block {
  const { type, thinking, text } = raw;
  if (type === 'thinking')
    return blockOf('thinking', 'content', index, raw, {
      text: typeof thinking === 'string' ? thinking : joined(thinking),
      proof: stringOf(raw['signature']),
    });
  return type === 'text'
    ? blockOf('text', 'content', index, raw, { text: stringOf(text) })
    : blockOf('media', 'content', index, raw);
}

function joined(parts: JsonValue | undefined): string | undefined {
  if (!Array.isArray(parts)) return undefined;
  return listOf(parts)
    .map((part) => stringOf(objectOf(part)['text']) ?? '')
    .join('');
}

function callBlock(raw: JsonObject, index: number): Block {
  const called = objectOf(raw['function']);
  return blockOf('call', 'tool_calls', index, raw, {
    callId: stringOf(raw['id']),
    name: stringOf(called['name']),
    args: called['arguments'],
    proof: stringOf(objectOf(objectOf(raw['extra_content'])['google'])['thought_signature']),
  });
}

function signed({ type, raw }: Block, proof: string | undefined): JsonValue {
  const value = objectOf(raw);
  if (type === 'call') return callSigned(value, proof);
  const key = 'data' in value ? 'data' : 'signature';
  if (proof !== undefined) return { ...value, [key]: proof };
  const { [key]: _, ...rest } = value;
  return rest;
}

function callSigned(raw: JsonObject, proof: string | undefined): JsonObject {
  const extra = objectOf(raw['extra_content']);
  if (proof !== undefined)
    return {
      ...raw,
      extra_content: { ...extra, google: { ...objectOf(extra['google']), thought_signature: proof } },
    };
  const { extra_content: _, ...rest } = raw;
  return rest;
}

/** The message with these blocks: keys keep their order, new ones come last. */
function rebuilt(message: JsonObject, blocks: readonly Block[], recorded?: JsonValue): JsonObject {
  const slots = new Map<string, Block[]>();
  for (const block of blocks) slots.set(block.slot, [...(slots.get(block.slot) ?? []), block]);
  const result: { [key: string]: JsonValue } = {};
  for (const [key, value] of Object.entries(message)) {
    const held = slots.get(key);
    if (key === 'content') {
      const content = contentWith(value, held, recorded);
      if (content !== undefined) result[key] = content;
    } else if (held !== undefined) result[key] = slotValue(held);
    else if (!thinkingSlots.has(key) && key !== 'tool_calls') result[key] = value;
  }
  for (const [slot, held] of slots) if (!(slot in result)) result[slot] = slotValue(held);
  return result;
}

function slotValue(held: readonly Block[]): JsonValue {
  const [first] = held;
  return first !== undefined && first.index === -1 ? first.raw : held.map(({ raw }) => raw);
}

function contentWith(
  was: JsonValue,
  held: readonly Block[] = [],
  recorded: JsonValue | undefined,
): JsonValue | undefined {
  if (held.some(({ index }) => index !== -1))
    return held.map(({ raw }) => (typeof raw === 'string' ? { type: 'text', text: raw } : raw));
  if (held.length > 0) return held.map(({ raw }) => raw as string).join('');
  if (isEmpty(was)) return was;
  if (recorded !== undefined) {
    const { content } = objectOf(recorded);
    if (content === undefined || isEmpty(content)) return content;
  }
  return typeof was === 'string' ? '' : [];
}

function isEmpty(content: JsonValue): boolean {
  return content === null || content === '' || (Array.isArray(content) && content.length === 0);
}

const choice = ({ choices }: JsonObject): JsonValue | undefined => objectOf(listOf(choices)[0])['message'];
const message = (reply: JsonObject): JsonValue | undefined => reply['message'];

export const openaiChat: Anatomy = messageWire(choice);
export const mistralChat: Anatomy = messageWire(choice);
export const cohereChat: Anatomy = messageWire(message);
export const ollamaChat: Anatomy = messageWire(message);
