/** Hand-off: a session continues on another wire. */
import type { Codec, Encoded, EncodeOptions } from './codec.ts';
import type { JsonObject } from './json.ts';
import type { ModelRequest, Reply } from './transcript.ts';

/** A request of one wire as a request of another, with what was lost and what became of each thinking part. */
export function handOffRequest(
  value: unknown,
  from: Codec,
  to: Codec,
  options?: EncodeOptions,
): Encoded<JsonObject> {
  return to.request.encode(from.request.decode(value), options);
}

/** The same for a reply. */
export function handOffReply(
  value: unknown,
  from: Codec,
  to: Codec,
  options?: EncodeOptions,
): Encoded<JsonObject> {
  return to.reply.encode(from.reply.decode(value), options);
}

/** The next request of a session: everything so far, the reply, and the messages that follow it. Nothing earlier is touched. */
export function extend(
  request: ModelRequest,
  reply: Reply,
  ...following: ModelRequest['messages']
): ModelRequest {
  return { ...request, messages: [...request.messages, reply.message, ...following] };
}
