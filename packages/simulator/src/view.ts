/** What a reference policy may know: nothing but what the model would have seen. */
import type { FunctionTool, Message, Part } from '@throughline/core';

export type View = { readonly messages: readonly Message[]; readonly tools: readonly FunctionTool[] };

/** A pure function of the view. What a scaffold dropped on the way back is really gone. */
export type Policy = (view: View) => readonly Part[];

export function withoutThinking({ messages, tools }: View): View {
  const stripped = messages.map((message) => ({
    ...message,
    parts: message.parts.filter(({ type }) => type !== 'thinking'),
  }));
  return { messages: stripped, tools };
}
