/** What the rows without Throughline have in common. */
import type { Agent } from '@throughline/agent';
import type { ToolResultPart } from '@throughline/core';

export type Mode = 'generate' | 'stream';

export type StockJob = {
  readonly agent: Agent;
  readonly input: string;
  /** Ends in /v1. */
  readonly baseURL: string;
  readonly model: string;
  readonly mode: Mode;
  readonly signal: AbortSignal;
  /** What the provider class is to send with; absent where it is to be left as it comes. */
  readonly fetch?: typeof globalThis.fetch;
};

/** Resolves when the framework's loop has ended; rejects with what the framework threw. */
export type StockRun = (job: StockJob) => Promise<void>;

export function textOf(result: ToolResultPart): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part))).join('\n');
}

/** What most providers take. */
export function settingsOf({ baseURL, fetch }: StockJob): {
  baseURL: string;
  apiKey: string;
  fetch?: typeof globalThis.fetch;
} {
  return { baseURL, apiKey: 'simulated', ...(fetch !== undefined && { fetch }) };
}
