/** Tool-call ids that a wire refuses get an alias there: the same one every time, and no two alike. */
import { createHash } from 'node:crypto';
import type { ToolCallPart, ToolResultPart } from '@throughline/core';
import { lose, type Telling } from './encoding.ts';
import { formOf } from './notes.ts';

export type IdRule = {
  readonly allowed: RegExp;
  readonly maxLength: number;
  /** Ids that are too short for a readable beginning: the digits that an alias fills the whole length with. */
  readonly digits?: string;
};

export function aliasOf(callId: string, { allowed, maxLength, digits }: IdRule): string {
  if (callId.length <= maxLength && allowed.test(callId)) return callId;
  const digest = createHash('sha256').update(callId).digest('hex');
  if (digits !== undefined) return spelledWith(BigInt(`0x${digest}`), digits, maxLength);
  const hash = digest.slice(0, 32);
  const readable = callId
    .replaceAll(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, Math.max(0, maxLength - hash.length - 1));
  return readable === '' ? hash.slice(0, maxLength) : `${readable}_${hash}`.slice(0, maxLength);
}

function spelledWith(number: bigint, digits: string, length: number): string {
  const base = BigInt(digits.length);
  let rest = number;
  let text = '';
  while (text.length < length) {
    text += digits[Number(rest % base)];
    rest /= base;
  }
  return text;
}

/** What `notes[wire].form.id` says of an id that breaks the rule and came from the wire all the same. */
export const asItCame = 'as it came';

export type Naming = {
  readonly wire: string;
  readonly rule: IdRule;
  /** The latest earlier call of this id: its result goes out under the same name. */
  readonly callOf?: (callId: string) => ToolCallPart | undefined;
};

/** The id that a call or result goes out with. */
export function sentId(
  part: ToolCallPart | ToolResultPart,
  path: string,
  telling: Telling,
  { wire, rule, callOf }: Naming,
): string {
  const call = part.type === 'toolResult' ? callOf?.(part.callId) : undefined;
  const isNative = [part, call].some((one) => one !== undefined && formOf(one, wire, 'id') === asItCame);
  const id = isNative ? part.callId : aliasOf(part.callId, rule);
  if (id !== part.callId)
    lose(telling, `${path}.callId`, 'field-unsupported', `${part.callId} goes out as ${id}`);
  return id;
}
