/** The one error class: a closed list of codes, the code first in the message. */

export const errorCodes = [
  'format-invalid',
  'transcript-invalid',
  'lossy',
  'stream-broken',
  'signature-rejected',
  'upstream-failed',
  'config-invalid',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export type ErrorDetails = {
  /** Where in the input, e.g. `content[2].signature`. */
  readonly path?: string;
  readonly cause?: unknown;
  /** HTTP status of a provider's refusal (`upstream-failed`). */
  readonly status?: number;
  /** Body of a provider's refusal, verbatim (`upstream-failed`, `stream-broken`). */
  readonly body?: unknown;
  /** What a strict call could not carry (`lossy`). */
  readonly losses?: readonly unknown[];
};

const brand: unique symbol = Symbol.for('throughline.error') as never;

export class ThroughlineError extends Error {
  readonly code: ErrorCode;
  declare readonly path?: string;
  declare readonly status?: number;
  declare readonly body?: unknown;
  declare readonly losses?: readonly unknown[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { path, cause, status, body, losses } = details;
    const place = path === undefined || path === '' ? '' : `${path}: `;
    super(`${code}: ${place}${message}`, cause === undefined ? {} : { cause });
    this.name = 'ThroughlineError';
    this.code = code;
    if (path !== undefined) this.path = path;
    if (status !== undefined) this.status = status;
    if (body !== undefined) this.body = body;
    if (losses !== undefined) this.losses = losses;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises errors of another copy of this package too. */
  static is(value: unknown): value is ThroughlineError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
