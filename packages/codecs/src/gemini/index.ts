/** Gemini's generateContent and streamGenerateContent ⇄ the transcript, as Gemini API and Vertex AI speak them. */
import type { Codec } from '@throughline/core';
import { capabilities } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { stream } from './stream.ts';

export const gemini: Codec = {
  id: wire,
  path: '/v1beta/models/{model}:generateContent',
  streamPath: '/v1beta/models/{model}:streamGenerateContent?alt=sse',
  history: 'contents',
  capabilities,
  request: { decode: decodeRequest, encode: requestEncoder() },
  reply: {
    decode: decodeReply,
    encode: (reply, options) => encodeReply(reply, options?.thinking ?? 'keep-readable'),
  },
  stream,
  error: errors,
};
