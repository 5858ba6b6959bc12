/** Which wire a body is of, where a capture names another: recorders of mixed traffic name one for all. */
import { isJsonObject, type JsonObject } from '@throughline/core';
import { listOf, objectOf } from './anatomy.ts';

type Sign = readonly [wire: string, isIt: (body: JsonObject) => boolean];

const replies: readonly Sign[] = [
  [
    'anthropic-messages',
    ({ content }) =>
      Array.isArray(content) && content.some((block) => isJsonObject(block) && 'type' in block),
  ],
  ['openai-chat', ({ choices }) => 'message' in objectOf(listOf(choices)[0])],
  ['openai-responses', ({ output }) => Array.isArray(output)],
  ['gemini', ({ candidates }) => Array.isArray(candidates)],
  ['bedrock-converse', ({ output }) => isJsonObject(output) && 'message' in output],
  ['gemini-interactions', ({ steps, outputs }) => Array.isArray(steps ?? outputs)],
];

/** The wire whose replies look so; `undefined` where none does. */
export function wireOfReply(body: JsonObject): string | undefined {
  return replies.find(([, isIt]) => isIt(body))?.[0];
}

const blockTypes: ReadonlySet<unknown> = new Set(['tool_use', 'tool_result']);

const requests: readonly Sign[] = [
  ['gemini', ({ contents }) => Array.isArray(contents)],
  ['openai-responses', ({ input }) => Array.isArray(input)],
  [
    'openai-chat',
    ({ messages }) =>
      listOf(messages).some(
        (message) => objectOf(message)['role'] === 'tool' || 'tool_calls' in objectOf(message),
      ),
  ],
  [
    'anthropic-messages',
    ({ messages }) =>
      listOf(messages).some((message) =>
        listOf(objectOf(message)['content']).some((block) => blockTypes.has(objectOf(block)['type'])),
      ),
  ],
];

/** The wire whose requests look so, where that is told apart from those named here; `undefined` otherwise. */
export function wireOfRequest(body: JsonObject, wire: string): string | undefined {
  if (!requests.some(([name]) => name === wire)) return undefined;
  return requests.find(([, isIt]) => isIt(body))?.[0];
}
