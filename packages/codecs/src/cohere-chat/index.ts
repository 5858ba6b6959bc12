/** Cohere's Chat API, version 2 ⇄ the transcript. */
import type { Codec } from '@throughline/core';
import { capabilities } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { stream } from './stream.ts';

export const cohereChat: Codec = {
  id: wire,
  path: '/v2/chat',
  history: 'messages',
  capabilities,
  request: { decode: decodeRequest, encode: requestEncoder() },
  reply: {
    decode: decodeReply,
    encode: (reply, options) => encodeReply(reply, options?.thinking ?? 'keep-readable'),
  },
  stream,
  error: errors,
};
