/** generateContent to ours: requests and replies. */
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
  type Stop,
} from '@throughline/core';
import { check } from '../check.ts';
import { idDeriver } from '../derived-ids.ts';
import { noted, unknownOf } from '../notes.ts';
import { contentReader, decodeSystem } from './contents.ts';
import { isList, isText, request, response, wire, type Response } from './format.ts';
import { decodePart, type Scope } from './parts.ts';
import { takeSettings } from './settings.ts';
import { fieldsOf, spellingOf, type Fields } from './spelling.ts';
import { decodeTools } from './tools.ts';
import { stopOf, usages } from './usage.ts';

export function decodeRequest(value: unknown): ModelRequest {
  const body = check(request, value);
  const fields = fieldsOf(body);
  const system = fields.take('systemInstruction', isJsonObject);
  const head: readonly Message[] = system === undefined ? [] : [decodeSystem(system)];
  const contents = listIn(fields, 'contents');
  const tools = listIn(fields, 'tools');
  const { settings, fields: inner } = takeSettings(fields);
  return {
    messages: [...head, ...(contents.list as readonly JsonObject[]).map(contentReader())],
    ...(tools.list && { tools: decodeTools(tools.list) }),
    settings,
    ...noted(wire, fields.rest(), { ...contents.form, ...tools.form, ...spellingOf(fields, ...inner) }),
  };
}

type List = { readonly list?: readonly JsonValue[]; readonly form?: { readonly [name: string]: string } };

/** A list of one may come without its brackets. */
function listIn(fields: Fields, name: 'contents' | 'tools'): List {
  const list = fields.take(name, isList);
  if (list !== undefined) return { list };
  const lone = fields.take(name, isJsonObject);
  return lone === undefined ? {} : { list: [lone], form: { [name]: 'lone' } };
}

export function decodeReply(value: unknown): Reply {
  const body = check(response, value);
  if (body.candidates === undefined && isJsonObject(body['error']))
    throw new ThroughlineError('format-invalid', 'an error is no reply', { path: 'error' });
  const { usageMetadata: usage, responseId } = body;
  const [candidate] = isList(body.candidates) ? body.candidates : [];
  const scope = replyScope(responseId);
  const list = partsOf(candidate);
  const parts = list === undefined ? [] : list.map((part) => decodePart(part, scope));
  const hasCall = parts.some(({ type }) => type === 'toolCall');
  const blocked = candidate?.['finishReason'] === undefined ? blockOf(body) : undefined;
  const stop = blocked ?? stopOf(candidate?.['finishReason'], hasCall);
  const message: AssistantMessage = {
    role: 'assistant',
    parts,
    origin: originOf(body),
    ...(stop !== undefined && { stop }),
    ...(isJsonObject(usage) && { usage: usages.decode(usage) }),
  };
  const form = { ...formsOf(body), ...(blocked !== undefined && { stop: 'promptFeedback' }) };
  return { message, ...noted(wire, replyExtra(body), form) };
}

/** Ids of calls that have none are counted within the reply. */
export function replyScope(responseId: JsonValue | undefined): Scope {
  return {
    ids: idDeriver(typeof responseId === 'string' ? responseId : undefined),
    nameOf: () => undefined,
  };
}

function partsOf(candidate: JsonObject | undefined): readonly JsonValue[] | undefined {
  const content = candidate?.['content'];
  const parts = isJsonObject(content) ? content['parts'] : undefined;
  return isList(parts) ? parts : undefined;
}

/** A prompt that was refused has no answer that could have stopped. */
function blockOf({ promptFeedback: feedback }: JsonObject): Stop | undefined {
  const raw = isJsonObject(feedback) ? feedback['blockReason'] : undefined;
  return typeof raw === 'string' ? { reason: 'content-filter', raw } : undefined;
}

function originOf({ modelVersion: model, responseId, createTime: time }: JsonObject): Origin {
  return {
    wire,
    ...(typeof model === 'string' && { model }),
    ...(typeof responseId === 'string' && { responseId }),
    ...(typeof time === 'string' && { time }),
  };
}

/** Fields that are wholly said by the reply where they fit. */
const fitting: { readonly [key: string]: (value: JsonValue) => boolean } = {
  candidates: isList,
  usageMetadata: isJsonObject,
  modelVersion: isText,
  responseId: isText,
  createTime: isText,
};

function replyExtra(body: Response): JsonObject | undefined {
  const taken = Object.keys(body).filter((key) => {
    const value = body[key];
    return value !== undefined && Object.hasOwn(fitting, key) && fitting[key]?.(value) === true;
  });
  const rest = unknownOf(body, new Set(taken));
  const [first, ...others] = isList(body.candidates) ? body.candidates : [];
  const residue = first === undefined ? undefined : candidateRest(first);
  if (residue === undefined && others.length === 0) return rest;
  return { ...rest, candidates: [{ ...residue }, ...others] };
}

/** What a candidate says beside its parts and its reason to stop; other candidates stay whole. */
function candidateRest(candidate: JsonObject): JsonObject | undefined {
  const fields = fieldsOf(candidate);
  if (Object.hasOwn(candidate, 'finishReason')) fields.take('finishReason', isText);
  const content = fields.take('content', isJsonObject);
  if (content !== undefined) {
    const inner = fieldsOf(content);
    inner.take('role', (role): role is 'model' => role === 'model');
    inner.take('parts', isList);
    if (Object.keys(content).length > 0) fields.leave('content', inner.rest());
  }
  return fields.rest();
}

/** What every reply of Gemini has, and this one does not. */
function formsOf({ candidates }: Response): Record<string, string> {
  if (!isList(candidates)) return { candidates: 'absent' };
  const [candidate] = candidates;
  if (candidate === undefined) return { candidates: 'empty' };
  const { content } = candidate;
  if (!isJsonObject(content)) return { content: 'absent' };
  return {
    ...(!isList(content['parts']) && { parts: 'absent' }),
    ...(!Object.hasOwn(content, 'role') && { role: 'absent' }),
  };
}
