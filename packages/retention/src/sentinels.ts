/** What is written where a signature or thinking should be, and is neither. */

/** Stand-ins for a signature that Google's validator lets through. (Gemini, thought signatures, read 2026-11-23) */
const sentinels: ReadonlySet<string> = new Set([
  'skip_thought_signature_validator',
  'context_engineering_is_the_way_to_go',
  // The same as clients write them that keep bytes.
  'c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=',
  'Y29udGV4dF9lbmdpbmVlcmluZ19pc190aGVfd2F5X3RvX2dv',
]);

const longest = Math.max(...[...sentinels].map(({ length }) => length));

export function isSentinel(proof: string | undefined): boolean {
  return proof !== undefined && proof.length <= longest && sentinels.has(proof);
}

/** Words that clients write where thinking should be and they have none. (opencode#10996, free-claude-code#599, read 2026-11-23) */
const standInWords =
  /^(?:[.…\-_\s]+|[([<]?(?:(?:thinking|reasoning)[ _-]?)?(?:omitted|redacted|unavailable|placeholder)[)\]>]?\.?|undefined|null|none)$/i;

export function isStandInText(text: string): boolean {
  return text.length <= 40 && standInWords.test(text);
}
