/** Checks other people's data against a wire's shape, and names the place where it does not fit. */
import { pathOf, ThroughlineError } from '@throughline/core';
import type { z } from 'zod';

/**
 * The value itself, typed: a parsed copy would lose raw numbers and own `__proto__` keys.
 * @throws ThroughlineError `format-invalid` with the path of the first wrong field.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, path: string = ''): T {
  const checked = schema.safeParse(value);
  if (checked.success) return value as T;
  const [issue] = checked.error.issues;
  const inner = pathOf(issue?.path);
  const joined =
    inner === '' || inner.startsWith('[') || path === '' ? `${path}${inner}` : `${path}.${inner}`;
  throw new ThroughlineError('format-invalid', issue?.message ?? 'does not fit the wire', {
    path: joined,
    cause: checked.error,
  });
}
