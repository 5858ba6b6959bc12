/** Tool-call ids that a wire refuses get an alias there: the same one every time, and no two alike. */
import { createHash } from 'node:crypto';

export type IdRule = { readonly allowed: RegExp; readonly maxLength: number };

export function aliasOf(callId: string, { allowed, maxLength }: IdRule): string {
  if (callId.length <= maxLength && allowed.test(callId)) return callId;
  const hash = createHash('sha256').update(callId).digest('hex').slice(0, 32);
  const readable = callId
    .replaceAll(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, Math.max(0, maxLength - hash.length - 1));
  return readable === '' ? hash.slice(0, maxLength) : `${readable}_${hash}`.slice(0, maxLength);
}
