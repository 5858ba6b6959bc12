/** The Model Context Protocol's shapes as far as this adapter touches them, and the carrier in `_meta`. (`@modelcontextprotocol/sdk` 1.32.2, protocol 2025-11-25, read 2026-11-23) */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';

/** `_meta` survives both ways; unknown keys are stripped, and there is no block for thinking. (measured on 1.32.2, 2026-11-23) */
export const keys = {
  /** The arguments as the model wrote them, beside the parsed ones. */
  arguments: 'throughline/arguments',
  /** JSON of our result's content. */
  content: 'throughline/content',
  /** URI of the transcript of a run. */
  transcript: 'throughline/transcript',
  /** Name of the session that a run grew. */
  session: 'throughline/session',
} as const;

export type Content = CallToolResult['content'][number];

export function metaText(
  meta: { readonly [key: string]: unknown } | undefined,
  key: string,
): string | undefined {
  const value = meta?.[key];
  return typeof value === 'string' ? value : undefined;
}
