import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { example } from './example.fixture.ts';
import { answer, reply, startProvider, stream, streamedAnswer, use } from './provider.fixture.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('is the one in the README', () => {
  const region = /#region use\n([^]*?)\n *\/\/ #endregion/.exec(read('./example.fixture.ts'))?.[1];
  expect(read('../README.md')).toContain(
    `import { z } from 'zod';\n\n${region?.replaceAll(/^ {2}/gm, '')}\n\`\`\``,
  );
});

it('runs', async () => {
  const provider = await startProvider(
    answer(200, reply('tool_use', use('c1', 'weather', { city: 'Oslo' }))),
    stream(streamedAnswer),
  );
  const { text, steps, finish } = await example(provider.url);
  expect({ text, steps, finish }).toEqual({ text: 'Grüße', steps: 2, finish: 'answered' });
  expect(provider.received[1]?.text).toContain('Rain in Oslo.');
});
