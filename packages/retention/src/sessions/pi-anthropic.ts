/** Messages of pi as a request of Anthropic Messages. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { listOf, present, textOf } from './documents.ts';
import type { Origin, Origins } from './draft.ts';
import type { Edit } from './edits.ts';
import { blocksOf, isOf, type PiBlock, type PiMessage, type PiModel } from './pi-path.ts';

type Message = { readonly role: string; readonly content: JsonObject[] };

type Context = { readonly isOwn: boolean };

export function anthropicMessages(
  sent: readonly PiMessage[],
  model: PiModel,
  origins: Origins,
): JsonObject[] {
  const messages: Message[] = [];
  const renamed = renamedCalls(sent, model);
  let previous: PiMessage | undefined;
  for (const message of sent) {
    const isNext = message.role === 'toolResult' && previous?.role === 'toolResult';
    const blocks =
      message.role === 'toolResult' ? [resultOf(message)] : contentOf(message, isOf(model, message.message));
    previous = message;
    if (blocks.length === 0) continue;
    const content = blocks.map(({ block, origin }) => {
      const named = withName(block, renamed);
      origins.set(named, origin);
      return named;
    });
    if (isNext) messages.at(-1)?.content.push(...content);
    else messages.push({ role: message.role === 'assistant' ? 'assistant' : 'user', content });
  }
  return messages;
}

type Built = { readonly block: JsonObject; readonly origin: Origin };

function contentOf(message: PiMessage, isOwn: boolean): Built[] {
  return blocksOf(message).flatMap((found) => {
    const type = textOf(found.block, 'type');
    const build = type !== undefined && Object.hasOwn(builders, type) ? builders[type] : undefined;
    const block = build?.(found.block, { isOwn });
    return block === undefined ? [] : [{ block, origin: { places: found.places, change: changeOf(found) } }];
  });
}

type Build = (block: JsonObject, context: Context) => JsonObject | undefined;

const builders: { readonly [type: string]: Build } = {
  text: ({ text }) => present({ type: 'text', text }),
  image: ({ mimeType, data }) => ({
    type: 'image',
    source: present({ type: 'base64', media_type: mimeType, data }),
  }),
  thinking: (block, { isOwn }) => (isOwn ? ownThinking(block) : asText(block)),
  toolCall: ({ id, name, arguments: input }) => present({ type: 'tool_use', id, name, input }),
};

function ownThinking(block: JsonObject): JsonObject | undefined {
  const { thinking, thinkingSignature: signature } = block;
  if (block['redacted'] === true) return present({ type: 'redacted_thinking', data: signature });
  if (typeof signature !== 'string' || signature.trim() === '') return asText(block);
  return present({ type: 'thinking', thinking, signature });
}

/** Thinking that nobody signed, or another model did, goes out as a text. */
function asText(block: JsonObject): JsonObject | undefined {
  const text = textOf(block, 'thinking');
  if (block['redacted'] === true || text === undefined || text.trim() === '') return undefined;
  return { type: 'text', text };
}

/** By type of the request's block: where its fields stand in pi's. */
const fields: { readonly [type: string]: { readonly [field: string]: string } } = {
  text: { text: 'text' },
  thinking: { thinking: 'thinking', signature: 'thinkingSignature' },
  redacted_thinking: { data: 'thinkingSignature' },
  tool_use: { name: 'name', input: 'arguments' },
};

/** A block of the same type may have other words; nothing else has a place. */
function changeOf({ block: saved, path, isBare }: PiBlock): NonNullable<Origin['change']> {
  return (to, from) => {
    const names =
      saved['type'] === 'thinking' && from['type'] === 'text'
        ? disguised
        : fields[textOf(from, 'type') as string];
    const changed = Object.keys({ ...from, ...to }).filter((key) => to[key] !== from[key]);
    if (path === undefined || names === undefined) return undefined;
    const edits = changed.flatMap((key): Edit[] => {
      const [name, value] = [names[key], to[key]];
      if (name === undefined || value === undefined) return [];
      return [{ path: isBare ? path : [...path, name], value }];
    });
    return edits.length === changed.length ? edits : undefined;
  };
}

/** Thinking that goes out as a text. */
const disguised: { readonly [field: string]: string } = { text: 'thinking' };

function resultOf({ message, document }: PiMessage): Built {
  const content = listOf(message, 'content').flatMap((block) => {
    const build = isJsonObject(block) ? builders[block['type'] === 'image' ? 'image' : 'text'] : undefined;
    return build?.(block as JsonObject, { isOwn: true }) ?? [];
  });
  const { toolCallId, isError } = message;
  const block = present({ type: 'tool_result', tool_use_id: toolCallId, content, is_error: isError });
  return { block, origin: { places: [{ document, path: [] }], change: () => undefined } };
}

/** Ids of other models' calls are spelled as Anthropic wants them. */
function renamedCalls(sent: readonly PiMessage[], model: PiModel): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  for (const { role, message } of sent) {
    if (role !== 'assistant' || isOf(model, message)) continue;
    for (const block of listOf(message, 'content')) {
      const id = textOf(block, 'type') === 'toolCall' ? textOf(block, 'id') : undefined;
      if (id !== undefined) names.set(id, id.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64));
    }
  }
  return names;
}

function withName(block: JsonObject, names: ReadonlyMap<unknown, string>): JsonObject {
  const key = block['type'] === 'tool_result' ? 'tool_use_id' : 'id';
  const name = names.get(block[key]);
  return name === undefined ? block : { ...block, [key]: name };
}
