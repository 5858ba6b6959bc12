/** The stream of Bedrock Converse. */
import type { Stream } from '@throughline/core';
import type { Dialect } from './capabilities.ts';
import { contentType } from './event-stream.ts';
import { createDecoder } from './stream-decode.ts';
import { createEncoder } from './stream-encode.ts';

export function streamOf(dialect: Dialect): Stream {
  return { decoder: () => createDecoder(dialect), encoder: () => createEncoder(dialect), contentType };
}
