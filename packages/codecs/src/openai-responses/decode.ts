/** OpenAI Responses to ours: requests and replies. */
import {
  isJsonObject,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Part,
  type Reply,
} from '@throughline/core';
import { check } from '../check.ts';
import { noted, unknownOf } from '../notes.ts';
import type { Dialect } from './capabilities.ts';
import { decodeContent, keys } from './content.ts';
import { clientOutputs, request, response, wire, type Item } from './format.ts';
import { decodeItem, decodeOutput, kindOf, opaqueItem, withNotes } from './items.ts';
import { settingsOf } from './settings.ts';
import { decodeTool } from './tools.ts';
import { stopOf, usages } from './usage.ts';

export function decodeRequest(value: unknown, dialect: Dialect): ModelRequest {
  const body = check(request, value);
  const { tools, instructions, input } = body;
  const head: readonly Message[] =
    typeof instructions === 'string'
      ? [{ role: 'system', parts: [{ type: 'text', text: instructions }] }]
      : [];
  const session = typeof input === 'string' ? [asked(input)] : messagesOf(input ?? [], dialect);
  const { settings, extra } = settingsOf(body);
  const form = {
    // Instructions and a system message at the head of the input are two places.
    ...(head.length === 0 && session[0]?.role === 'system' && { system: 'in input' }),
    ...(!Array.isArray(input) && { input: typeof input === 'string' ? 'string' : 'absent' }),
  };
  return {
    messages: [...head, ...session],
    ...(Array.isArray(tools) && { tools: tools.map(decodeTool) }),
    settings,
    ...noted(wire, extra, form),
  };
}

function asked(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] };
}

/** Items in a row that one model wrote are one message, results in a row too; every message of others is its own. */
function messagesOf(items: readonly Item[], dialect: Dialect): Message[] {
  const messages: Message[] = [];
  let open: { readonly role: 'assistant' | 'tool'; readonly parts: Part[] } | undefined;
  const add = (role: 'assistant' | 'tool', parts: readonly Part[]): void => {
    if (open?.role !== role) {
      open = { role, parts: [] };
      messages.push(
        role === 'tool' ? { role, parts: open.parts } : { role, parts: open.parts, origin: { wire } },
      );
    }
    open.parts.push(...parts);
  };
  for (const item of items) {
    const said = decodeMessage(item);
    if (said !== undefined) {
      messages.push(said);
      open = undefined;
      continue;
    }
    const result = decodeOutput(item);
    if (result !== undefined) add('tool', [result]);
    else add(sideOf(item, open?.role), decodeItem(item, dialect));
  }
  return messages;
}

const spoken = new Set(['message', 'reasoning']);

/** Kinds of neither side, such as a compaction or further tools, stay in the step they stand in. */
function sideOf(item: Item, open: 'assistant' | 'tool' | undefined): 'assistant' | 'tool' {
  const kind = kindOf(item);
  const isAnswer = kind === 'tool_search_output' && item['execution'] === 'client';
  if (isAnswer || clientOutputs.includes(kind)) return 'tool';
  return spoken.has(kind) || kind.endsWith('_call') ? 'assistant' : (open ?? 'assistant');
}

const roles: { readonly [role: string]: 'system' | 'user' } = {
  system: 'system',
  developer: 'system',
  user: 'user',
};
const messageKeys = keys('type', 'role', 'content');

/** A message of a user, or instructions; `undefined` for all other items. */
function decodeMessage(item: Item): Message | undefined {
  const { type, role, content } = item;
  if (kindOf(item) !== 'message' || typeof role !== 'string' || !Object.hasOwn(roles, role)) return undefined;
  if (typeof content !== 'string' && !Array.isArray(content)) return undefined;
  const parts = contentParts(content);
  const form = {
    ...(type === undefined && { type: 'absent' }),
    ...(role === 'developer' && { role }),
    ...(typeof content !== 'string' && isPlainText(parts) && { content: 'list' }),
  };
  return {
    role: roles[role] as 'system' | 'user',
    parts,
    ...noted(wire, unknownOf(item, messageKeys), form),
  };
}

function contentParts(content: string | readonly JsonValue[]): readonly Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((block) => withNotes(decodeContent(block, 'input_text')));
}

function isPlainText(parts: readonly Part[]): boolean {
  const [only] = parts;
  return parts.length === 1 && only?.type === 'text' && only.notes === undefined;
}

export function decodeReply(value: unknown, dialect: Dialect): Reply {
  const body = check(response, value);
  const { id, model, output, usage } = body;
  const parts = (output ?? []).flatMap((item) => outputParts(item, dialect));
  const stop = stopOf(body, parts);
  const known = keys(
    ...(Array.isArray(output) ? ['output'] : []),
    ...(typeof id === 'string' ? ['id'] : []),
    ...(typeof model === 'string' ? ['model'] : []),
    ...(isJsonObject(usage) ? ['usage'] : []),
  );
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    origin: {
      wire,
      ...(typeof model === 'string' && { model }),
      ...(typeof id === 'string' && { responseId: id }),
    },
    ...(stop !== undefined && { stop }),
    ...(isJsonObject(usage) && { usage: usages.decode(usage) }),
  };
  const form = { envelope: 'as it came', ...(!Array.isArray(output) && { output: 'absent' }) };
  return { message, ...noted(wire, unknownOf(body, known), form) };
}

/** Results and messages of others that a response repeats are no words of the model. */
function outputParts(item: Item, dialect: Dialect): readonly Part[] {
  return decodeOutput(item) === undefined ? decodeItem(item, dialect) : [opaqueItem(item)];
}

/** What is known of a reply before its output. */
export function decodeEnvelope(body: JsonObject, dialect: Dialect): Reply {
  const { message, notes } = decodeReply({ ...body, output: [] }, dialect);
  const { stop: _stop, ...begun } = message;
  return { message: begun, ...(notes && { notes }) };
}
