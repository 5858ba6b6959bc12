/** OpenAI Responses ⇄ the transcript. */
import { ThroughlineError, type Codec } from '@throughline/core';
import { capabilities, dialects, type ResponsesDialect } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { streamOf } from './stream.ts';

export type { ResponsesDialect } from './capabilities.ts';

/** The names of all dialects, OpenAI's own first. */
export const responsesDialects: readonly ResponsesDialect[] = Object.keys(dialects) as ResponsesDialect[];

function codecOf(name: ResponsesDialect): Codec {
  const dialect = dialects[name];
  return {
    id: wire,
    dialect: name,
    path: '/v1/responses',
    history: 'input',
    capabilities: { ...capabilities, issuers: [dialect.issuer] },
    request: { decode: (value) => decodeRequest(value, dialect), encode: requestEncoder(dialect) },
    reply: {
      decode: (value) => decodeReply(value, dialect),
      encode: (reply, options) =>
        encodeReply(
          reply,
          { policy: options?.thinking ?? 'keep-readable', origin: reply.message.origin },
          dialect,
        ),
    },
    stream: streamOf(dialect),
    error: errors,
  };
}

const made = new Map<ResponsesDialect, Codec>();

/**
 * The codec of a dialect; the same object every time.
 * @throws ThroughlineError `config-invalid` on a name that is not in `responsesDialects`.
 */
export function openaiResponses(name: ResponsesDialect = 'openai'): Codec {
  const found = made.get(name);
  if (found !== undefined) return found;
  if (!Object.hasOwn(dialects, name)) {
    throw new ThroughlineError(
      'config-invalid',
      `expected one of ${responsesDialects.join(', ')}, found "${name}"`,
      { path: 'dialect' },
    );
  }
  const codec = codecOf(name);
  made.set(name, codec);
  return codec;
}
