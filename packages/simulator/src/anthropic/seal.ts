/** Signatures that hold the whole thinking, encrypted and bound to where it was minted. */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

/** What a signature vouches for. */
export type Sealed = {
  /** The thinking itself. */
  readonly thinking: string;
  /** What the block shows of it. */
  readonly shown: string;
  readonly model: string;
  /** Hash of system, tools and messages before it. */
  readonly prefix: string;
  /** Hash of the thinking block before it in the session, or the empty text. */
  readonly previous: string;
};

// One key for all simulators: a recorded session can be replayed on another one. It protects nothing real.
const key = createHash('sha256').update('throughline simulator').digest();

/** Base64; the same sealed value always gives the same text. */
export function seal(sealed: Sealed): string {
  const text = JSON.stringify(sealed);
  const iv = createHmac('sha256', key).update(text).digest().subarray(0, 12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

/** `undefined` where the text is not one of ours, or was touched. */
export function unseal(signature: string): Sealed | undefined {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length < 29 || bytes.toString('base64') !== signature) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    return JSON.parse(text) as Sealed;
  } catch (error) {
    // A failed authentication tag is the answer, not a fault.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
