/** Ollama's own chat API ⇄ the transcript. */
import type { Codec } from '@throughline/core';
import { capabilities } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { encodeReply, encodeRequest } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { stream } from './stream.ts';

export const ollamaChat: Codec = {
  id: wire,
  dialect: 'ollama',
  path: '/api/chat',
  history: 'messages',
  capabilities,
  request: { decode: decodeRequest, encode: encodeRequest },
  reply: {
    decode: decodeReply,
    encode: (reply, options) => encodeReply(reply, options?.thinking ?? 'keep-readable'),
  },
  stream,
  error: errors,
};
