/** Checks other people's data against a wire's shape, and names the place where it does not fit. */
import { isJsonObject, pathOf, ThroughlineError, type JsonObject } from '@throughline/core';
import type { z } from 'zod';

/**
 * The value itself, typed: a parsed copy would lose raw numbers and own `__proto__` keys.
 * @throws ThroughlineError `format-invalid` with the path of the first wrong field.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, path: string = ''): T {
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw unfit(path, issue?.path, issue?.message ?? 'does not fit the wire', checked.error);
  }
  const number = numberTakenForObject(value, checked.data);
  if (number !== undefined) throw unfit(path, number, 'Invalid input: expected object, received number');
  return value as T;
}

function unfit(
  path: string,
  place: readonly PropertyKey[] | undefined,
  message: string,
  cause?: unknown,
): ThroughlineError {
  const inner = pathOf(place);
  const joined =
    inner === '' || inner.startsWith('[') || path === '' ? `${path}${inner}` : `${path}.${inner}`;
  return new ThroughlineError('format-invalid', message, {
    path: joined,
    ...(cause !== undefined && { cause }),
  });
}

/** A raw number (`1.0`) is an object to zod, which copies what it takes for one; everything else it leaves is the same. */
function numberTakenForObject(value: unknown, copy: unknown): readonly PropertyKey[] | undefined {
  if (copy === value || typeof copy !== 'object' || copy === null) return undefined;
  if (Array.isArray(copy)) return firstIn(copy.keys(), value as readonly unknown[], copy);
  return isJsonObject(value) ? firstIn(Object.keys(copy), value, copy as JsonObject) : [];
}

function firstIn<Key extends PropertyKey>(
  keys: Iterable<Key>,
  value: { readonly [key in Key]?: unknown },
  copy: { readonly [key in Key]?: unknown },
): readonly PropertyKey[] | undefined {
  for (const key of keys) {
    const inner = copy[key];
    if (typeof inner !== 'object' || inner === null || inner === value[key]) continue;
    const found = numberTakenForObject(value[key], inner);
    if (found !== undefined) return [key, ...found];
  }
  return undefined;
}
