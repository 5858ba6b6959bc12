/** The stream of Chat Completions. */
import type { Stream } from '@throughline/core';
import type { Dialect } from './dialects.ts';
import { createDecoder } from './stream-decode.ts';
import { createEncoder } from './stream-encode.ts';

export function streamOf(dialect: Dialect): Stream {
  return {
    decoder: () => createDecoder(dialect),
    encoder: () => createEncoder(dialect),
    contentType: 'text/event-stream',
  };
}
