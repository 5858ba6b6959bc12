/** Wires whose messages are lists of blocks: Anthropic Messages, Bedrock Converse, Gemini. */
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
  type Roles,
} from './anatomy.ts';

export type Shape = Pick<Anatomy, 'isScaffold' | 'unseen'> & {
  readonly history: string;
  readonly head: readonly string[];
  readonly container: string;
  readonly fields: Anatomy['fields'];
  readonly roles: Roles;
  readonly block: (raw: JsonObject, slot: string, index: number) => Block;
  readonly message: (reply: JsonObject) => JsonValue | undefined;
  readonly withProof: (raw: JsonObject, proof: string | undefined) => JsonObject;
  readonly readable?: (text: string) => JsonObject;
};

export function blockWire(shape: Shape): Anatomy {
  const { container, isScaffold, unseen } = shape;
  const read = (item: JsonValue, from: number): Entry => {
    const message = objectOf(item);
    const content = message[container];
    const blocks =
      typeof content === 'string'
        ? [blockOf('text', container, -1, content, { text: content })]
        : listOf(content).map((raw, index) => shape.block(objectOf(raw), container, index));
    const role = roleOf(shape.roles, message['role']);
    return { role: role === 'user' && isResults(blocks) ? 'tool' : role, from, to: from + 1, blocks };
  };
  return {
    history: shape.history,
    head: shape.head,
    container,
    fields: shape.fields,
    entries: (items) => items.map(read),
    said(reply) {
      const message = shape.message(reply);
      return message === undefined ? undefined : [message];
    },
    rebuild: ([item], blocks) => [{ ...objectOf(item), [container]: contentOf(blocks) }],
    withProof(block, proof) {
      const raw = shape.withProof(objectOf(block.raw), proof);
      return shape.block(raw, block.slot, block.index);
    },
    ...(isScaffold !== undefined && { isScaffold }),
    ...(unseen !== undefined && { unseen }),
    ...(shape.readable !== undefined && {
      readable: (text: string) => shape.block(shape.readable?.(text) ?? {}, container, -1),
    }),
  };
}

function isResults(blocks: readonly Block[]): boolean {
  return blocks.some(({ type }) => type === 'result');
}

/** A message that was plain text stays so while that is all it is. */
function contentOf(blocks: readonly Block[]): JsonValue {
  const [first] = blocks;
  if (blocks.length === 1 && typeof first?.raw === 'string') return first.raw;
  return blocks.map(({ raw }) => (typeof raw === 'string' ? { type: 'text', text: raw } : raw));
}

function without(raw: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = raw;
  return rest;
}

const anthropicTypes: { readonly [type: string]: (raw: JsonObject, slot: string, index: number) => Block } = {
  thinking: (raw, slot, index) =>
    blockOf('thinking', slot, index, raw, {
      text: stringOf(raw['thinking']),
      proof: stringOf(raw['signature']),
    }),
  redacted_thinking: (raw, slot, index) =>
    blockOf('thinking', slot, index, raw, { text: '', proof: stringOf(raw['data']), name: 'redacted' }),
  text: (raw, slot, index) => blockOf('text', slot, index, raw, { text: stringOf(raw['text']) }),
  tool_use: (raw, slot, index) =>
    blockOf('call', slot, index, raw, {
      callId: stringOf(raw['id']),
      name: stringOf(raw['name']),
      args: raw['input'],
    }),
  tool_result: (raw, slot, index) =>
    blockOf('result', slot, index, raw, {
      callId: stringOf(raw['tool_use_id']),
      text: stringOf(raw['content']),
    }),
};

export const anthropicMessages: Anatomy = blockWire({
  history: 'messages',
  head: ['system', 'tools'],
  container: 'content',
  fields: { text: 'thinking', proof: 'signature', redacted: 'data' },
  roles: { user: 'user', assistant: 'assistant', system: 'system' },
  block(raw, slot, index) {
    const type = raw['type'];
    const read =
      typeof type === 'string' && Object.hasOwn(anthropicTypes, type) ? anthropicTypes[type] : undefined;
    return read === undefined ? blockOf('other', slot, index, raw) : read(raw, slot, index);
  },
  message: ({ content }) => (Array.isArray(content) ? { role: 'assistant', content } : undefined),
  withProof(raw, proof) {
    const key = raw['type'] === 'redacted_thinking' ? 'data' : 'signature';
    return proof === undefined ? without(raw, key) : { ...raw, [key]: proof };
  },
  readable: (text) => ({ type: 'thinking', thinking: text }),
});

