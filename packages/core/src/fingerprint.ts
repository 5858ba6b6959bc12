/** Names a prefix: equal fingerprints mean equal tools and equal messages, in order. */
import { createHash } from 'node:crypto';
import { stringifyJson } from './json.ts';
import type { ToolDefinition } from './parts.ts';
import type { Message } from './transcript.ts';

const known = new WeakMap<object, string>();

/** SHA-256 (hex) of a value's JSON; remembered per object, since our data never changes. */
function digest(value: object): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const made = sha256(stringifyJson(value));
  known.set(value, made);
  return made;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a message says, without where it came from: notes on its origin do not change a prefix. */
function said(message: Message): string {
  const found = known.get(message);
  if (found !== undefined) return found;
  const made = sha256(stringifyJson({ role: message.role, parts: message.parts }));
  known.set(message, made);
  return made;
}

/** SHA-256 (hex) over tools and messages as a chain; texts are hashed once per object, later calls only walk the chain. */
export function fingerprint(messages: readonly Message[], tools: readonly ToolDefinition[] = []): string {
  const head = sha256(tools.map(digest).join('\n'));
  return messages.reduce((chain, message) => sha256(`${chain}\n${said(message)}`), head);
}
