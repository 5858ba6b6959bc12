import { stringifyJson, ThroughlineError, type JsonObject, type StreamEvent } from '@throughline/core';
import { assistant, call, fold, request, text, think, written } from '@throughline/laws';
import { expect, it } from 'vitest';
import { planOf } from './decode.ts';
import { cohereChat } from './index.ts';

function bytes(textual: string): Uint8Array {
  return new TextEncoder().encode(textual);
}

function frames(...events: readonly JsonObject[]): Uint8Array {
  return bytes(events.map((one) => `data: ${stringifyJson(one)}\n\n`).join(''));
}

const said = (type: string, message: JsonObject, index: number = 0): JsonObject => ({
  type,
  index,
  delta: { message },
});
const start = { id: 'r', ...said('message-start', { role: 'assistant', content: [], tool_plan: '' }) };
const begun = (type: string): JsonObject => said('content-start', { content: { type, [type]: '' } });
const end = { type: 'message-end', delta: { finish_reason: 'COMPLETE' } };

function failureOf(stream: Uint8Array): { error: ThroughlineError; events: readonly StreamEvent[] } {
  const decoder = cohereChat.stream.decoder();
  const events = [...decoder.push(stream)];
  try {
    decoder.end();
  } catch (error) {
    if (ThroughlineError.is(error)) return { error, events };
    throw error;
  }
  throw new Error('the stream passed for a whole one');
}

it.each([
  { message: 'internal error', id: 'e' },
  { type: 'message-end', delta: { finish_reason: 'ERROR', error: 'internal error' } },
  { error: { message: 'internal error' } },
])('refuses the error frame %o', (frame) => {
  const { error, events } = failureOf(frames(start, begun('text'), frame));
  expect(error.code).toBe('upstream-failed');
  expect(events.at(-1)).toMatchObject({
    type: 'error',
    error: { wire: 'cohere-chat', message: 'internal error', body: frame },
  });
});

it('takes the placeholders of the start for nothing', () => {
  expect(fold(cohereChat, [frames(start, end)]).message).toEqual({
    role: 'assistant',
    parts: [],
    origin: { wire: 'cohere-chat', responseId: 'r' },
    stop: { reason: 'end', raw: 'COMPLETE' },
  });
});

it('keeps blocks apart that share an index', () => {
  const grown = (key: string, value: string): JsonObject =>
    said('content-delta', { content: { [key]: value } });
  const stop = { type: 'content-end', index: 0 };
  const stream = frames(
    start,
    begun('thinking'),
    grown('thinking', 'a'),
    stop,
    begun('text'),
    grown('text', 'b'),
    stop,
    end,
  );
  expect(fold(cohereChat, [stream]).message.parts).toEqual([think('a'), text('b')]);
});

it('takes blocks that no event started, and calls in lists', () => {
  const delta = (content: JsonObject): JsonObject => ({
    type: 'content-delta',
    delta: { message: { content } },
  });
  const stream = frames(
    { type: 'message-start' },
    delta({ thinking: 'a' }),
    delta({ thinking: 'b' }),
    delta({ type: 'text', text: 'c' }),
    said('tool-call-start', { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f' } }] }),
    said('tool-call-delta', { tool_calls: [{ function: { arguments: '{}' } }] }),
    { type: 'tool-call-end', index: 0 },
    end,
  );
  expect(fold(cohereChat, [stream]).message.parts).toEqual([think('ab'), text('c'), call('f', {}, 'c')]);
});

it('refuses a delta of a call that was not started', () => {
  const decoder = cohereChat.stream.decoder();
  const delta = said('tool-call-delta', { tool_calls: { function: { arguments: '{' } } }, 3);
  expect(() => decoder.push(frames(start, delta))).toThrow('format-invalid');
});

it('holds finished parts while the rest is on its way', () => {
  const decoder = cohereChat.stream.decoder();
  decoder.push(frames(start, said('tool-plan-delta', { tool_plan: 'p' })));
  expect(decoder.partial().message.parts).toEqual([]);
  decoder.push(frames(said('tool-call-start', { tool_calls: { id: 'c', type: 'function' } })));
  expect(decoder.partial().message.parts).toEqual([planOf('p')]);
});

it('streams a reply of another wire in its own order', () => {
  const message = {
    ...assistant(think('a'), call('f', {}, 'c1'), think('b'), call('f', { n: 1 }, 'c2'), text('c')),
    origin: { wire: 'anthropic-messages' },
  };
  const { parts } = fold(cohereChat, [bytes(written(cohereChat, { message }))]).message;
  expect(parts).toEqual(message.parts);
});

it('gives one plan its field, and further ones a block of thinking', () => {
  const { value, losses, delivery } = cohereChat.request.encode(
    request(assistant(planOf('a'), planOf('b'), call('f', {}, 'c1'))),
  );
  expect(value['messages']).toMatchObject([
    { tool_plan: 'a', content: [{ type: 'thinking', thinking: 'b' }] },
  ]);
  expect(losses.map(({ code }) => code)).toEqual(['order-changed']);
  expect(delivery.map(({ status }) => status)).toEqual(['sent', 'sent']);
});

it.each([
  ['auto', undefined, []],
  ['required', 'REQUIRED', []],
  ['none', 'NONE', []],
  ['tool', 'REQUIRED', ['setting-unsupported']],
] as const)('says the tool choice %s as %s', (type, word, codes) => {
  const toolChoice = type === 'tool' ? { type, name: 'f' } : { type };
  const { value, losses } = cohereChat.request.encode({ messages: [], settings: { toolChoice } });
  expect(value['tool_choice']).toBe(word);
  expect(losses.map(({ code }) => code)).toEqual(codes);
});
