import { messageSchema, type ToolCallPart } from '@throughline/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from './define.ts';
import { executeTool } from './execute.ts';
import type { Tool, ToolOutput } from './tool.ts';

const { signal } = new AbortController();

function toolThat(execute: (input: { readonly n: number }) => ToolOutput | Promise<ToolOutput>): Tool {
  return defineTool({ name: 'it', description: 'Does it.', input: z.object({ n: z.number() }), execute });
}

function call(text = '{"n": 1}', name = 'it'): ToolCallPart {
  return { type: 'toolCall', callId: 'c1', name, arguments: text };
}

const resultOf = async (output: unknown): Promise<unknown> =>
  executeTool([toolThat(() => output as ToolOutput)], call(), signal);

it.each<[string, unknown, unknown]>([
  ['text', 'done', [{ type: 'text', text: 'done' }]],
  ['empty text', '', [{ type: 'text', text: '' }]],
  ['nothing', undefined, []],
  ['JSON', { a: [1, null] }, [{ type: 'text', text: '{"a":[1,null]}' }]],
  ['null', null, [{ type: 'text', text: 'null' }]],
  ['an empty list', [], [{ type: 'text', text: '[]' }]],
  ['a list that only looks like parts', [{ type: 'text' }], [{ type: 'text', text: '[{"type":"text"}]' }]],
  [
    'parts',
    [
      { type: 'json', value: 1 },
      { type: 'text', text: 'x' },
    ],
    [
      { type: 'json', value: 1 },
      { type: 'text', text: 'x' },
    ],
  ],
])('returns %s as content', async (_name, output, content) => {
  expect(await resultOf(output)).toEqual({ type: 'toolResult', callId: 'c1', content });
});

const textOf = async (running: Promise<unknown>): Promise<unknown> => {
  const result = (await running) as { isError: true; content: [{ text: string }] };
  expect(result).toMatchObject({ type: 'toolResult', callId: 'c1', isError: true });
  return result.content[0].text;
};

it('tells the model about a tool that is not there, and which are', async () => {
  expect(await textOf(executeTool([toolThat(() => 1)], call('{}', 'that'), signal))).toBe(
    'There is no tool "that". Tools: it.',
  );
  expect(await textOf(executeTool([], call(), signal))).toBe('There is no tool "it". There are none.');
});

it.each(['{"n": 1', '', '[1]', '"n"', '{"n": 1} {"n": 2}'])(
  'tells the model that arguments are no JSON object and keeps them: %s',
  async (text) => {
    const told = await textOf(executeTool([toolThat(() => 1)], call(text), signal));
    expect(told).toMatch(/^The arguments are not a JSON object \(/);
    expect(String(told).endsWith(`They were: ${text}`)).toBe(true);
  },
);

it('tells the model where arguments do not fit', async () => {
  const input = z.object({ list: z.array(z.object({ n: z.number() })) });
  const tool = defineTool({ name: 'it', description: 'Does it.', input, execute: () => 1 });
  const told = await textOf(executeTool([tool], call('{"list": [{"n": 1}, {"n": "two"}]}'), signal));
  expect(told).toMatch(/^The arguments do not fit: list\.1\.n: .*number/);
});

const failing = (error: unknown): Tool =>
  toolThat(() => {
    throw error;
  });

it('tells the model what a tool threw, without the stack', async () => {
  expect(await textOf(executeTool([failing(new Error('disk full'))], call(), signal))).toBe('disk full');
  expect(await textOf(executeTool([failing(new TypeError())], call(), signal))).toBe('TypeError');
  expect(await textOf(executeTool([failing('just words')], call(), signal))).toBe('just words');
});

it('tells the model when a tool returned what is not JSON', async () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(await textOf(resultOf(cycle))).toMatch(/circular/);
  expect(await textOf(resultOf(() => 1))).toBe('The tool returned a function, which is not JSON.');
});

it('tells the model when the schema itself throws', async () => {
  const input = z.object({}).refine(() => {
    throw new Error('broken rule');
  });
  const tool = defineTool({ name: 'it', description: 'Does it.', input, execute: () => 1 });
  expect(await textOf(executeTool([tool], call('{}'), signal))).toBe('broken rule');
});

it('gives tools plain numbers, however the model spelled them', async () => {
  const result = await executeTool([toolThat(({ n }) => `${typeof n} ${n}`)], call('{"n": 1.0}'), signal);
  expect(result.content).toEqual([{ type: 'text', text: 'number 1' }]);
});

it('keeps a polluting key away from every other object', async () => {
  const tool = defineTool({
    name: 'it',
    description: 'Does it.',
    input: z.looseObject({}),
    execute: (input) => Object.keys(input).join(','),
  });
  await executeTool(
    [tool],
    call('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
    signal,
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

it('throws the reason of an abort, before and during, also when the tool does not listen', async () => {
  const reason = new Error('enough');
  await expect(executeTool([toolThat(() => 1)], call(), AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const deaf = toolThat(() => {
    setTimeout(() => controller.abort(reason), 5);
    return new Promise(() => {});
  });
  await expect(executeTool([deaf], call(), controller.signal)).rejects.toBe(reason);
});

it('does not begin a tool once the check of its arguments was aborted', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const input = z.object({}).refine(async () => {
    controller.abort(reason);
    return true;
  });
  let isRun = false;
  const execute = (): string => {
    isRun = true;
    return 'done';
  };
  const tool = defineTool({ name: 'it', description: 'Does it.', input, execute });
  await expect(executeTool([tool], call('{}'), controller.signal)).rejects.toBe(reason);
  expect(isRun).toBe(false);
});

it('runs ten megabytes of arguments', async () => {
  const tool = defineTool({
    name: 'it',
    description: 'Does it.',
    input: z.object({ text: z.string() }),
    execute: ({ text }) => text.length,
  });
  const result = await executeTool([tool], call(JSON.stringify({ text: 'ü'.repeat(5_000_000) })), signal);
  expect(result.content).toEqual([{ type: 'text', text: '5000000' }]);
});

const loose = (output: unknown): Tool =>
  defineTool({
    name: 'it',
    description: 'Does it.',
    input: z.looseObject({}),
    execute: () => output as ToolOutput,
  });

it('answers whatever a model writes as arguments, and whatever a tool returns', async () => {
  const written = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant('{}'));
  await fc.assert(
    fc.asyncProperty(written, fc.anything(), async (text, output) => {
      const result = await executeTool([loose(output)], call(text), signal);
      expect(result.callId).toBe('c1');
      expect(messageSchema.safeParse({ role: 'tool', parts: [result] }).success).toBe(true);
    }),
    { numRuns: 500 },
  );
});
