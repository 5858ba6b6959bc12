/** The native loop: call the model, run its calls, until it yields. */
import type { Message, Reply, ToolCallPart, ToolMessage } from '@throughline/core';
import { executeTool } from './execute.ts';
import { requestFor } from './request.ts';
import type { Job, Outcome, Scaffold } from './scaffold.ts';

export function native(): Scaffold {
  return { name: 'native', run: loop };
}

async function loop(job: Job): Promise<Outcome> {
  const messages: Message[] = [];
  for (let step = 1; step <= job.agent.maxSteps; step += 1) {
    const reply = await think(job, [...job.history, ...messages], step);
    messages.push(reply.message);
    const calls = callsOf(reply);
    if (calls.length > 0) messages.push(await act(job, calls));
    else if (reply.message.stop?.reason !== 'paused') return { messages, finish: 'answered' };
  }
  return { messages, finish: 'step-limit' };
}

async function think(
  { agent, model, signal, emit }: Job,
  messages: readonly Message[],
  step: number,
): Promise<Reply> {
  emit({ type: 'step-start', step });
  const reply = await model.reply(requestFor(agent, messages), { signal, onEvent: emit });
  emit({ type: 'step-end', step, reply });
  return reply;
}

function callsOf({ message }: Reply): ToolCallPart[] {
  return message.parts.filter((part) => part.type === 'toolCall');
}

/** Calls of a step run side by side; their results are one message, in call order. */
async function act({ agent, signal, emit }: Job, calls: readonly ToolCallPart[]): Promise<ToolMessage> {
  const results = calls.map(async (call) => {
    const { callId, name } = call;
    emit({ type: 'tool-start', callId, name });
    const result = await executeTool(agent.tools, call, signal);
    emit({ type: 'tool-end', callId, name, result });
    return result;
  });
  return { role: 'tool', parts: await Promise.all(results) };
}
