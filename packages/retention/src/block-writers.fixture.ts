/** Writes sessions as wires do whose messages are lists of blocks, and as those do whose history is a list of items. */
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Result, Said } from './sessions.fixture.ts';

/** How one wire spells a session; each part of it as items of the history. */
export type Writer = {
  readonly history: string;
  /** The request without its history. */
  head(system: string): JsonObject;
  /** Instructions, where they are the first item. */
  opening?(system: string): readonly JsonValue[];
  ask(text: string): readonly JsonValue[];
  said(blocks: readonly Said[]): readonly JsonValue[];
  heard(results: readonly Result[]): readonly JsonValue[];
  /** The body of the reply that the history then holds as these items. */
  reply(items: readonly JsonValue[], model: string): JsonObject;
};

const schema: JsonObject = { type: 'object', properties: { path: { type: 'string' } } };
const tools: readonly string[] = ['read_file', 'weather', 'search'];

/** Only the fields that are there. */
export function only(fields: { readonly [key: string]: JsonValue | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function contentOf([item]: readonly JsonValue[], key: string): JsonValue {
  return (item as JsonObject)[key] as JsonValue;
}

function anthropicBlock(block: Said): JsonObject {
  if (block.type === 'text') return { type: 'text', text: block.text };
  if (block.type === 'call')
    return only({ type: 'tool_use', id: block.callId, name: block.name, input: block.args });
  const { kind, text, proof } = block;
  if (kind === 'redacted') return only({ type: 'redacted_thinking', data: proof });
  return only({ type: 'thinking', thinking: text, signature: proof });
}

export const anthropicWriter: Writer = {
  history: 'messages',
  head: (system) => ({
    max_tokens: 20_000,
    system,
    tools: tools.map((name) => ({ name, description: `Does ${name}.`, input_schema: schema })),
  }),
  ask: (text) => [{ role: 'user', content: text }],
  said: (blocks) => [{ role: 'assistant', content: blocks.map(anthropicBlock) }],
  heard: (results) => [
    {
      role: 'user',
      content: results.map(({ callId, text }) =>
        only({ type: 'tool_result', tool_use_id: callId, content: text }),
      ),
    },
  ],
  reply: (items, model) => ({
    id: 'msg_01',
    type: 'message',
    role: 'assistant',
    model,
    content: contentOf(items, 'content'),
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 2 },
  }),
};

function bedrockBlock(block: Said): JsonObject {
  if (block.type === 'text') return { text: block.text };
  if (block.type === 'call')
    return { toolUse: only({ toolUseId: block.callId, name: block.name, input: block.args }) };
  const { kind, text, proof } = block;
  if (kind === 'redacted') return { reasoningContent: only({ redactedContent: proof }) };
  return { reasoningContent: { reasoningText: only({ text, signature: proof }) } };
}

export const bedrockWriter: Writer = {
  history: 'messages',
  head: (system) => ({
    system: [{ text: system }],
    toolConfig: { tools: tools.map((name) => ({ toolSpec: { name, inputSchema: { json: schema } } })) },
  }),
  ask: (text) => [{ role: 'user', content: [{ text }] }],
  said: (blocks) => [{ role: 'assistant', content: blocks.map(bedrockBlock) }],
  heard: (results) => [
    {
      role: 'user',
      content: results.map(({ callId, text }) => ({
        toolResult: only({ toolUseId: callId, content: [{ text }], status: 'success' }),
      })),
    },
  ],
  reply: ([message]) => ({
    output: { message: message as JsonValue },
    stopReason: 'tool_use',
    usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
  }),
};

function geminiPart(block: Said): JsonObject {
  if (block.type === 'text') return only({ text: block.text, thoughtSignature: block.proof });
  if (block.type === 'thinking')
    return only({ text: block.text, thought: true, thoughtSignature: block.proof });
  const functionCall = only({ id: block.callId, name: block.name, args: block.args });
  return only({ functionCall, thoughtSignature: block.proof });
}

export const geminiWriter: Writer = {
  history: 'contents',
  head: (system) => ({
    systemInstruction: { parts: [{ text: system }] },
    tools: [{ functionDeclarations: tools.map((name) => ({ name, parameters: schema })) }],
  }),
  ask: (text) => [{ role: 'user', parts: [{ text }] }],
  said: (blocks) => [{ role: 'model', parts: blocks.map(geminiPart) }],
  heard: (results) => [
    {
      role: 'user',
      parts: results.map(({ callId, name, text }) => ({
        functionResponse: only({ id: callId, name, response: { result: text } }),
      })),
    },
  ],
  reply: ([content], model) => ({
    candidates: [{ index: 0, content: content as JsonValue, finishReason: 'STOP' }],
    modelVersion: model,
  }),
};

function responsesItem(block: Said): JsonObject {
  if (block.type === 'text')
    return only({
      type: 'message',
      id: block.id,
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: block.text, annotations: [] }],
    });
  if (block.type === 'call')
    return only({
      type: 'function_call',
      id: block.id,
      call_id: block.callId,
      name: block.name,
      arguments: JSON.stringify(block.args),
      status: 'completed',
    });
  const { id, text = '', proof } = block;
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  return only({ type: 'reasoning', id, summary, encrypted_content: proof });
}

export const responsesWriter: Writer = {
  history: 'input',
  head: (system) => ({
    instructions: system,
    store: false,
    include: ['reasoning.encrypted_content'],
    tools: tools.map((name) => ({ type: 'function', name, parameters: schema, strict: false })),
  }),
  ask: (text) => [{ role: 'user', content: text }],
  said: (blocks) => blocks.map(responsesItem),
  heard: (results) =>
    results.map(({ callId, text }) => only({ type: 'function_call_output', call_id: callId, output: text })),
  reply: (items, model) => ({ id: 'resp_1', object: 'response', status: 'completed', model, output: items }),
};

function interactionsStep(block: Said): JsonObject {
  if (block.type === 'text')
    return only({
      type: 'model_output',
      content: [{ type: 'text', text: block.text }],
      signature: block.proof,
    });
  if (block.type === 'call')
    return only({
      type: 'function_call',
      id: block.callId,
      name: block.name,
      arguments: block.args,
      signature: block.proof,
    });
  const { text = '', proof } = block;
  const summary = text === '' ? undefined : [{ type: 'text', text }];
  return only({ type: 'thought', summary, signature: proof });
}

export const interactionsWriter: Writer = {
  history: 'input',
  head: (system) => ({
    system_instruction: system,
    store: false,
    tools: tools.map((name) => ({ type: 'function', name, parameters: schema })),
  }),
  ask: (text) => [{ type: 'user_input', content: [{ type: 'text', text }] }],
  said: (blocks) => blocks.map(interactionsStep),
  heard: (results) =>
    results.map(({ callId, name, text }) =>
      only({ type: 'function_result', call_id: callId, name, result: text }),
    ),
  reply: (items, model) => ({ id: 'int_1', object: 'interaction', model, status: 'completed', steps: items }),
};
