import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expect, it } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { defineAgent, defineTool } from './define.ts';

const execute = (): string => 'done';
const description = 'Does it.';

it('derives what the model sees from a zod schema: its input, without the dialect', () => {
  const input = z.object({
    city: z.string().describe('Where.'),
    days: z.number().default(1),
    when: z.string().transform(Number).optional(),
  });
  expect(defineTool({ name: 'weather', description, input, execute }).inputSchema).toEqual({
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Where.' },
      days: { default: 1, type: 'number' },
      when: { type: 'string' },
    },
    required: ['city'],
  });
});

it('takes zod mini too', () => {
  const input = mini.object({ city: mini.string() });
  expect(defineTool({ name: 'weather', description, input, execute }).inputSchema).toMatchObject({
    required: ['city'],
  });
});

it('gives execute the type of the schema’s output', () => {
  const input = z.object({ days: z.string().transform(Number) });
  const tool = defineTool({ name: 'weather', description, input, execute: ({ days }) => days.toFixed(1) });
  expect(
    tool.execute({ days: 2 } as never, { arguments: '{}', callId: 'c', signal: AbortSignal.abort() }),
  ).toBe('2.0');
});

const bare: StandardSchemaV1<{ city: string }> = {
  '~standard': { version: 1, vendor: 'plain', validate: (value) => ({ value: value as { city: string } }) },
};

it('asks a Standard JSON Schema for its own', () => {
  const input = {
    '~standard': {
      ...bare['~standard'],
      jsonSchema: {
        input: ({ target }: { target: string }) => ({ type: 'object', title: target, $schema: 'x' }),
      },
    },
  };
  expect(defineTool({ name: 'weather', description, input, execute }).inputSchema).toEqual({
    type: 'object',
    title: 'draft-2020-12',
  });
});

it('takes an explicit schema where the library makes none, and refuses to go without', () => {
  const inputSchema = { type: 'object', properties: { city: { type: 'string' } } };
  expect(defineTool({ name: 'weather', description, input: bare, inputSchema, execute }).inputSchema).toBe(
    inputSchema,
  );
  expect(() => defineTool({ name: 'weather', description, input: bare, execute })).toThrow(
    'config-invalid: tool weather: plain makes no JSON Schema',
  );
});

it('names the tool whose schema JSON Schema cannot say', () => {
  expect(() => defineTool({ name: 'when', description, input: z.object({ at: z.date() }), execute })).toThrow(
    /^config-invalid: tool when\.input: .*Date/,
  );
  expect(() => defineTool({ name: 'when', description, input: z.string(), execute })).toThrow(
    'tool when.input: expected an object, found "string"',
  );
});

it.each(['', 'two words', 'a.b', 'x'.repeat(65)])('refuses the name "%s"', (name) => {
  expect(() => defineTool({ name, description, input: z.object({}), execute })).toThrow(
    'config-invalid: tool.name',
  );
  expect(() => defineAgent({ name })).toThrow('config-invalid: agent.name');
});

it('refuses two tools of one name, and a step limit that is none', () => {
  const tool = defineTool({ name: 'weather', description, input: z.object({}), execute });
  expect(() => defineAgent({ name: 'guide', tools: [tool, tool] })).toThrow('two tools are called "weather"');
  for (const maxSteps of [0, -1, 1.5, Number.NaN])
    expect(() => defineAgent({ name: 'guide', maxSteps })).toThrow('agent.maxSteps');
});

it('leaves absent what was not said', () => {
  expect(defineAgent({ name: 'guide' })).toEqual({ name: 'guide', tools: [], maxSteps: 50 });
});