export const bedrockConverse: Anatomy = blockWire({
  history: 'messages',
  head: ['system', 'toolConfig'],
  container: 'content',
  fields: {
    text: 'reasoningContent.reasoningText.text',
    proof: 'reasoningContent.reasoningText.signature',
    redacted: 'reasoningContent.redactedContent',
  },
  roles: { user: 'user', assistant: 'assistant', system: 'system' },
  block(raw, slot, index) {
    if ('reasoningContent' in raw) return bedrockThinking(raw, slot, index);
    if ('text' in raw) return blockOf('text', slot, index, raw, { text: stringOf(raw['text']) });
    if ('toolUse' in raw) {
      const { toolUseId, name, input } = objectOf(raw['toolUse']);
      return blockOf('call', slot, index, raw, {
        callId: stringOf(toolUseId),
        name: stringOf(name),
        args: input,
      });
    }
    if ('toolResult' in raw)
      return blockOf('result', slot, index, raw, {
        callId: stringOf(objectOf(raw['toolResult'])['toolUseId']),
      });
    return blockOf('other', slot, index, raw);
  },
  message: ({ output }) => objectOf(output)['message'],
  withProof(raw, proof) {
    const thinking = objectOf(raw['reasoningContent']);
    const words = objectOf(thinking['reasoningText']);
    const signed = proof === undefined ? without(words, 'signature') : { ...words, signature: proof };
    return { ...raw, reasoningContent: { ...thinking, reasoningText: signed } };
  },
  readable: (text) => ({ reasoningContent: { reasoningText: { text } } }),
});

function bedrockThinking(raw: JsonObject, slot: string, index: number): Block {
  const thinking = objectOf(raw['reasoningContent']);
  if ('redactedContent' in thinking)
    return blockOf('thinking', slot, index, raw, {
      text: '',
      proof: stringOf(thinking['redactedContent']),
      name: 'redacted',
    });
  const { text, signature } = objectOf(thinking['reasoningText']);
  return blockOf('thinking', slot, index, raw, { text: stringOf(text), proof: stringOf(signature) });
}

/** On Gemini a proof may stand on any part; a part marked `thought` is a summary, which need not come back. */
export const gemini: Anatomy = blockWire({
  history: 'contents',
  head: ['systemInstruction', 'system_instruction', 'tools'],
  container: 'parts',
  fields: { text: 'text', proof: 'thoughtSignature' },
  roles: { user: 'user', model: 'assistant', function: 'tool', system: 'system' },
  block(raw, slot, index) {
    const proof = stringOf(raw['thoughtSignature'] ?? raw['thought_signature']);
    if (raw['thought'] === true)
      return blockOf('thinking', slot, index, raw, { text: stringOf(raw['text']), proof, name: 'summary' });
    if ('functionCall' in raw) {
      const { id, name, args } = objectOf(raw['functionCall']);
      return blockOf('call', slot, index, raw, { proof, callId: stringOf(id), name: stringOf(name), args });
    }
    if ('functionResponse' in raw) {
      const { id, name } = objectOf(raw['functionResponse']);
      return blockOf('result', slot, index, raw, { callId: stringOf(id), name: stringOf(name) });
    }
    if ('text' in raw) return blockOf('text', slot, index, raw, { text: stringOf(raw['text']), proof });
    return blockOf('other', slot, index, raw, { proof });
  },
  message: ({ candidates }) => objectOf(listOf(candidates)[0])['content'],
  withProof: (raw, proof) =>
    proof === undefined
      ? without(without(raw, 'thoughtSignature'), 'thought_signature')
      : { ...without(raw, 'thought_signature'), thoughtSignature: proof },
});
