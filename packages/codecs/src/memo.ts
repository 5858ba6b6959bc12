/** Remembers what a message encodes to: messages never change, so step N costs what step N added. */
import type { EncodeOptions, Message, ThinkingPolicy } from '@throughline/core';

export type Remembered<Result> = (message: Message, options: EncodeOptions | undefined) => Result;

export function remember<Result>(
  encode: (message: Message, policy: ThinkingPolicy) => Result,
): Remembered<Result> {
  const byPolicy = new Map<ThinkingPolicy, WeakMap<Message, Result>>();
  return (message, options) => {
    const policy = options?.thinking ?? 'keep-readable';
    const known = byPolicy.get(policy) ?? new WeakMap<Message, Result>();
    byPolicy.set(policy, known);
    const found = known.get(message);
    if (found !== undefined) return found;
    const made = encode(message, policy);
    known.set(message, made);
    return made;
  };
}
