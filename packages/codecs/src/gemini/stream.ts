/** The stream of generateContent. */
import type { Stream } from '@throughline/core';
import { framing } from './framing.ts';
import { createDecoder } from './stream-decode.ts';
import { createEncoder } from './stream-encode.ts';

export const stream: Stream = {
  decoder: createDecoder,
  encoder: createEncoder,
  contentType: framing.contentType,
};
