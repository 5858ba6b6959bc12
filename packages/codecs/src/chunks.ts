/** Chunks of a reply with `choices`: their shape, their envelope, and errors among them. */
import { isJsonObject, type JsonObject, type JsonValue } from '@throughline/core';
import { z } from 'zod';
import { check } from './check.ts';
import type { Draft } from './drafts.ts';

export type Chunk = JsonObject & { readonly choices?: readonly JsonObject[] | null };

const calls = z.array(z.looseObject({})).nullish();
const chunk = z.looseObject({
  choices: z.array(z.looseObject({ delta: z.looseObject({ tool_calls: calls }).nullish() })).nullish(),
}) as unknown as z.ZodType<Chunk>;

/** @throws ThroughlineError `format-invalid` with the place of the fault. */
export function readChunk(value: JsonValue): Chunk {
  return isPlainChunk(value) ? value : check(chunk, value, 'chunk');
}

/** The common shape, seen at a glance; anything else is checked in full, which finds the place of the fault. */
function isPlainChunk(value: JsonValue): value is Chunk {
  if (!isJsonObject(value) || !Array.isArray(value['choices'])) return false;
  return (value['choices'] as readonly JsonValue[]).every((choice) => {
    const delta = isJsonObject(choice) ? choice['delta'] : null;
    return isJsonObject(delta) && (delta['tool_calls'] === undefined || isCallList(delta['tool_calls']));
  });
}

function isCallList(value: JsonValue): boolean {
  return Array.isArray(value) && value.every((call) => isJsonObject(call));
}

/** OpenRouter puts the error beside choices, vLLM in an object of its own. (recorded streams and vLLM's protocol, read 2026-11-23) */
export function isErrorChunk({ error, object }: JsonObject): boolean {
  return isJsonObject(error) || typeof error === 'string' || object === 'error';
}

/** Said elsewhere; and random padding against traffic analysis, which says nothing. (`openai` 7.57.0 types, read 2026-11-23) */
const notEnvelope: ReadonlySet<string> = new Set(['choices', 'obfuscation']);

/** What the chunks of a completion call themselves; Perplexity's last one says that it is. (public recordings of 2026-08-22) */
const chunkObjects: ReadonlySet<JsonValue> = new Set(['chat.completion.chunk', 'chat.completion.done']);

/** The last word counts, but a null takes nothing back. */
export function growEnvelope(envelope: Draft, key: string, value: JsonValue): void {
  const whole = key === 'object' && chunkObjects.has(value) ? 'chat.completion' : value;
  const isKnown = Object.hasOwn(envelope, key);
  if (notEnvelope.has(key) || (isKnown && (whole === null || envelope[key] === whole))) return;
  Object.defineProperty(envelope, key, {
    value: whole,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
