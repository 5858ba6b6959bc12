/** Faults of what was read, as one kind of error. */
import { ThroughlineError } from '@throughline/core';

/** Anything that is not the fault of the input is thrown on. */
export function failureOf(error: unknown, file: string): ThroughlineError {
  if (ThroughlineError.is(error)) return error;
  // What the file system, or the size of a text, stands against.
  if (error instanceof Error && ('code' in error || error instanceof RangeError))
    return new ThroughlineError('config-invalid', error.message, { path: file, cause: error });
  throw error;
}

/** A line for standard error; the file is named once. */
export function told(file: string, { message, path }: ThroughlineError): string {
  return `${file}: ${path === file ? message.replace(`${file}: `, '') : message}`;
}
