/** The list of input as messages: steps, turns, and contents on their own. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Message,
  type Part,
  type ResultContent,
  type ToolResultPart,
} from '@throughline/core';
import { noted, unknownOf } from '../notes.ts';
import { decodeContent } from './content.ts';
import { contentTypes, isItem, wire, type Item } from './format.ts';
import { decodeFlat, decodeSteps } from './steps.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

type Side = 'content' | 'turn' | 'user' | 'result' | 'model';

/** Consecutive steps of the model are one answer, consecutive results one step, contents on their own one message. */
export function decodeInput(items: readonly JsonValue[]): Message[] {
  const groups: { readonly side: Side; readonly items: JsonValue[] }[] = [];
  for (const item of items) {
    const side = sideOf(item);
    const last = groups.at(-1);
    if (last?.side === side && side !== 'user' && side !== 'turn') last.items.push(item);
    else groups.push({ side, items: [item] });
  }
  return groups.map((group) => decoders[group.side](group.items));
}

function sideOf(item: JsonValue): Side {
  if (!isItem(item)) return isTurn(item) ? 'turn' : 'content';
  if (contentTypes.has(item.type)) return 'content';
  if (item.type === 'user_input') return isContent(item['content']) ? 'user' : 'content';
  return isResult(item) ? 'result' : 'model';
}

function isResult(item: JsonValue): item is Item {
  return isItem(item) && item.type === 'function_result' && typeof item['call_id'] === 'string';
}

type Content = string | readonly JsonValue[] | undefined;

function isContent(content: JsonValue | undefined): content is Content {
  return content === undefined || typeof content === 'string' || Array.isArray(content);
}

const turnRoles: { readonly [role: string]: 'user' | 'assistant' } = { user: 'user', model: 'assistant' };

function isTurn(item: JsonValue): item is JsonObject {
  return (
    isJsonObject(item) &&
    typeof item['role'] === 'string' &&
    Object.hasOwn(turnRoles, item['role']) &&
    isContent(item['content'])
  );
}

const decoders: { readonly [side in Side]: (items: readonly JsonValue[]) => Message } = {
  content: (items) => ({
    role: 'user',
    parts: items.map(decodeContent),
    ...noted(wire, undefined, { input: 'content' }),
  }),
  user: ([item]) => {
    const step = item as Item;
    return {
      role: 'user',
      parts: partsIn(step['content'] as Content, (content) => [decodeContent(content)]),
      ...noted(wire, unknownOf(step, keys('type', 'content')), contentForm(step['content'] as Content)),
    };
  },
  turn: ([item]) => decodeTurn(item as JsonObject),
  result: (items) => ({ role: 'tool', parts: items.map((item) => decodeResult(item as Item)) }),
  model: (items) => ({ role: 'assistant', parts: decodeSteps(items), origin: { wire } }),
};

function partsIn(content: Content, decode: (content: JsonValue) => readonly Part[]): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content === undefined ? [] : content.flatMap(decode);
}

function contentForm(content: Content): Record<string, string> {
  if (content === undefined) return { content: 'absent' };
  return typeof content === 'string' ? { content: 'string' } : {};
}

const turnKeys = keys('role', 'content');

function decodeTurn(turn: JsonObject): Message {
  const role = turnRoles[turn['role'] as string] as 'user' | 'assistant';
  const content = turn['content'] as Content;
  const parts = partsIn(content, role === 'assistant' ? decodeFlat : decodeAnswer);
  const notes = noted(wire, unknownOf(turn, turnKeys), { input: 'turn', ...contentForm(content) });
  if (role === 'assistant') return { role, parts, origin: { wire }, ...notes };
  return { role: parts.some(({ type }) => type === 'toolResult') ? 'tool' : role, parts, ...notes };
}

function decodeAnswer(item: JsonValue): readonly Part[] {
  return [isResult(item) ? decodeResult(item) : decodeContent(item)];
}

const resultKeys = keys('type', 'call_id', 'name', 'result', 'is_error');

function decodeResult(step: Item): ToolResultPart {
  const { call_id: callId, name, result, is_error: isError } = step;
  const extra = {
    ...unknownOf(step, resultKeys),
    ...(name !== undefined && typeof name !== 'string' && { name }),
    ...(isError !== undefined && typeof isError !== 'boolean' && { is_error: isError }),
  };
  return {
    type: 'toolResult',
    callId: callId as string,
    ...(typeof name === 'string' && { name }),
    content: resultContent(result),
    ...(typeof isError === 'boolean' && { isError }),
    ...noted(wire, extra, resultForm(result)),
  };
}

/** A text, a list of contents, or any JSON. */
function resultContent(result: JsonValue | undefined): readonly ResultContent[] {
  if (result === undefined) return [];
  if (typeof result === 'string') return [{ type: 'text', text: result }];
  return isContentList(result) ? result.map(decodeContent) : [{ type: 'json', value: result }];
}

function isContentList(result: JsonValue): result is readonly JsonValue[] {
  return Array.isArray(result) && (result as readonly JsonValue[]).every(isItem);
}

/** Notes a spelling only where it is not the one `encode` would choose. */
function resultForm(result: JsonValue | undefined): Record<string, string> {
  if (result === undefined) return { result: 'absent' };
  return Array.isArray(result) && result.length === 1 && isPlainText(result[0] as JsonValue)
    ? { result: 'list' }
    : {};
}

type PlainText = { readonly type: 'text'; readonly text: string };

export function isPlainText(content: JsonValue | undefined): content is PlainText {
  return (
    isItem(content) &&
    content.type === 'text' &&
    typeof content['text'] === 'string' &&
    Object.keys(content).length === 2
  );
}
