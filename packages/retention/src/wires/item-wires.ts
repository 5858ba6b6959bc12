/** Wires whose history is a flat list of items: OpenAI Responses, Gemini Interactions. */
import type { JsonObject, JsonValue } from '@throughline/core';
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

type Shape = {
  readonly history: string;
  readonly head: readonly string[];
  readonly fields: Anatomy['fields'];
  readonly read: (raw: JsonObject, index: number) => { readonly role: Role; readonly block: Block };
  readonly said: (reply: JsonObject) => readonly JsonValue[] | undefined;
  readonly withProof: (raw: JsonObject, proof: string | undefined) => JsonObject;
};

function itemWire(shape: Shape): Anatomy {
  return {
    history: shape.history,
    head: shape.head,
    container: undefined,
    fields: shape.fields,
    entries: (items) => group(items.map((raw, index) => shape.read(objectOf(raw), index))),
    said: shape.said,
    rebuild: (_items, blocks) => blocks.map(({ raw }) => raw),
    withProof: ({ raw, index }, proof) => shape.read(shape.withProof(objectOf(raw), proof), index).block,
  };
}

/** Neighbours of one role are one entry. */
function group(items: readonly { readonly role: Role; readonly block: Block }[]): readonly Entry[] {
  const entries: Entry[] = [];
  let blocks: Block[] = [];
  items.forEach(({ role, block }, index) => {
    blocks.push(block);
    if (items[index + 1]?.role === role && role !== 'user') return;
    entries.push({ role, from: index + 1 - blocks.length, to: index + 1, blocks });
    blocks = [];
  });
  return entries;
}

const roles: Roles = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  developer: 'system',
};

/** The words of a message's content: a text, or a list of texts. */
function wordsOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((part) => stringOf(objectOf(part)['text']) ?? '').join('');
}

/** What follows results may be a result; what the model itself did is `assistant`. (Types of `openai` 7.57.0, read 2026-11-23) */
const isResult = /_output$|^mcp_approval_response$/;

export const openaiResponses: Anatomy = itemWire({
  history: 'input',
  head: ['instructions', 'tools'],
  fields: { text: 'summary', proof: 'encrypted_content' },
  read(raw, index) {
    const type = stringOf(raw['type']) ?? 'message';
    const itemId = stringOf(raw['id']);
    if (type === 'reasoning')
      return {
        role: 'assistant',
        block: blockOf('thinking', '', index, raw, {
          text: thoughtOf(raw),
          proof: stringOf(raw['encrypted_content']),
          itemId,
        }),
      };
    if (type === 'message') {
      const role = roleOf(roles, raw['role']);
      return { role, block: blockOf('text', '', index, raw, { text: wordsOf(raw['content']), itemId }) };
    }
    const callId = stringOf(raw['call_id']);
    if (isResult.test(type))
      return {
        role: 'tool',
        block: blockOf('result', '', index, raw, { callId, text: stringOf(raw['output']) }),
      };
    if (callId !== undefined)
      return {
        role: 'assistant',
        block: blockOf('call', '', index, raw, {
          callId,
          itemId,
          name: stringOf(raw['name']),
          args: raw['arguments'] ?? raw['input'],
        }),
      };
    return { role: 'assistant', block: blockOf('other', '', index, raw, { itemId }) };
  },
  said: ({ output }) => (Array.isArray(output) ? (output as readonly JsonValue[]) : undefined),
  withProof: (raw, proof) => ({ ...raw, encrypted_content: proof ?? null }),
});

/** Summary parts and raw words of a reasoning item; parts keep their boundaries in `raw`. */
function thoughtOf(raw: JsonObject): string {
  return [...listOf(raw['summary']), ...listOf(raw['content'])]
    .map((part) => stringOf(objectOf(part)['text']) ?? '')
    .join('\n');
}

export const geminiInteractions: Anatomy = itemWire({
  history: 'input',
  head: ['system_instruction', 'tools'],
  fields: { text: 'summary', proof: 'signature' },
  read(raw, index) {
    const type = stringOf(raw['type']);
    const proof = stringOf(raw['signature']);
    if (type === 'thought')
      return {
        role: 'assistant',
        block: blockOf('thinking', '', index, raw, { text: thoughtOf(raw), proof }),
      };
    if (type === 'function_call')
      return {
        role: 'assistant',
        block: blockOf('call', '', index, raw, {
          callId: stringOf(raw['id']),
          name: stringOf(raw['name']),
          args: raw['arguments'],
          proof,
        }),
      };
    if (type === 'function_result')
      return { role: 'tool', block: blockOf('result', '', index, raw, { callId: stringOf(raw['call_id']) }) };
    if (type === 'model_output')
      return {
        role: 'assistant',
        block: blockOf('text', '', index, raw, { text: wordsOf(raw['content']), proof }),
      };
    if (type === 'user_input' || raw['role'] === 'user' || type === 'text')
      return {
        role: 'user',
        block: blockOf('text', '', index, raw, { text: wordsOf(raw['content']) ?? stringOf(raw['text']) }),
      };
    return {
      role: raw['role'] === 'model' || type !== undefined ? 'assistant' : 'user',
      block: blockOf('other', '', index, raw, { proof }),
    };
  },
  said({ steps, outputs }) {
    const list = steps ?? outputs;
    return Array.isArray(list) ? (list as readonly JsonValue[]) : undefined;
  },
  withProof(raw, proof) {
    if (proof !== undefined) return { ...raw, signature: proof };
    const { signature: _, ...rest } = raw;
    return rest;
  },
});
