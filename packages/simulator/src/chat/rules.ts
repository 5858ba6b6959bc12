/** What every vendor of Chat Completions refuses: the shape of a request, and calls without results. */
import type { JsonObject } from '@throughline/core';
import { objects, string } from '../json.ts';
import { messagesOf } from './read.ts';

type Rule = (body: JsonObject) => string | undefined;

const shape: Rule = (body) => {
  if (typeof body['model'] !== 'string') return 'you must provide a model parameter';
  return messagesOf(body).length === 0 ? "[] is too short - 'messages'" : undefined;
};

/** (OpenAI API error texts as widely quoted, read 2026-11-23; the spelling is theirs) */
const answered: Rule = (body) => {
  let open: string[] = [];
  for (const message of messagesOf(body)) {
    if (message['role'] === 'tool') {
      const id = String(message['tool_call_id']);
      if (!open.includes(id))
        return "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      open = open.filter((one) => one !== id);
    } else if (open.length > 0) return missing(open);
    else
      open = objects(message['tool_calls']).flatMap(({ id }) =>
        string(id) === undefined ? [] : [String(id)],
      );
  }
  return open.length > 0 ? missing(open) : undefined;
};

function missing(open: readonly string[]): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`;
}

export const rules: readonly Rule[] = [shape, answered];
