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

const { BASE_URL: baseURL = 'https://api.anthropic.com', ANTHROPIC_API_KEY: apiKey = '' } = process.env;
const thinking = { settings: { maxTokens: 4096 }, body: { thinking: { type: 'adaptive' } } };
const claude = model('anthropic-messages', { baseURL, apiKey, model: 'claude-sonnet-4-6', ...thinking });

const { text, transcript } = await run(guide, 'Umbrella in Oslo?', { scaffold: aiSdk(), model: claude });
console.log(text);
for (const { role, parts } of transcript.messages) console.log(role, ...parts.map(({ type }) => type));
