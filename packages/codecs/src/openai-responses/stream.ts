/** The stream of OpenAI Responses. */
import type { Stream } from '@throughline/core';
import type { Dialect } from './capabilities.ts';
import { createDecoder } from './stream-decode.ts';
import { createEncoder } from './stream-encode.ts';

export function streamOf(dialect: Dialect): Stream {
  return {
    decoder: () => createDecoder(dialect),
    encoder: () => createEncoder(dialect),
    contentType: 'text/event-stream',
  };
}
