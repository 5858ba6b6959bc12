import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineAgent, defineTool } from './define.ts';
import { requestFor, toolDefinitions } from './request.ts';

const look = defineTool({ name: 'look', description: 'Looks.', input: z.object({}), execute: () => 'done' });
const agent = defineAgent({ name: 'one', tools: [look] });

it('shows a model name, description and schema, and no more', () => {
  const { inputSchema } = look;
  expect(toolDefinitions(agent)).toEqual([
    { type: 'function', name: 'look', description: 'Looks.', inputSchema },
  ]);
});

it('shows the same values every time, so that what was encoded is remembered', () => {
  expect(toolDefinitions(agent)).toBe(toolDefinitions(agent));
  expect(requestFor(agent, []).tools).toBe(toolDefinitions(agent));
});

it('asks without tools where there are none', () => {
  expect(requestFor(defineAgent({ name: 'bare' }), [])).toEqual({ messages: [], settings: {} });
});
