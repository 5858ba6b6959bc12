/** Messages as LangChain serialises them: wrapped as a constructor, as a stored message, or plain. */
import type { JsonObject, JsonValue } from '@throughline/core';
import {
  blockOf,
  listOf,
  objectOf,
  roleOf,
  stringOf,
  type Anatomy,
  type Block,
  type Entry,
  type Role,
  type Roles,
} from './anatomy.ts';

const roles: Roles = {
  ai: 'assistant',
  assistant: 'assistant',
  AIMessage: 'assistant',
  AIMessageChunk: 'assistant',
  system: 'system',
  developer: 'system',
  SystemMessage: 'system',
  SystemMessageChunk: 'system',
  tool: 'tool',
  function: 'tool',
  ToolMessage: 'tool',
  ToolMessageChunk: 'tool',
  FunctionMessage: 'tool',
};

/** Where the fields of a message lie, and the word that says whose it is. */
type Opened = { readonly inside?: string; readonly fields: JsonObject; readonly word: unknown };

/** (`@langchain/core` 1.4.0: `toJSON`, `toDict`, messages like `{ role, content }`; read 2026-11-25) */
function opened(message: JsonObject): Opened {
  const { lc, id, kwargs, data, type, role } = message;
  if (lc !== undefined) return { inside: 'kwargs', fields: objectOf(kwargs), word: listOf(id).at(-1) };
  if (type !== undefined && data !== undefined) return { inside: 'data', fields: objectOf(data), word: type };
  return { fields: message, word: role ?? type };
}

function read(item: JsonValue, from: number): Entry {
  const { inside, fields, word } = opened(objectOf(item));
  const role = roleOf(roles, word);
  const blocks = role === 'assistant' ? spoken(fields) : heard(fields, role);
  return { role: isResults(role, blocks) ? 'tool' : role, from, to: from + 1, inside, blocks };
}

function isResults(role: Role, blocks: readonly Block[]): boolean {
  return role === 'user' && blocks.some(({ type }) => type === 'result');
}

function heard(fields: JsonObject, role: Role): readonly Block[] {
  if (role !== 'tool') return contentBlocks(fields['content']);
  const content = fields['content'] ?? null;
  return [
    blockOf('result', 'content', -1, content, {
      callId: stringOf(fields['tool_call_id']),
      name: stringOf(fields['name']),
      text: stringOf(content),
    }),
  ];
}

/** Calls stand in the content too on some providers; there they have a place in the order, so there they count. */
function spoken(fields: JsonObject): readonly Block[] {
  const content = contentBlocks(fields['content']);
  const known = new Set(content.flatMap(({ type, callId }) => (type === 'call' ? [callId] : [])));
  const calls = listOf(fields['tool_calls'])
    .map((raw, index) => callBlock(objectOf(raw), 'tool_calls', index))
    .filter(({ callId }) => !known.has(callId));
  return [...besides(objectOf(fields['additional_kwargs'])), ...content, ...calls];
}

/** Thinking beside the content. (`@langchain/openai` 1.6.0, `@langchain/deepseek` 1.1.13, `@langchain/openrouter` 0.4.11) */
function besides(kwargs: JsonObject): readonly Block[] {
  const { reasoning_content: words, reasoning: item, reasoning_details: details } = kwargs;
  const slot = (name: string): string => `additional_kwargs.${name}`;
  return [
    ...(typeof words === 'string'
      ? [blockOf('thinking', slot('reasoning_content'), -1, words, { text: words })]
      : []),
    ...(item === undefined || item === null
      ? []
      : [
          typeof item === 'string'
            ? blockOf('thinking', slot('reasoning'), -1, item, { text: item })
            : thinkingBlock(objectOf(item), slot('reasoning'), -1),
        ]),
    ...listOf(details).map((raw, index) => thinkingBlock(objectOf(raw), slot('reasoning_details'), index)),
  ];
}

function contentBlocks(content: JsonValue | undefined): readonly Block[] {
  if (typeof content === 'string')
    return content === '' ? [] : [blockOf('text', 'content', -1, content, { text: content })];
  return listOf(content).map((part, index) =>
    typeof part === 'string'
      ? blockOf('text', 'content', index, part, { text: part })
      : contentBlock(objectOf(part), 'content', index),
  );
}

type Reader = (raw: JsonObject, slot: string, index: number) => Block;

const readers: { readonly [type: string]: Reader } = {
  text: (raw, slot, index) => blockOf('text', slot, index, raw, { text: stringOf(raw['text']) }),
  thinking: thinkingBlock,
  reasoning: thinkingBlock,
  reasoning_content: thinkingBlock,
  redacted_thinking: thinkingBlock,
  tool_use: callBlock,
  tool_call: callBlock,
  tool_result: (raw, slot, index) =>
    blockOf('result', slot, index, raw, {
      callId: stringOf(raw['tool_use_id']),
      text: stringOf(raw['content']),
    }),
  // What the standard blocks have no word for is wrapped as its provider has it.
  non_standard: (raw, slot, index) => ({ ...contentBlock(objectOf(raw['value']), slot, index), raw }),
};

