/** A strict stand-in for Chat Completions, in several dialects. */
import { openaiChat, type DialectName } from '@throughline/codecs';
import { ThroughlineError, type JsonObject } from '@throughline/core';
import type { Ledger, Provider } from '../wire.ts';
import { dialects, thinkingFields, type Dialect } from './dialects.ts';
import { frames } from './frames.ts';
import { mint } from './mint.ts';
import { messagesOf, textOf, unitsOf } from './read.ts';
import { rules } from './rules.ts';

/** @throws ThroughlineError `config-invalid` on a dialect that is not simulated. */
export function dialectOf({ dialect = 'openai' }: Ledger['options']): Dialect {
  const found = Object.hasOwn(dialects, dialect) ? dialects[dialect] : undefined;
  if (found === undefined)
    throw new ThroughlineError(
      'config-invalid',
      `expected one of ${Object.keys(dialects).join(', ')}, found "${dialect}"`,
      { path: 'dialect' },
    );
  return found;
}

function invalid(message: string): JsonObject {
  return { error: { message, type: 'invalid_request_error', param: null, code: null } };
}

export const chat: Provider = {
  invalid,
  check(body, _headers, { options }) {
    const message = rules.map((rule) => rule(body)).find((broken) => broken !== undefined);
    return message === undefined ? dialectOf(options).check?.(body) : { status: 400, body: invalid(message) };
  },
  read: (body) =>
    messagesOf(body)
      .filter(({ role }) => role === 'assistant')
      .map(unitsOf),
  view(body, _headers, { options }) {
    const { reads } = dialectOf(options);
    const rendered = messagesOf(body).map((message) =>
      Object.fromEntries(
        Object.entries(message).filter(([field]) => !thinkingFields.includes(field) || reads.includes(field)),
      ),
    );
    return openaiChat(options.dialect as DialectName | undefined).request.decode({
      ...body,
      messages: rendered,
    }).messages;
  },
  mint: (parts, body, _headers, ledger) => mint(parts, body, dialectOf(ledger.options), ledger),
  frames,
  prefix: (body) => ({ head: textOf(body['tools']), messages: messagesOf(body).map(textOf) }),
};
