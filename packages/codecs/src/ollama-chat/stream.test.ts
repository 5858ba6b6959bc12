import { foldEvents, ThroughlineError, type JsonObject, type StreamEvent } from '@throughline/core';
import { assistant, call, failure as failed, request, text, think, tool, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { ollamaChat } from './index.ts';

const line = (message: JsonObject, done: boolean = false): JsonObject => ({
  model: 'm',
  created_at: '2026-11-25T10:00:00Z',
  message: { role: 'assistant', ...message },
  done,
});
const last = line({ content: '' }, true);

function read(...values: readonly JsonObject[]): readonly StreamEvent[] {
  const decoder = ollamaChat.stream.decoder();
  const body = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  return [...decoder.push(new TextEncoder().encode(body)), ...decoder.end()];
}

function failure(run: () => unknown): ThroughlineError {
  try {
    run();
  } catch (error) {
    if (ThroughlineError.is(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a stream', () => {
  it('that stops early is broken', () => {
    expect(failure(() => read(line({ content: 'a' }))).code).toBe('stream-broken');
  });

  it('with an error fails with the provider’s words', () => {
    const error = failure(() => read(line({ content: 'a' }), { error: 'the model runner stopped' }));
    expect([error.code, error.body]).toEqual(['upstream-failed', { error: 'the model runner stopped' }]);
  });

  it('with a line of another shape is refused at the place', () => {
    expect(failure(() => read(line({ content: 5 }))).message).toMatch(
      /^format-invalid: line\.message\.content/,
    );
  });

  it('tells calls as they come, and thinking that goes on later as one', () => {
    const { message } = foldEvents(
      read(
        line({ content: '', thinking: 'One ' }),
        line({ content: 'A', tool_calls: [{ function: { name: 'f', arguments: {} } }] }),
        line({ content: '', thinking: 'two.' }),
        last,
      ),
    );
    expect(message.parts.map(({ type }) => type)).toEqual(['thinking', 'text', 'toolCall']);
    expect(message.parts[0]).toMatchObject({ text: 'One two.' });
    expect(message.stop).toBeUndefined();
  });

  it('keeps what comes behind its end', () => {
    const end = read(last, { late: 1, message: {} }).at(-1);
    const notes = end?.type === 'reply-end' ? end.reply.notes : undefined;
    expect(notes?.['ollama-chat']?.form?.['unfolded']).toBe('[{"late":1,"message":{}}]');
  });

  it('in a hundred thousand lines is read in time', () => {
    const lines = Array.from({ length: 100_000 }, () => line({ content: 'x'.repeat(100) }));
    const [part] = foldEvents(read(...lines, last)).message.parts;
    expect(part?.type === 'text' ? part.text.length : 0).toBe(10_000_000);
  });
});

describe('a session of another provider', () => {
  const signature = { issuer: 'anthropic', kind: 'thinking', value: 'c2VjcmV0' };
  const foreign = request(
    user('x'),
    {
      ...assistant(think('One.', signature), text('a'), think('Two.', signature), call('f', {}, 'c1')),
      origin: { wire: 'anthropic-messages' },
    },
    tool(failed('c1', 'no')),
  );

  it('gives its thinking to the one string there is, and tells what that costs', () => {
    const { value, losses, delivery } = ollamaChat.request.encode(foreign);
    expect((value['messages'] as readonly JsonObject[]).slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'a',
        thinking: 'One.\n\nTwo.',
        tool_calls: [{ id: 'c1', function: { name: 'f', arguments: {} } }],
      },
      { role: 'tool', content: 'no', tool_call_id: 'c1' },
    ]);
    expect(delivery.map(({ status }) => status)).toEqual(['sent', 'sent']);
    expect(new Set(losses.map(({ code }) => code))).toEqual(
      new Set(['signature-foreign', 'field-unsupported', 'order-changed', 'parts-merged']),
    );
  });

  it('keeps its thinking where the caller says so', () => {
    const { value, delivery } = ollamaChat.request.encode(foreign, { thinking: 'drop' });
    expect(JSON.stringify(value)).not.toContain('Two.');
    expect(delivery.map(({ status }) => status)).toEqual(['withheld', 'withheld']);
  });
});

it('a result answers a call without an id by its name', () => {
  const { message } = ollamaChat.reply.decode({
    ...last,
    message: { role: 'assistant', content: '', tool_calls: [{ function: { name: 'f', arguments: {} } }] },
  });
  const [part] = message.parts;
  const callId = part?.type === 'toolCall' ? part.callId : 'none';
  const { value } = ollamaChat.request.encode(
    request(user('x'), message, tool({ type: 'toolResult', callId, content: [text('r')] })),
  );
  expect((value['messages'] as readonly JsonObject[])[2]).toEqual({
    role: 'tool',
    content: 'r',
    tool_name: 'f',
  });
});