function contentBlock(raw: JsonObject, slot: string, index: number): Block {
  const { type } = raw;
  if (typeof type === 'string' && type !== 'non_standard' && Object.hasOwn(readers, type))
    return (readers[type] as Reader)(raw, slot, index);
  if (type === 'non_standard' && objectOf(raw['value'])['type'] !== 'non_standard')
    return (readers['non_standard'] as Reader)(raw, slot, index);
  return blockOf('other', slot, index, raw);
}

const proofKeys: readonly string[] = ['signature', 'encrypted_content', 'data', 'redactedContent'];

/** Words and proofs as Anthropic, Bedrock, Gemini, OpenAI and OpenRouter spell them, and LangChain for all of them. */
function thinkingBlock(raw: JsonObject, slot: string, index: number): Block {
  const inner = objectOf(raw['reasoningText'] ?? raw['reasoning_content']);
  const isRedacted = raw['data'] !== undefined || raw['redactedContent'] !== undefined;
  return blockOf('thinking', slot, index, raw, {
    text:
      stringOf(raw['thinking'] ?? raw['reasoning'] ?? raw['text'] ?? inner['text'] ?? raw['reasoningText']) ??
      summaryOf(raw['summary']) ??
      (isRedacted ? '' : undefined),
    proof: stringOf(
      proofKeys.map((key) => raw[key]).find((value) => value !== undefined) ??
        inner['signature'] ??
        objectOf(raw['extras'])['signature'],
    ),
    itemId: stringOf(raw['id']),
    ...(isRedacted && { name: 'redacted' }),
  });
}

function summaryOf(summary: JsonValue | undefined): string | undefined {
  if (!Array.isArray(summary)) return stringOf(summary);
  return listOf(summary)
    .map((part) => stringOf(objectOf(part)['text']) ?? '')
    .join('\n');
}

function callBlock(raw: JsonObject, slot: string, index: number): Block {
  const called = objectOf(raw['function']);
  return blockOf('call', slot, index, raw, {
    callId: stringOf(raw['id']),
    name: stringOf(raw['name'] ?? called['name']),
    args: raw['args'] ?? raw['input'] ?? called['arguments'],
  });
}

/** The message with these blocks in its content and beside it; its list of calls stays as it is. */
function rebuilt([item]: readonly JsonValue[], blocks: readonly Block[]): readonly JsonValue[] {
  const message = objectOf(item);
  const { inside, fields } = opened(message);
  const made: JsonObject = {
    ...fields,
    content: contentOf(blocks.filter(({ slot }) => slot === 'content')),
    ...(fields['additional_kwargs'] !== undefined && {
      additional_kwargs: kwargsWith(objectOf(fields['additional_kwargs']), blocks),
    }),
  };
  return [inside === undefined ? made : { ...message, [inside]: made }];
}

function contentOf(blocks: readonly Block[]): JsonValue {
  const [first] = blocks;
  if (first === undefined) return '';
  if (blocks.length === 1 && typeof first.raw === 'string') return first.raw;
  return blocks.map(({ raw }) => (typeof raw === 'string' ? { type: 'text', text: raw } : raw));
}

function kwargsWith(kwargs: JsonObject, blocks: readonly Block[]): JsonObject {
  const made: { [key: string]: JsonValue } = { ...kwargs };
  for (const key of ['reasoning_content', 'reasoning', 'reasoning_details']) {
    const held = blocks.filter(({ slot }) => slot === `additional_kwargs.${key}`);
    const [first] = held;
    if (first === undefined) delete made[key];
    else made[key] = first.index === -1 ? first.raw : held.map(({ raw }) => raw);
  }
  return made;
}

function withProof(block: Block, proof: string | undefined): Block {
  const raw = objectOf(block.raw);
  const key = proofKeys.find((name) => raw[name] !== undefined) ?? 'signature';
  const { [key]: _, ...rest } = raw;
  return { ...block, proof, raw: proof === undefined ? rest : { ...rest, [key]: proof } };
}

export const langchain: Anatomy = {
  isScaffold: true,
  unseen: 'proofs-of-calls',
  history: 'messages',
  head: ['tools'],
  container: 'content',
  fields: { text: 'thinking', proof: 'signature', redacted: 'data' },
  entries: (items) => items.map(read),
  said: (reply) => (opened(reply).fields['content'] === undefined ? undefined : [reply]),
  rebuild: rebuilt,
  withProof,
};
