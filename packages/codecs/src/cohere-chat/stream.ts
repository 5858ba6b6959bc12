/** The stream of Cohere's Chat API. */
import type { Stream } from '@throughline/core';
import { createDecoder } from './stream-decode.ts';
import { createEncoder } from './stream-encode.ts';

export const stream: Stream = {
  decoder: createDecoder,
  encoder: createEncoder,
  contentType: 'text/event-stream',
};
