/** Anthropic Messages ⇄ the transcript. */
import type { Codec } from '@throughline/core';
import { capabilities, dialects, type AnthropicDialect } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { reported } from './reported.ts';
import { streamOf } from './stream.ts';

export type { AnthropicDialect } from './capabilities.ts';

function codecOf(name: AnthropicDialect): Codec {
  const dialect = dialects[name];
  return {
    id: wire,
    dialect: name,
    path: '/v1/messages',
    history: 'messages',
    capabilities: { ...capabilities, issuers: [dialect.issuer] },
    request: { decode: (value) => decodeRequest(value, dialect), encode: requestEncoder(dialect) },
    reply: {
      decode: (value) => decodeReply(value, dialect),
      encode: (reply, options) => encodeReply(reply, options?.thinking ?? 'keep-readable', dialect),
    },
    stream: streamOf(dialect),
    error: errors,
    reported: (reply, request, delivery, options) => reported(reply, request, delivery, options, dialect),
  };
}

/** Claude's own API. */
export const anthropicMessages: Codec = codecOf('claude');

/** Anthropic-compatible endpoints of open-weight vendors, which take thinking without a signature. */
export const anthropicCompatible: Codec = codecOf('open');
