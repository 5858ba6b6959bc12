/** When two proofs are one: Base64 has two alphabets, and clients that keep bytes write the other one. (`google-genai`, recorded traffic, read 2026-11-25) */

/** One spelling for all that mean the same bytes. */
export function spelled(proof: string): string {
  return other.test(proof) ? proof.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '') : proof;
}

const other = /[-_]|=$/;

export function isSameProof(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.length > 0 && spelled(a) === spelled(b);
}
