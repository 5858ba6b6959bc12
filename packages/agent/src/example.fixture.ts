/** The example of the README. */
import { z } from 'zod';
import { defineAgent, defineTool, model, run, type RunResult } from './index.ts';

export async function example(baseURL: string): Promise<RunResult> {
  // #region use
  const weather = defineTool({
    name: 'weather',
    description: 'The weather of a city.',
    input: z.object({ city: z.string() }),
    execute: ({ city }) => `Rain in ${city}.`,
  });
  const guide = defineAgent({ name: 'guide', instructions: 'Be brief.', tools: [weather], maxSteps: 10 });
  const claude = model('anthropic-messages', {
    baseURL,
    model: 'claude-sonnet-4-6',
    stream: true,
    settings: { maxTokens: 4096 },
    body: { thinking: { type: 'adaptive' } },
  });

  const result = await run(guide, 'Do I need an umbrella in Oslo?', { model: claude });
  // #endregion
  return result;
}
