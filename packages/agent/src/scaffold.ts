/** The contract every scaffold adapter signs: run the agent on the framework's own loop, return the same transcript. */
import type { Codec, Message, ModelRequest, Reply, StreamEvent, ToolResultPart } from '@throughline/core';
import type { Tool } from './tool.ts';

export type Agent = {
  readonly name: string;
  readonly instructions?: string;
  readonly tools: readonly Tool[];
  /** Model calls per run at most. */
  readonly maxSteps: number;
};

export type CallOptions = { readonly signal?: AbortSignal; readonly onEvent?: (event: StreamEvent) => void };

/** A model behind a wire. */
export type Model = {
  readonly codec: Codec;
  readonly name: string;
  readonly endpoint: string;
  readonly provider?: string;
  /** Whether `reply` asks for a stream. */
  readonly streams: boolean;
  /**
   * One model call. Tells stream events as they arrive when the model streams; retries 429 and 5xx with the same bytes.
   * @throws ThroughlineError `upstream-failed` with status and body of a refusal, `stream-broken` when the stream stops early.
   */
  reply(request: ModelRequest, options?: CallOptions): Promise<Reply>;
};

/** What happens in a run. Stream events of the model's replies are told in between. */
export type AgentEvent =
  | StreamEvent
  | { readonly type: 'step-start'; readonly step: number }
  | { readonly type: 'step-end'; readonly step: number; readonly reply: Reply }
  | { readonly type: 'tool-start'; readonly callId: string; readonly name: string }
  | {
      readonly type: 'tool-end';
      readonly callId: string;
      readonly name: string;
      readonly result: ToolResultPart;
    };

/** One run, as a scaffold sees it. `history` ends with the user's input; it starts with the system message if there is one. */
export type Job = {
  readonly agent: Agent;
  readonly model: Model;
  readonly history: readonly Message[];
  readonly signal: AbortSignal;
  readonly emit: (event: AgentEvent) => void;
};

/** `messages` are what the run added to the history: assistant and tool messages, in order. */
export type Outcome = { readonly messages: readonly Message[]; readonly finish: 'answered' | 'step-limit' };

export type Scaffold = { readonly name: string; run(job: Job): Promise<Outcome> };
