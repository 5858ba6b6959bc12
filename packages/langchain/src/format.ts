/** LangChain's shapes as far as this adapter touches them, and the carrier our parts travel in. (`@langchain/core` 1.4.0, `langchain` 1.5.14, read 2026-11-23) */
import type { StopReason, Usage } from '@throughline/core';

/**
 * Only content blocks survive `invoke`, chunk streaming and event streaming alike, so every part has a block of its own. What it carries is
 * JSON text: LangGraph revives live objects that look like its own serialised ones.
 */
export type Block = { readonly type: string; readonly [field: string]: unknown };

export type Carrier = {
  /** JSON of our part. */
  readonly part?: string;
  /** JSON of our message: whole, or without its parts where they travel on their own. */
  readonly message?: string;
  /** The part's place in our message; merged chunks stand in the order in which they first came. */
  readonly place?: number;
};

const prefix = 'throughline_';

/** The carrier as extra keys of a block. */
export function carry({ part, message, place }: Carrier): Record<string, unknown> {
  return {
    ...(part !== undefined && { [`${prefix}part`]: part }),
    ...(message !== undefined && { [`${prefix}message`]: message }),
    ...(place !== undefined && { [`${prefix}place`]: String(place) }),
  };
}

export function carried(fields: { readonly [field: string]: unknown } | undefined): Carrier {
  const text = (name: string): string | undefined => {
    const value = fields?.[`${prefix}${name}`];
    return typeof value === 'string' ? value : undefined;
  };
  const [part, message, place] = [text('part'), text('message'), text('place')];
  return {
    ...(part !== undefined && { part }),
    ...(message !== undefined && { message }),
    ...(place !== undefined && { place: Number(place) }),
  };
}

export type FinishReason = 'stop' | 'length' | 'tool_use' | 'content_filter';

export const finishReasons: { readonly [reason in StopReason]: FinishReason } = {
  end: 'stop',
  'stop-sequence': 'stop',
  'tool-calls': 'tool_use',
  length: 'length',
  'context-full': 'length',
  refusal: 'content_filter',
  'content-filter': 'content_filter',
  paused: 'stop',
  other: 'stop',
};

export type UsageFields = {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  output_token_details?: { reasoning: number };
  input_token_details?: { cache_read: number };
};

/** `undefined` where the provider told less than the framework requires. */
export function usageFields({ input, output, thinking, cacheRead }: Usage = {}): UsageFields | undefined {
  if (input === undefined || output === undefined) return undefined;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    ...(thinking !== undefined && { output_token_details: { reasoning: thinking } }),
    ...(cacheRead !== undefined && { input_token_details: { cache_read: cacheRead } }),
  };
}
