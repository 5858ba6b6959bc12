/** Messages of pi as a request of OpenAI Responses. */
import {
  isJsonObject,
  parseJson,
  stringifyJson,
  ThroughlineError,
  type JsonObject,
  type JsonValue,
} from '@throughline/core';
import { listOf, present, textOf } from './documents.ts';
import type { Origin, Origins } from './draft.ts';
import { blocksOf, isOf, type PiMessage, type PiModel } from './pi-path.ts';

type Built = { readonly item: JsonObject; readonly origin: Origin };

const unchangeable = (): undefined => undefined;

export function responsesItems(sent: readonly PiMessage[], model: PiModel, origins: Origins): JsonObject[] {
  return sent.flatMap((message) => {
    const built = builders[message.role](message, isOf(model, message.message));
    for (const { item, origin } of built) origins.set(item, origin);
    return built.map(({ item }) => item);
  });
}

type Build = (message: PiMessage, isOwn: boolean) => Built[];

const builders: { readonly [role in PiMessage['role']]: Build } = {
  user: (message) => {
    const blocks = blocksOf(message);
    if (blocks.length === 0) return [];
    const item = { role: 'user', content: blocks.map(({ block }) => inputOf(block)) };
    const places = message.content === undefined ? [] : [{ document: message.document, path: [] }];
    return [{ item, origin: { places, change: unchangeable } }];
  },
  assistant: (message, isOwn) =>
    blocksOf(message).flatMap(({ block, places, path }) => {
      const type = textOf(block, 'type');
      const build = type !== undefined && Object.hasOwn(outputs, type) ? outputs[type] : undefined;
      const item = build?.(block, isOwn);
      if (item === undefined) return [];
      const change = item['type'] === 'reasoning' && path !== undefined ? inSignature(path) : unchangeable;
      return [{ item, origin: { places, change } }];
    }),
  toolResult: ({ message, document }) => [
    {
      item: present({
        type: 'function_call_output',
        call_id: callId(message['toolCallId']),
        output: outputOf(listOf(message, 'content')),
      }),
      origin: { places: [{ document, path: [] }], change: unchangeable },
    },
  ],
};

type Output = (block: JsonObject, isOwn: boolean) => JsonObject | undefined;

const outputs: { readonly [type: string]: Output } = {
  thinking: (block, isOwn) => (isOwn ? savedItem(block) : messageOf(textOf(block, 'thinking'))),
  text: (block) => messageOf(textOf(block, 'text'), messageId(textOf(block, 'textSignature'))),
  toolCall: ({ id, name, arguments: input }, isOwn) => {
    const item = typeof id === 'string' && isOwn ? id.split('|')[1] : undefined;
    return present({
      type: 'function_call',
      id: item?.startsWith('fc_') === true ? item : undefined,
      call_id: callId(id),
      name,
      arguments: input === undefined ? undefined : stringifyJson(input),
    });
  },
};

/** The whole item of the provider is kept where other providers' signatures stand. */
function savedItem(block: JsonObject): JsonObject | undefined {
  const signature = textOf(block, 'thinkingSignature');
  return signature === undefined || signature === '' ? undefined : objectIn(signature);
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (ThroughlineError.is(error)) return undefined;
    throw error;
  }
}

function inSignature(path: readonly (string | number)[]): NonNullable<Origin['change']> {
  return (to) => [{ path: [...path, 'thinkingSignature'], value: stringifyJson(to) }];
}

function messageOf(text: string | undefined, id?: string): JsonObject | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const content = [{ type: 'output_text', text, annotations: [] }];
  return present({ type: 'message', role: 'assistant', content, status: 'completed', id });
}

/** Kept as it came, or with a version around it. */
function messageId(signature: string | undefined): string | undefined {
  if (signature === undefined || signature === '') return undefined;
  return signature.startsWith('{') ? textOf(objectIn(signature), 'id') : signature;
}

/** Two ids in one: `call_…|fc_…`. */
function callId(id: JsonValue | undefined): JsonValue | undefined {
  return typeof id === 'string' ? id.split('|')[0] : id;
}

function inputOf(block: JsonObject): JsonObject {
  if (block['type'] !== 'image') return present({ type: 'input_text', text: block['text'] });
  const [type, data] = [textOf(block, 'mimeType'), textOf(block, 'data')];
  const url = type === undefined || data === undefined ? undefined : `data:${type};base64,${data}`;
  return present({ type: 'input_image', detail: 'auto', image_url: url });
}

function outputOf(content: readonly unknown[]): JsonValue {
  const text = content
    .map((block) => textOf(block, 'text'))
    .filter((part) => part !== undefined)
    .join('\n');
  const images = content
    .filter((block): block is JsonObject => textOf(block, 'type') === 'image')
    .map(inputOf);
  if (images.length === 0) return text;
  return text === '' ? images : [{ type: 'input_text', text }, ...images];
}
