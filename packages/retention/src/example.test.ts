import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { example } from './example.fixture.ts';
import { json, reply, startProvider, thoughtful } from './provider.fixture.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('is the one in the README', () => {
  const region = /#region use\n([^]*?)\n *\/\/ #endregion/.exec(read('./example.fixture.ts'))?.[1];
  const imports =
    "import { createLedger, retainingFetch } from '@throughline/retention';\nimport OpenAI from 'openai';";
  expect(read('../README.md')).toContain(`${imports}\n\n${region?.replaceAll(/^ {2}/gm, '')}\n\`\`\``);
});

it('runs', async () => {
  const provider = await startProvider(json(reply));
  expect(await example(provider.url)).toEqual([
    'reasoning-missing-on-tool-call-message at messages[1].reasoning_content',
  ]);
  const { messages } = JSON.parse(String(provider.received[1]?.text)) as { messages: unknown[] };
  expect(messages[1]).toEqual(thoughtful);
});
