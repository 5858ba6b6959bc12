/** Gemini Interactions to ours: requests and replies. */
import {
  isJsonObject,
  ThroughlineError,
  type AssistantMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  type ModelRequest,
  type Origin,
  type Reply,
} from '@throughline/core';
import { check } from '../check.ts';
import { noted, unknownOf } from '../notes.ts';
import { request, response, wire } from './format.ts';
import { decodeInput } from './input.ts';
import { settings as table } from './settings.ts';
import { decodeFlat, decodeSteps } from './steps.ts';
import { decodeTool } from './tools.ts';
import { stops, usages } from './usage.ts';

const keys = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

export function decodeRequest(value: unknown): ModelRequest {
  const body = check(request, value);
  const { system_instruction: system, tools } = body;
  const { settings, extra } = table.decode(body);
  const hasSystem = typeof system === 'string';
  const hasTools = Array.isArray(tools);
  const said = keys('input', hasSystem ? 'system_instruction' : 'input', hasTools ? 'tools' : 'input');
  const { items, form } = listed(body);
  const head: readonly Message[] = hasSystem
    ? [{ role: 'system', parts: [{ type: 'text', text: system }] }]
    : [];
  return {
    messages: [...head, ...decodeInput(items)],
    ...(hasTools && { tools: (tools as readonly JsonValue[]).map(decodeTool) }),
    settings,
    ...noted(wire, unknownOf(extra, said), form),
  };
}

/** The input as a list, and how it was spelled. */
function listed(body: JsonObject): {
  readonly items: readonly JsonValue[];
  readonly form: Record<string, string>;
} {
  const { input } = body;
  if (input === undefined) return { items: [], form: { input: 'absent' } };
  if (input === null) return { items: [], form: { input: 'null' } };
  if (Array.isArray(input)) return { items: input as readonly JsonValue[], form: {} };
  if (typeof input === 'string')
    return {
      items: [{ type: 'user_input', content: [{ type: 'text', text: input }] }],
      form: { input: 'string' },
    };
  if (isJsonObject(input)) return { items: [input], form: { input: 'object' } };
  throw new ThroughlineError('format-invalid', 'expected a string, an object or a list', { path: 'input' });
}

const replyKeys = keys('id', 'model', 'created', 'status', 'usage', 'object');

export function decodeReply(value: unknown): Reply {
  const body = check(response, value);
  const { usage } = body;
  const { parts, list } = said(body);
  const stop = stops.decode(body['status']);
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    origin: originOf(body),
    ...(stop !== undefined && { stop }),
    ...(isJsonObject(usage) && { usage: usages.decode(usage) }),
    ...noted(wire, undefined, list === 'steps' ? {} : { list }),
  };
  return { message, ...noted(wire, replyExtra(body, list), absentForm(body)) };
}

type List = 'steps' | 'outputs' | 'absent';

function said(body: JsonObject): Pick<AssistantMessage, 'parts'> & { readonly list: List } {
  const { steps, outputs } = body;
  if (Array.isArray(steps)) return { parts: decodeSteps(steps as readonly JsonValue[]), list: 'steps' };
  if (!Array.isArray(outputs)) return { parts: [], list: 'absent' };
  return { parts: (outputs as readonly JsonValue[]).flatMap(decodeFlat), list: 'outputs' };
}

function originOf({ id, model, created }: JsonObject): Origin {
  return {
    wire,
    ...(typeof model === 'string' && { model }),
    ...(typeof id === 'string' && { responseId: id }),
    ...(typeof created === 'string' && { time: created }),
  };
}

/** Unknown fields, and known ones whose value is not of the kind we model. */
function replyExtra(body: JsonObject, list: List): JsonObject {
  const odd = Object.entries(body).filter(([key, value]) => replyKeys.has(key) && isOdd(key, value));
  return {
    ...unknownOf(body, list === 'absent' ? replyKeys : keys(...replyKeys, list)),
    ...Object.fromEntries(odd),
  };
}

function isOdd(key: string, value: unknown): boolean {
  if (key === 'usage') return !isJsonObject(value);
  return key === 'object' ? value !== 'interaction' : typeof value !== 'string';
}

/** What recorded interactions say and typed ones need not. */
function absentForm(body: JsonObject): Record<string, string> {
  return Object.hasOwn(body, 'object') ? {} : { object: 'absent' };
}
