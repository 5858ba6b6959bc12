/** For frameworks that run the loop themselves: a model that tells its steps, and tools that find the call as the model wrote it. */
import {
  ThroughlineError,
  type StreamEvent,
  type ToolCallPart,
  type ToolResultPart,
} from '@throughline/core';
import { executeTool } from './execute.ts';
import { toolDefinitions } from './request.ts';
import type { CallOptions, Job, Model } from './scaffold.ts';

export type Observed = {
  /** The job's model: offers the agent's tools as they are, tells `step-start` and `step-end`. */
  readonly model: Model;
  /**
   * Runs a call of the latest replies and tells it. Frameworks parse and rewrite arguments; the call is taken as the model wrote it.
   * @throws ThroughlineError `transcript-invalid` on an id no reply has called.
   */
  readonly execute: (callId: string) => Promise<ToolResultPart>;
  /** Model calls so far. */
  readonly steps: () => number;
};

export function observe({ agent, model, signal, emit }: Job): Observed {
  const calls = new Map<string, ToolCallPart>();
  const tools = toolDefinitions(agent);
  let step = 0;
  const reply: Model['reply'] = async (request, options: CallOptions = {}) => {
    step += 1;
    const number = step;
    emit({ type: 'step-start', step: number });
    const onEvent = (event: StreamEvent): void => {
      // A streaming loop runs a call as soon as it is whole, before the reply is.
      if (event.type === 'tool-call-end') calls.set(event.part.callId, event.part);
      emit(event);
      options.onEvent?.(event);
    };
    const { tools: _rewritten, ...rest } = request;
    const answer = await model.reply(
      { ...rest, ...(tools.length > 0 && { tools }) },
      { ...options, onEvent },
    );
    for (const part of answer.message.parts) if (part.type === 'toolCall') calls.set(part.callId, part);
    emit({ type: 'step-end', step: number, reply: answer });
    return answer;
  };
  const execute = async (callId: string): Promise<ToolResultPart> => {
    const call = calls.get(callId);
    if (call === undefined)
      throw new ThroughlineError('transcript-invalid', `no reply has called ${callId}`, { path: 'callId' });
    emit({ type: 'tool-start', callId, name: call.name });
    const result = await executeTool(agent.tools, call, signal);
    emit({ type: 'tool-end', callId, name: call.name, result });
    return result;
  };
  return { model: { ...model, reply }, execute, steps: () => step };
}
