/** Messages of OpenCode as a request of Anthropic Messages. */
import type { JsonObject, JsonValue } from '@throughline/core';
import { fieldOf, present, textOf } from './documents.ts';
import type { Origin, Origins, Place } from './draft.ts';
import { fileIn, resultOf, wordsOf, type SentMessage, type SentPart } from './opencode-path.ts';
import type { Path } from './spans.ts';

type Message = { readonly role: string; readonly content: JsonObject[] };

/** Each step of a reply is a message, and what its calls gave is the next one. */
export function anthropicMessages(sent: readonly SentMessage[], origins: Origins): JsonObject[] {
  const messages: Message[] = [];
  const say = (role: string, { block, origin }: Built): void => {
    origins.set(block, origin);
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(block);
    else messages.push({ role, content: [block] });
  };
  for (const message of sent) {
    if (message.role === 'user') for (const built of userBlocks(message)) say('user', built);
    else
      for (const parts of stepsOf(message)) {
        for (const built of parts.flatMap((part) => replyBlock(part, message.isOwn))) say('assistant', built);
        for (const built of parts.flatMap(resultBlock)) say('user', built);
      }
  }
  return messages;
}

type Built = { readonly block: JsonObject; readonly origin: Origin };

function stepsOf({ parts }: SentMessage): SentPart[][] {
  const steps: SentPart[][] = [[]];
  for (const part of parts) {
    if (part.part['type'] === 'step-start') steps.push([]);
    else steps.at(-1)?.push(part);
  }
  return steps;
}

function userBlocks({ parts }: SentMessage): Built[] {
  return parts.flatMap((found) => {
    const { part, place } = found;
    const text = wordsOf(found);
    if (text === '') return [];
    if (text !== undefined)
      return [
        {
          block: { type: 'text', text },
          origin: part['type'] === 'text' ? inFields(place, { text: ['text'] }) : { places: [] },
        },
      ];
    const file = fileIn(found);
    return file === undefined ? [] : [{ block: mediaOf(file), origin: inFields(place, {}) }];
  });
}

function mediaOf({ type, url }: { readonly type: string; readonly url: string }): JsonObject {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1];
  const source: JsonValue =
    data === undefined ? { type: 'url', url } : { type: 'base64', media_type: type, data };
  return { type: type.startsWith('image/') ? 'image' : 'document', source };
}

type Build = (found: SentPart, isOwn: boolean) => Built[];

const builders: { readonly [type: string]: Build } = {
  text: ({ part, place }) => {
    const text = textOf(part, 'text');
    return text === undefined || text === ''
      ? []
      : [{ block: { type: 'text', text }, origin: inFields(place, { text: ['text'] }) }];
  },
  // Thinking without the provider's metadata is left out by the SDK.
  reasoning: ({ part, place }, isOwn) => (isOwn ? thinkingOf(part, place) : []),
  tool: ({ part, place }) => {
    const { callID: id, tool: name, state } = part;
    const block = present({
      type: 'tool_use',
      id,
      name,
      input: fieldOf(state, 'input') as JsonValue | undefined,
    });
    return [{ block, origin: inFields(place, {}) }];
  },
};

function replyBlock(found: SentPart, isOwn: boolean): Built[] {
  const type = textOf(found.part, 'type');
  const build = type !== undefined && Object.hasOwn(builders, type) ? builders[type] : undefined;
  return build === undefined ? [] : build(found, isOwn);
}

function thinkingOf(part: JsonObject, place: Place): Built[] {
  const metadata = fieldOf(part['metadata'], 'anthropic');
  const [signature, data] = [textOf(metadata, 'signature'), textOf(metadata, 'redactedData')];
  const at = ['metadata', 'anthropic'];
  if (signature !== undefined) {
    const block = present({ type: 'thinking', thinking: part['text'], signature });
    return [{ block, origin: inFields(place, { thinking: ['text'], signature: [...at, 'signature'] }) }];
  }
  if (data === undefined) return [];
  return [
    {
      block: { type: 'redacted_thinking', data },
      origin: inFields(place, { data: [...at, 'redactedData'] }),
    },
  ];
}

function resultBlock({ part, place }: SentPart): Built[] {
  if (part['type'] !== 'tool') return [];
  const { text, isError } = resultOf(part);
  const block = present({
    type: 'tool_result',
    tool_use_id: part['callID'],
    content: text,
    is_error: isError ? true : undefined,
  });
  return [{ block, origin: inFields(place, {}) }];
}

/** A block whose fields stand at these places of its part; a change of any other cannot be said. */
function inFields(place: Place, fields: { readonly [field: string]: Path }): Origin {
  return {
    places: [place],
    change(to, from) {
      const changed = Object.keys({ ...from, ...to }).filter((key) => to[key] !== from[key]);
      const edits = changed.flatMap((key) => {
        const [path, value] = [fields[key], to[key]];
        return path === undefined || value === undefined ? [] : [{ path: [...place.path, ...path], value }];
      });
      return edits.length === changed.length ? edits : undefined;
    },
  };
}
