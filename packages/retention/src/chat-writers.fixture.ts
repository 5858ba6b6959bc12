/** Writes sessions as wires do whose messages keep thinking beside their content. */
import type { JsonObject, JsonValue } from '@throughline/core';
import { only, type Writer } from './block-writers.fixture.ts';
import type { Call, Result, Said, Thought } from './sessions.fixture.ts';

const schema: JsonObject = { type: 'object', properties: { path: { type: 'string' } } };
const tools = ['read_file', 'weather', 'search'].map((name) => ({
  type: 'function',
  function: { name, parameters: schema },
}));

/** What a message says, by kind. */
type Sorted = {
  readonly thoughts: readonly Thought[];
  readonly text: string;
  readonly calls: readonly Call[];
};

function sorted(blocks: readonly Said[]): Sorted {
  return {
    thoughts: blocks.filter((block) => block.type === 'thinking'),
    text: blocks.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: blocks.filter((block) => block.type === 'call'),
  };
}

type Message = (sorted: Sorted) => JsonObject;

function chat(message: Message, reply: Writer['reply'], heard: (result: Result) => JsonObject): Writer {
  return {
    history: 'messages',
    head: () => ({ tools }),
    opening: (system) => [{ role: 'system', content: system }],
    ask: (text) => [{ role: 'user', content: text }],
    said: (blocks) => [{ role: 'assistant', ...message(sorted(blocks)) }],
    heard: (results) => results.map(heard),
    reply,
  };
}

const toolMessage = ({ callId, text }: Result): JsonObject =>
  only({ role: 'tool', tool_call_id: callId, content: text });

function choice([message]: readonly JsonValue[], model: string): JsonObject {
  return {
    id: 'chat_1',
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message: message as JsonValue, finish_reason: 'stop' }],
  };
}

function openaiCall({ callId, name, args, proof }: Call): JsonObject {
  return only({
    id: callId,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
    extra_content: proof === undefined ? undefined : { google: { thought_signature: proof } },
  });
}

/** Entries of a list, as routers have them. */
function entry({ kind, text, proof, id }: Thought, index: number): JsonObject {
  if (kind === 'redacted')
    return only({ type: 'reasoning.encrypted', data: proof, id, format: 'anthropic-claude-v1', index });
  return only({ type: 'reasoning.text', text, signature: proof, id, format: 'anthropic-claude-v1', index });
}

/** Thinking under the keys that it names, else under this one. */
function thinkingFields(thoughts: readonly Thought[], own: string): JsonObject {
  const slots = Map.groupBy(thoughts, ({ slot = own }) => slot);
  return Object.fromEntries(
    [...slots].flatMap(([slot, held]): readonly (readonly [string, JsonValue])[] => {
      if (slot === 'inline') return [];
      if (slot === 'reasoning_details') return [[slot, held.map(entry)]];
      return held.map(({ text = '' }) => [slot, text]);
    }),
  );
}

function tagsOf(thoughts: readonly Thought[], own: string): string {
  return thoughts
    .map(({ slot = own, text = '' }) => (slot === 'inline' ? `<think>\n${text}\n</think>\n\n` : ''))
    .join('');
}

/** Chat Completions with thinking under a key of its own; `inline` is between tags in the content. */
export function chatWriter(slot: string): Writer {
  const message: Message = ({ thoughts, text, calls }) => {
    const content = tagsOf(thoughts, slot) + text;
    return only({
      content: content === '' && calls.length > 0 ? null : content,
      ...thinkingFields(thoughts, slot),
      tool_calls: calls.length === 0 ? undefined : calls.map(openaiCall),
    });
  };
  return chat(message, choice, toolMessage);
}

/** Thinking as a chunk of the content. */
function chunks(thought: (thought: Thought) => JsonObject): Message {
  return ({ thoughts, text, calls }) => {
    const parts = [...thoughts.map(thought), ...(text === '' ? [] : [{ type: 'text', text }])];
    return only({
      content: thoughts.length === 0 ? text : parts,
      tool_calls: calls.length === 0 ? undefined : calls.map(openaiCall),
    });
  };
}

export const mistralWriter: Writer = chat(
  chunks(({ text = '', proof }) =>
    only({ type: 'thinking', thinking: [{ type: 'text', text }], signature: proof }),
  ),
  choice,
  toolMessage,
);

export const cohereWriter: Writer = chat(
  chunks(({ text }) => only({ type: 'thinking', thinking: text })),
  ([message]) => ({ id: 'c_1', finish_reason: 'COMPLETE', message: message as JsonValue }),
  toolMessage,
);

/** Before calls Cohere's older models say a plan, which is a key of its own. */
export const coherePlanWriter: Writer = chat(
  ({ thoughts, text, calls }) =>
    only({
      ...thinkingFields(thoughts, 'tool_plan'),
      content: calls.length > 0 && text === '' ? undefined : [{ type: 'text', text }],
      tool_calls: calls.length === 0 ? undefined : calls.map(openaiCall),
    }),
  ([message]) => ({ id: 'c_1', finish_reason: 'COMPLETE', message: message as JsonValue }),
  toolMessage,
);

export const ollamaWriter: Writer = chat(
  ({ thoughts, text, calls }) =>
    only({
      content: text,
      ...thinkingFields(thoughts, 'thinking'),
      tool_calls:
        calls.length === 0
          ? undefined
          : calls.map(({ name, args }) => ({ function: { name, arguments: args } })),
    }),
  ([message], model) => ({ model, message: message as JsonValue, done: true, done_reason: 'stop' }),
  ({ name, text }) => ({ role: 'tool', tool_name: name, content: text }),
);
