/** Stand-ins for a signature that Google's validator lets through. (Gemini, thought signatures, read 2026-11-23) */
const sentinels: ReadonlySet<string> = new Set([
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
]);

export function isSentinel(proof: string | undefined): boolean {
  return proof !== undefined && sentinels.has(proof);
}
