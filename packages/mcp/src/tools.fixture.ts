/** A program that serves a few tools on its standard input and output, for the tests. */
import { defineAgent, defineTool } from '@throughline/agent';
import { z } from 'zod';
import { serveStdio, toolServer } from './index.ts';
import { toolbox } from './toolbox.fixture.ts';

await serveStdio(
  toolServer(
    defineAgent({
      name: 'fixture',
      tools: [
        ...toolbox,
        defineTool({
          name: 'pid',
          description: 'Says who it is.',
          input: z.object({}),
          execute: () => String(process.pid),
        }),
      ],
    }),
  ),
);
