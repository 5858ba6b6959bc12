/** Reasons to stop, both ways, from one table. */
import type { JsonValue, Stop, StopReason } from '@throughline/core';

export type StopPair = {
  /** `undefined` where nothing was said, or not in a word. */
  decode(raw: JsonValue | undefined): Stop | undefined;
  /** The provider's own word where it means the same here, else this wire's word; `undefined` where it has none. */
  encode(stop: Stop): string | undefined;
};

/** `reasons` says what each word of the wire means; `others` gives words for reasons that no word of it means. */
export function stopPair(
  reasons: { readonly [raw: string]: StopReason },
  others: { readonly [reason in StopReason]?: string } = {},
): StopPair {
  const meaning = (raw: string): StopReason =>
    Object.hasOwn(reasons, raw) ? (reasons[raw] as StopReason) : 'other';
  const words = new Map<StopReason, string>();
  for (const [raw, reason] of Object.entries(reasons)) if (!words.has(reason)) words.set(reason, raw);
  return {
    decode: (raw) => (typeof raw === 'string' ? { reason: meaning(raw), raw } : undefined),
    encode: ({ reason, raw }) =>
      raw !== undefined && meaning(raw) === reason ? raw : (words.get(reason) ?? others[reason]),
  };
}
