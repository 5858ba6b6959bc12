/** An HTTP status, where a log has one. */
import { numberOf } from '@throughline/core';

export function statusIn(value: unknown): number | undefined {
  const number = numberOf(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
