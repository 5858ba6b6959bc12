import { defineAgent, defineTool, model, run } from '@throughline/agent';
import { aiSdk } from '@throughline/ai-sdk';
import { z } from 'zod';

const weather = defineTool({
  name: 'weather',
  description: 'The weather of a city.',
  input: z.object({ city: z.string() }),
  execute: ({ city }) => `Rain in ${city}.`,
});
const guide = defineAgent({ name: 'guide', instructions: 'Be brief.', tools: [weather] });

const claude = model('anthropic-messages', {
  baseURL: process.env['BASE_URL'] ?? 'https://api.anthropic.com',
  apiKey: process.env['ANTHROPIC_API_KEY'] ?? '',
  model: 'claude-sonnet-4-6',
  settings: { maxTokens: 4096 },
  body: { thinking: { type: 'adaptive' } },
});
const { text, transcript } = await run(guide, 'Umbrella in Oslo?', { scaffold: aiSdk(), model: claude });
console.log(
  text,
  transcript.messages.map(({ role, parts }) => [role, ...parts.map(({ type }) => type)].join(' ')),
);
