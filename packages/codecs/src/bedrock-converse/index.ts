/** Bedrock Converse ⇄ the transcript. */
import type { Codec } from '@throughline/core';
import { capabilitiesOf, dialects, type BedrockDialect } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { streamOf } from './stream.ts';

export type { BedrockDialect } from './capabilities.ts';

function codecOf(name: BedrockDialect): Codec {
  const dialect = dialects[name];
  return {
    id: wire,
    dialect: name,
    path: '/model/{model}/converse',
    streamPath: '/model/{model}/converse-stream',
    history: 'messages',
    capabilities: capabilitiesOf(dialect),
    request: { decode: (value) => decodeRequest(value, dialect), encode: requestEncoder(dialect) },
    reply: {
      decode: (value) => decodeReply(value, dialect),
      encode: (reply, options) => encodeReply(reply, options?.thinking ?? 'keep-readable', dialect),
    },
    stream: streamOf(dialect),
    error: errors,
  };
}

/** Claude on Bedrock. */
export const bedrockConverse: Codec = codecOf('claude');

/** Models of other vendors on Bedrock, which take thinking without a signature. */
export const bedrockConverseOther: Codec = codecOf('other');
