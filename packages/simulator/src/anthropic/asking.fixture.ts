/** Asks a simulated Anthropic the way a client would, for the tests. */
import type { JsonObject, JsonValue } from '@throughline/core';
import type { Session } from '../index.ts';

export type Answer = {
  readonly status: number;
  readonly body: JsonObject & {
    readonly content: readonly JsonObject[];
    readonly error: { readonly message: string };
  };
};

export const base: JsonObject = {
  model: 'reference',
  max_tokens: 4096,
  tools: [{ name: 'read', input_schema: { type: 'object' } }],
};

export async function ask(
  session: Session,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${session.baseURL}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

export const user = (content: JsonValue): JsonObject => ({ role: 'user', content });
export const assistant = (content: JsonValue): JsonObject => ({ role: 'assistant', content });
