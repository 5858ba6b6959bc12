/** Turns and steps: views of a transcript, derived and never stored. */
import type { AssistantMessage, Message, ToolMessage } from './transcript.ts';

/** One model call and the results of the calls it made. */
export type Step = {
  readonly index: number;
  readonly assistant: AssistantMessage;
  readonly results?: ToolMessage;
};

/** From the user's input until the assistant yields. */
export type Turn = {
  readonly index: number;
  readonly input: readonly Message[];
  readonly steps: readonly Step[];
};

/** Steps in order; `index` is the assistant message's place in `messages`. */
export function steps(messages: readonly Message[]): Step[] {
  return messages.flatMap((message, index) => {
    if (message.role !== 'assistant') return [];
    const next = messages[index + 1];
    return [
      next?.role === 'tool' ? { index, assistant: message, results: next } : { index, assistant: message },
    ];
  });
}

/** Turns in order; `index` is the place of the first message of the input. A message of tool results begins no turn. */
export function turns(messages: readonly Message[]): Turn[] {
  const starts = messages.flatMap((message, index) => (beginsTurn(messages, message, index) ? [index] : []));
  return starts.map((start, order) => {
    const slice = messages.slice(start, starts[order + 1]);
    const answered = slice.findIndex((message) => message.role === 'assistant' || message.role === 'tool');
    const input = answered === -1 ? slice : slice.slice(0, answered);
    return {
      index: start,
      input,
      steps: steps(slice).map((step) => ({ ...step, index: step.index + start })),
    };
  });
}

function beginsTurn(messages: readonly Message[], message: Message, index: number): boolean {
  return message.role === 'user' && messages[index - 1]?.role !== 'user';
}
