import { native, type Scaffold } from '@throughline/agent';
import { describe, expect, it } from 'vitest';
import { gridCases } from './index.ts';

describe('the native loop', () => {
  it.each(gridCases(() => native()))('$name', async ({ run }) => run());
});

describe('a scaffold that drops thinking', () => {
  const forgetful: Scaffold = {
    name: 'forgetful',
    run: async (job) => {
      const stripped = {
        ...job.model,
        reply: (async (request, options) =>
          job.model.reply(
            {
              ...request,
              messages: request.messages.map((message) => ({
                ...message,
                parts: message.parts.filter(({ type }) => type !== 'thinking'),
              })),
            },
            options,
          )) satisfies typeof job.model.reply,
      };
      return native().run({ ...job, model: stripped });
    },
  };
  const [anthropic] = gridCases(() => forgetful);

  it('is found out', async () => {
    await expect(anthropic?.run()).rejects.toThrow(/request 1 differs|upstream-failed/);
  });
});
