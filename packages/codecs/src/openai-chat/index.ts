/** OpenAI Chat Completions and its dialects ⇄ the transcript. */
import { ThroughlineError, type Codec } from '@throughline/core';
import { capabilitiesOf } from './capabilities.ts';
import { decodeReply, decodeRequest } from './decode.ts';
import { dialects, type DialectName } from './dialects.ts';
import { encodeReply, requestEncoder } from './encode.ts';
import { errors } from './errors.ts';
import { wire } from './format.ts';
import { streamOf } from './stream.ts';

export { dialects, type DialectName } from './dialects.ts';

const made = new Map<DialectName, Codec>();

/**
 * The codec of a dialect; the same object every time.
 * @throws ThroughlineError `config-invalid` on a name that is not in `dialects`.
 */
export function openaiChat(name: DialectName = 'openai'): Codec {
  const found = made.get(name);
  if (found !== undefined) return found;
  if (!Object.hasOwn(dialects, name)) {
    throw new ThroughlineError(
      'config-invalid',
      `expected one of ${Object.keys(dialects).join(', ')}, found "${name}"`,
      { path: 'dialect' },
    );
  }
  const codec = codecOf(name);
  made.set(name, codec);
  return codec;
}

function codecOf(name: DialectName): Codec {
  const dialect = dialects[name];
  return {
    id: wire,
    dialect: name,
    path: '/chat/completions',
    history: 'messages',
    capabilities: capabilitiesOf(dialect),
    request: { decode: (value) => decodeRequest(value, dialect), encode: requestEncoder(dialect) },
    reply: {
      decode: (value) => decodeReply(value, dialect),
      encode: (reply, options) => encodeReply(reply, options?.thinking ?? 'keep-readable', dialect),
    },
    stream: streamOf(dialect),
    error: errors,
  };
}
