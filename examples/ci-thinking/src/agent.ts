/** The agent under test: put your own here. */
import { defineAgent, defineTool, native, type Agent, type Scaffold } from '@throughline/agent';
import type { ModelRequest } from '@throughline/core';
import { z } from 'zod';

const weather = defineTool({
  name: 'weather',
  description: 'The weather of a city.',
  input: z.object({ city: z.string() }),
  execute: ({ city }) => `Rain in ${city}.`,
});

export const guide: Agent = defineAgent({ name: 'guide', instructions: 'Be brief.', tools: [weather] });

/** A scaffold that keeps thinking, and one that builds its history of texts and calls alone. */
export const scaffolds: { readonly [name: string]: Scaffold } = {
  keeping: native(),
  forgetting: {
    name: 'forgetting',
    run: async ({ model, ...job }) =>
      native().run({
        ...job,
        model: {
          ...model,
          reply: async (request, options) => model.reply(withoutThinking(request), options),
        },
      }),
  },
};

function withoutThinking(request: ModelRequest): ModelRequest {
  const messages = request.messages.map((message) =>
    message.role === 'assistant'
      ? { ...message, parts: message.parts.filter(({ type }) => type !== 'thinking') }
      : message,
  );
  return { ...request, messages };
}
