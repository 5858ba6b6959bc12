import { foldEvents, ThroughlineError, type JsonObject, type StreamEvent } from '@throughline/core';
import { assistant, call, request, text, think, user } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { geminiInteractions } from './index.ts';

const created = { event_type: 'interaction.created', interaction: { id: 'v1', status: 'in_progress' } };
const completed = { event_type: 'interaction.completed', interaction: { id: 'v1', status: 'completed' } };
const start = (index: number, step: JsonObject): JsonObject => ({ event_type: 'step.start', index, step });
const delta = (index: number, fields: JsonObject, more: JsonObject = {}): JsonObject => ({
  event_type: 'step.delta',
  index,
  delta: fields,
  ...more,
});
const stop = (index: number, more: JsonObject = {}): JsonObject => ({
  event_type: 'step.stop',
  index,
  ...more,
});

function read(...frames: readonly JsonObject[]): readonly StreamEvent[] {
  const decoder = geminiInteractions.stream.decoder();
  const body = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('');
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

const output = start(0, { type: 'model_output' });

describe('a stream', () => {
  it('that stops early is broken', () => {
    expect(failure(() => read(created, output, delta(0, { type: 'text', text: 'a' }))).code).toBe(
      'stream-broken',
    );
  });

  it.each<[string, JsonObject]>([
    ['an error event', { event_type: 'error', error: { code: 'gateway_timeout', message: 'late' } }],
    ['the body of a refusal', { error: { code: 503, message: 'late', status: 'UNAVAILABLE' } }],
  ])('with %s fails with the provider’s words', (_what, frame) => {
    const error = failure(() => read(created, frame));
    expect([error.code, error.body]).toEqual(['upstream-failed', frame]);
  });

  it.each<[string, readonly JsonObject[], RegExp]>([
    ['a step started twice', [created, output, output], /^format-invalid: index: step 0 starts twice/],
    ['a delta without a step', [created, delta(3, { type: 'text', text: 'a' })], /step 3 was not started/],
    [
      'a delta without a type',
      [created, output, { event_type: 'step.delta', index: 0, delta: {} }],
      /delta\.type/,
    ],
  ])('with %s is refused at the place', (_what, frames, message) => {
    expect(failure(() => read(...frames)).message).toMatch(message);
  });

  it('keeps events, deltas and costs it has no place for', () => {
    const { notes } = foldEvents(
      read(
        created,
        { event_type: 'aurora', hue: 3 },
        output,
        delta(0, { type: 'sparkle', sparkle: 1 }),
        delta(0, { type: 'text', text: 'a' }),
        stop(0, { step_usage: { total_tokens: 2 } }),
        completed,
      ),
    );
    expect(notes?.['gemini-interactions']?.form?.['unfolded']).toBe(
      '[{"event_type":"aurora","hue":3},{"index":0,"delta":{"type":"sparkle","sparkle":1}},{"step_usage":{"total_tokens":2},"index":0}]',
    );
  });

  it('cut by its token limit keeps the arguments as text', () => {
    const { message } = foldEvents(
      read(
        created,
        start(0, { type: 'function_call', id: 'c', name: 'f', arguments: {} }),
        delta(0, { type: 'arguments_delta', arguments: '{"a": "b' }),
        { ...completed, interaction: { id: 'v1', status: 'incomplete' } },
      ),
    );
    expect(message.parts).toEqual([{ type: 'toolCall', callId: 'c', name: 'f', arguments: '{"a": "b' }]);
    expect(message.stop?.reason).toBe('length');
  });

  it('in a hundred thousand pieces is read in time', () => {
    const piece = delta(0, { type: 'text', text: 'x'.repeat(100) });
    const pieces = Array.from({ length: 100_000 }, () => piece);
    const [part] = foldEvents(read(created, output, ...pieces, stop(0), completed)).message.parts;
    expect(part?.type === 'text' ? part.text.length : 0).toBe(10_000_000);
  });
});

describe('thinking of another provider', () => {
  const foreign = request(user('x'), {
    ...assistant(think('Hm.', { issuer: 'anthropic', kind: 'thinking', value: 'c2VjcmV0' }), text('a')),
    origin: { wire: 'anthropic-messages' },
  });
  const sentAs = (policy: 'drop' | 'keep-readable' | 'tag'): unknown => {
    const { value, delivery } = geminiInteractions.request.encode(foreign, { thinking: policy });
    expect(JSON.stringify(value)).not.toContain('c2VjcmV0');
    return [(value['input'] as readonly unknown[])[1], delivery[0]?.status];
  };

  it('goes along readable, as tagged text or not at all, and never its proof', () => {
    const said = { type: 'text', text: 'a' };
    expect(sentAs('keep-readable')).toEqual([
      { type: 'thought', summary: [{ type: 'text', text: 'Hm.' }] },
      'sent',
    ]);
    expect(sentAs('tag')).toEqual([
      { type: 'model_output', content: [{ type: 'text', text: '<think>Hm.</think>' }, said] },
      'sent',
    ]);
    expect(sentAs('drop')).toEqual([{ type: 'model_output', content: [said] }, 'withheld']);
  });
});

it('a proof of a call made on another wire stays away', () => {
  const signed = {
    ...call('f', {}, 'c'),
    signatures: [{ issuer: 'google', kind: 'thinking', value: 'cHJvb2Y=' }],
  };
  const { value, losses } = geminiInteractions.request.encode(
    request(user('x'), { ...assistant(signed), origin: { wire: 'gemini' } }),
  );
  expect(JSON.stringify(value)).not.toContain('cHJvb2Y=');
  expect(losses.map(({ code }) => code)).toEqual(['signature-foreign']);
});
