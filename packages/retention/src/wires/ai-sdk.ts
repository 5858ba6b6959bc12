/** Messages of the Vercel AI SDK, and the spelling that OpenTelemetry's GenAI conventions give to them. */
import type { JsonObject, JsonValue } from '@throughline/core';
import {
  blockOf,
  objectOf,
  stringOf,
  type Anatomy,
  type Block,
  type BlockType,
  type Roles,
} from './anatomy.ts';
import { blockWire } from './block-wires.ts';

const roles: Roles = { system: 'system', user: 'user', assistant: 'assistant', tool: 'tool' };

/** What a part is; any other type is `other`. */
const partTypes: { readonly [type: string]: BlockType } = {
  reasoning: 'thinking',
  'redacted-reasoning': 'thinking',
  text: 'text',
  'tool-call': 'call',
  'tool-result': 'result',
  image: 'media',
  file: 'media',
};

/** Where providers' packages keep what they are told apart by. (Docs in `ai` 7.0.173, its providers' packages, read 2026-11-25) */
const proofKeys = [
  'signature',
  'redactedData',
  'reasoningEncryptedContent',
  'thoughtSignature',
  'reasoning_details',
] as const;

/** A part of a message says `providerOptions`, a part of a reply `providerMetadata`. AI SDK 4 had the proof on the part itself. */
const optionKeys = ['providerOptions', 'providerMetadata'] as const;

type Place = { readonly options: (typeof optionKeys)[number]; readonly vendor: string; readonly key: string };

function proofPlace(raw: JsonObject): Place | undefined {
  for (const options of optionKeys)
    for (const [vendor, settings] of Object.entries(objectOf(raw[options])))
      for (const key of proofKeys) if (objectOf(settings)[key] !== undefined) return { options, vendor, key };
  return undefined;
}

function proofOf(raw: JsonObject): string | undefined {
  const place = proofPlace(raw);
  if (place === undefined) return stringOf(raw['signature'] ?? raw['data']);
  const proof = objectOf(objectOf(raw[place.options])[place.vendor])[place.key];
  return typeof proof === 'string' ? proof : JSON.stringify(proof);
}

function itemIdOf(raw: JsonObject): string | undefined {
  for (const options of optionKeys)
    for (const settings of Object.values(objectOf(raw[options]))) {
      const id = objectOf(settings)['itemId'];
      if (typeof id === 'string') return id;
    }
  return undefined;
}

function part(raw: JsonObject, slot: string, index: number): Block {
  const word = raw['type'];
  const type = typeof word === 'string' && Object.hasOwn(partTypes, word) ? partTypes[word] : undefined;
  if (type === 'thinking')
    return blockOf(type, slot, index, raw, {
      text: stringOf(raw['text']) ?? (word === 'redacted-reasoning' ? '' : undefined),
      proof: proofOf(raw),
      itemId: itemIdOf(raw),
    });
  if (type === 'text')
    return blockOf(type, slot, index, raw, {
      text: stringOf(raw['text']),
      proof: proofOf({ ...raw, data: null }),
    });
  if (type === 'call' || type === 'result')
    return blockOf(type, slot, index, raw, {
      callId: stringOf(raw['toolCallId']),
      name: stringOf(raw['toolName']),
      ...(type === 'call' && { args: raw['input'] ?? raw['args'], proof: proofOf(raw) }),
    });
  return blockOf(type ?? 'other', slot, index, raw);
}

function withProof(raw: JsonObject, proof: string | undefined): JsonObject {
  const place = proofPlace(raw);
  // Without a place nobody knows whose proof it is, so there is nowhere to put it.
  if (place === undefined) return raw;
  const all = objectOf(raw[place.options]);
  const { [place.key]: _, ...rest } = objectOf(all[place.vendor]);
  const settings = proof === undefined ? rest : { ...rest, [place.key]: proof };
  return { ...raw, [place.options]: { ...all, [place.vendor]: settings } };
}

const message = (reply: JsonObject, container: string): JsonValue | undefined =>
  Array.isArray(reply[container]) ? { role: 'assistant', [container]: reply[container] } : undefined;

/** `ModelMessage` and `LanguageModelV4Prompt`, which differ in nothing that matters here. */
export const aiSdk: Anatomy = blockWire({
  isScaffold: true,
  history: 'messages',
  head: ['tools'],
  container: 'content',
  fields: { text: 'text', proof: 'providerOptions' },
  roles,
  block: part,
  message: (reply) => message(reply, 'content'),
  withProof,
});

/** (opentelemetry.io/docs/specs/semconv/gen-ai, docs in `ai` 7.0.173, read 2026-11-25) */
const genAiParts: { readonly [type: string]: BlockType } = {
  reasoning: 'thinking',
  text: 'text',
  tool_call: 'call',
  tool_call_response: 'result',
  blob: 'media',
  uri: 'media',
  file: 'media',
};

/** Parts of these messages have words and nothing beside them: no signature, no id of an item. */
export const genAi: Anatomy = blockWire({
  isScaffold: true,
  unseen: 'proofs',
  history: 'messages',
  head: ['system', 'tools'],
  container: 'parts',
  fields: { text: 'content', proof: 'signature' },
  roles,
  block(raw, slot, index) {
    const word = raw['type'];
    const type = typeof word === 'string' && Object.hasOwn(genAiParts, word) ? genAiParts[word] : undefined;
    if (type === 'thinking' || type === 'text')
      return blockOf(type, slot, index, raw, { text: stringOf(raw['content']) });
    if (type === 'call' || type === 'result')
      return blockOf(type, slot, index, raw, {
        callId: stringOf(raw['id']),
        name: stringOf(raw['name']),
        args: raw['arguments'],
      });
    return blockOf(type ?? 'other', slot, index, raw);
  },
  message: (reply) => message(reply, 'parts'),
  withProof: (raw) => raw,
});
