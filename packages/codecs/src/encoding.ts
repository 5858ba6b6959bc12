/** What an encoder tells while it writes: losses, and what became of each thinking part. */
import type { Delivery, Loss, Signature, ThinkingPolicy } from '@throughline/core';

/** Paths are relative to the message that is encoded, e.g. `.parts[2].signatures`. */
export type Telling = {
  readonly policy: ThinkingPolicy;
  /** Whether the message was produced on another wire. */
  readonly isForeign: boolean;
  readonly losses: Loss[];
  readonly delivery: Delivery[];
};

export function lose(telling: Telling, path: string, code: Loss['code'], detail: string): void {
  telling.losses.push({ path, code, detail });
}

/** The thinking part at `path` goes out. */
export function sent(telling: Telling, path: string, reason?: string): void {
  telling.delivery.push({ path, status: 'sent', ...(reason !== undefined && { reason }) });
}

/** The thinking part at `path` stays here. */
export function withhold(telling: Telling, path: string, reason: string): void {
  telling.delivery.push({ path, status: 'withheld', reason });
  lose(telling, path, 'thinking-withheld', reason);
}

/** Signatures that must not or cannot go out. */
export function signaturesLost(
  telling: Telling,
  path: string,
  signatures: readonly Signature[] | undefined,
): void {
  if (signatures === undefined) return;
  for (const { issuer } of signatures)
    lose(telling, `${path}.signatures`, 'signature-foreign', `minted by ${issuer}`);
}

/** Thinking as text that a reader can tell from an answer; only where the caller asked for it. */
export function disguised(telling: Telling, path: string, text: string): string {
  sent(telling, path, 'as tagged text');
  lose(telling, path, 'thinking-disguised', 'sent as text between <think> tags');
  return `<think>${text}</think>`;
}
