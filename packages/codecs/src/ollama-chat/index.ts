/** Ollama's own chat ⇄ the transcript. */
import type { Codec } from '@throughline/core';
import { capabilities } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { stream } from './stream.ts';

/** Ollama's own API, not its imitation of others. */
export const ollamaChat: Codec = {
  id: wire,
  path: '/api/chat',
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
