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
};

/** Resolves when the framework's loop has ended; rejects with what the framework threw. */
export type StockRun = (job: StockJob) => Promise<void>;

export function textOf(result: ToolResultPart): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part))).join('\n');
}
