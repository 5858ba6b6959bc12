/** Anthropic requests, raw: blocks, units, and what the prefix of a message is. */
import { isJsonObject, stringifyJson, type JsonObject, type JsonValue } from '@throughline/core';
import { objects, string, textWithout } from '../json.ts';
import type { Unit } from '../wire.ts';
import { hash } from './seal.ts';

export function messagesOf(body: JsonObject): readonly JsonObject[] {
  return objects(body['messages']);
}

/** String content is one text block. */
export function blocksOf({ content }: JsonObject): readonly JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objects(content);
}

export function isThinking({ type }: JsonObject): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

/** The opaque value of a thinking block. */
export function secretOf(block: JsonObject): string | undefined {
  return string(block[block['type'] === 'redacted_thinking' ? 'data' : 'signature']);
}

export function unitsOf(blocks: readonly JsonObject[]): readonly Unit[] {
  return blocks.flatMap((block): Unit[] => {
    const identity = stringifyJson(sorted(withoutMarkers(block)));
    if (isThinking(block))
      return [{ kind: 'thinking', identity, gist: string(block['thinking']) ?? String(secretOf(block)) }];
    if (block['type'] === 'text') return [{ kind: 'text', identity, gist: String(block['text']) }];
    if (block['type'] !== 'tool_use') return [];
    const written = { callId: String(block['id']), text: stringifyJson(block['input']) };
    return [{ kind: 'call', identity, gist: written.callId, written }];
  });
}

function withoutMarkers({ cache_control: _marker, ...block }: JsonObject): JsonObject {
  return block;
}

/** The order of a block's own keys says nothing; inside a call's input it is kept. */
function sorted(block: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(block).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** System and tools as sent; cache markers and how a text is spelled do not count. */
export function headText({ system, tools }: JsonObject): string {
  const blocks = typeof system === 'string' ? [{ type: 'text', text: system }] : system;
  const offered = Array.isArray(tools)
    ? tools.filter(
        (tool) => !isJsonObject(tool as JsonValue) || (tool as JsonObject)['defer_loading'] !== true,
      )
    : undefined;
  return `${textWithout(blocks, 'cache_control')}\n${textWithout(offered, 'cache_control')}`;
}

export function messageText(message: JsonObject): string {
  return textWithout({ role: message['role'] ?? null, content: blocksOf(message) }, 'cache_control');
}

/** Hashes of everything before each message; the last one is that of the whole request. Thinking is left out: the chain binds it, and it may be trimmed at the front. */
export function prefixHashes(body: JsonObject): readonly string[] {
  const hashes = [hash(headText(body))];
  for (const message of messagesOf(body)) {
    const said = { ...message, content: blocksOf(message).filter((block) => !isThinking(block)) };
    hashes.push(hash(`${hashes.at(-1)}\n${messageText(said)}`));
  }
  return hashes;
}
