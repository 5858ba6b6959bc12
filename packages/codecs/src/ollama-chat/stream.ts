/** The stream of Ollama's chat. */
import type { Stream } from '@throughline/core';
import { lines } from '../framing.ts';
import { createDecoder } from './stream-decode.ts';
import { createEncoder } from './stream-encode.ts';

export const stream: Stream = {
  decoder: createDecoder,
  encoder: createEncoder,
  contentType: lines.contentType,
};
