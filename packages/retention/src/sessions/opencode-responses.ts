/** Messages of OpenCode as a request of OpenAI Responses. */
import { stringifyJson, type JsonObject, type JsonValue } from '@throughline/core';
import { fieldOf, present, textOf } from './documents.ts';
import type { Origins, Place } from './draft.ts';
import { fileIn, resultOf, wordsOf, type SentMessage, type SentPart } from './opencode-path.ts';

export function responsesItems(sent: readonly SentMessage[], origins: Origins): JsonObject[] {
  return sent.flatMap((message) => {
    const built = message.role === 'user' ? userItem(message) : replyItems(message);
    for (const { item, places } of built) origins.set(item, { places, change: () => undefined });
    return built.map(({ item }) => item);
  });
}

type Built = { readonly item: JsonObject; readonly places: readonly Place[] };

/** One item for all parts; the parts that stand for something else must stay. */
function userItem({ parts }: SentMessage): Built[] {
  const said = parts.flatMap((found) => {
    const content = inputOf(found);
    return content === undefined ? [] : [{ content, found }];
  });
  if (said.length === 0) return [];
  const isPlain = said.every(({ found }) => found.part['type'] === 'text' || found.part['type'] === 'file');
  const item = { role: 'user', content: said.map(({ content }) => content) };
  return [{ item, places: isPlain ? said.map(({ found }) => found.place) : [] }];
}

function inputOf(found: SentPart): JsonObject | undefined {
  const text = wordsOf(found);
  if (text !== undefined) return text === '' ? undefined : { type: 'input_text', text };
  const file = fileIn(found);
  if (file === undefined) return undefined;
  if (file.type.startsWith('image/')) return { type: 'input_image', image_url: file.url };
  return { type: 'input_file', file_data: file.url };
}

/** Calls of a step come before what they gave. */
function replyItems({ parts, isOwn }: SentMessage): Built[] {
  const built: Built[] = [];
  let results: Built[] = [];
  for (const { part, place } of parts) {
    const type = textOf(part, 'type');
    if (type === 'step-start') built.push(...results.splice(0));
    if (type === 'reasoning' && isOwn) addReasoning(built, part, place);
    if (type === 'text') built.push(...messageOf(part, place, isOwn));
    if (type !== 'tool') continue;
    built.push({ item: callOf(part, isOwn), places: [place] });
    results = [...results, { item: outputOf(part), places: [place] }];
  }
  return [...built, ...results];
}

/** Parts that name the same item are its summaries; parts that name none are left out by the SDK. */
function addReasoning(built: Built[], part: JsonObject, place: Place): void {
  const metadata = fieldOf(part['metadata'], 'openai');
  const id = textOf(metadata, 'itemId');
  if (id === undefined) return;
  const text = textOf(part, 'text');
  const summary = text === undefined || text === '' ? [] : [{ type: 'summary_text', text }];
  const known = built.findIndex(({ item }) => item['type'] === 'reasoning' && item['id'] === id);
  const sealed = fieldOf(metadata, 'reasoningEncryptedContent') as JsonValue | undefined;
  const before = built[known];
  if (before === undefined) {
    const item = present({ type: 'reasoning', id, encrypted_content: sealed, summary });
    built.push({ item, places: [place] });
    return;
  }
  const item = present({
    ...before.item,
    encrypted_content: sealed ?? before.item['encrypted_content'],
    summary: [...(before.item['summary'] as readonly JsonValue[]), ...summary],
  });
  built[known] = { item, places: [...before.places, place] };
}

function messageOf(part: JsonObject, place: Place, isOwn: boolean): Built[] {
  const text = textOf(part, 'text');
  if (text === undefined || text === '') return [];
  const content = [{ type: 'output_text', text }];
  return [{ item: present({ role: 'assistant', content, id: itemId(part, isOwn) }), places: [place] }];
}

function callOf(part: JsonObject, isOwn: boolean): JsonObject {
  const input = fieldOf(part['state'], 'input');
  return present({
    type: 'function_call',
    id: itemId(part, isOwn),
    call_id: part['callID'],
    name: part['tool'],
    arguments: input === undefined ? undefined : stringifyJson(input),
  });
}

function outputOf(part: JsonObject): JsonObject {
  return present({ type: 'function_call_output', call_id: part['callID'], output: resultOf(part).text });
}

function itemId(part: JsonObject, isOwn: boolean): string | undefined {
  return isOwn ? textOf(fieldOf(part['metadata'], 'openai'), 'itemId') : undefined;
}
