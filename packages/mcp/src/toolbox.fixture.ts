/** Tools of every kind of result, for the tests. */
import { defineTool, type Tool } from '@throughline/agent';
import { z } from 'zod';

export const toolbox: readonly Tool[] = [
  defineTool({
    name: 'echo',
    description: 'Says it again.',
    input: z.object({ text: z.string() }),
    execute: ({ text }) => text,
  }),
  defineTool({
    name: 'fail',
    description: 'Fails.',
    input: z.object({}),
    execute: () => {
      throw new Error('No.');
    },
  }),
  defineTool({
    name: 'rich',
    description: 'Shows all kinds of content.',
    input: z.object({}),
    execute: () => [
      { type: 'text', text: 'a picture' },
      { type: 'media', kind: 'image', source: { type: 'data', data: 'aGk=' }, mediaType: 'image/png' },
      { type: 'json', value: { deep: [1, null] } },
    ],
  }),
  defineTool({
    name: 'wait',
    description: 'Waits until it is told to stop.',
    input: z.object({}),
    execute: async (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
      }),
  }),
];
