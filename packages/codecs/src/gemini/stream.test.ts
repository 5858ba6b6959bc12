import { foldEvents, type JsonObject, type Reply, type StreamEvent } from '@throughline/core';
import { cut, fold } from '@throughline/laws';
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../anthropic-messages/index.ts';
import { readCorpus } from '../corpus.ts';
import { gemini } from './index.ts';

const encoder = new TextEncoder();
const bytes = (...chunks: readonly JsonObject[]): Uint8Array =>
  encoder.encode(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''));

const chunk = (...parts: readonly JsonObject[]): JsonObject => ({
  candidates: [{ content: { role: 'model', parts } }],
});
const last: JsonObject = { candidates: [{ finishReason: 'STOP' }] };

function events(stream: Uint8Array): readonly StreamEvent[] {
  const decoder = gemini.stream.decoder();
  return [...decoder.push(stream), ...decoder.end()];
}

function written(told: readonly StreamEvent[]): Reply {
  const out = gemini.stream.encoder();
  return fold(gemini, [encoder.encode(told.map((event) => out.push(event)).join(''))]);
}

const said = (...partials: readonly JsonObject[]): JsonObject => ({
  functionCall: { partialArgs: partials, willContinue: true },
});

describe('texts', () => {
  it('grow from the first part of a chunk only', () => {
    const { parts } = fold(gemini, [
      bytes(chunk({ text: 'a' }), chunk({ text: 'b' }, { text: 'c' }), chunk({ text: 'd' }), last),
    ]).message;
    expect(parts).toEqual([
      { type: 'text', text: 'ab' },
      { type: 'text', text: 'cd' },
    ]);
  });

  it('are told as they come', () => {
    const decoder = gemini.stream.decoder();
    const told = decoder.push(bytes(chunk({ text: 'a' }), chunk({ text: 'b' })));
    expect(told.map(({ type }) => type)).toEqual(['reply-start', 'text-start', 'text-delta', 'text-delta']);
    expect(decoder.partial().message.parts).toEqual([]);
  });

  it('cost time that grows with the stream, not with its square', () => {
    const many = Array.from({ length: 20_000 }, () => chunk({ text: 'word ' }));
    const started = performance.now();
    expect(fold(gemini, [bytes(...many, last)]).message.parts).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('arguments at paths', () => {
  const call = { functionCall: { name: 'f', willContinue: true } };
  const argumentsOf = (...partials: readonly JsonObject[]): unknown => {
    const [part] = fold(gemini, [bytes(chunk(call), chunk(said(...partials)), last)]).message.parts;
    return part;
  };

  it('leave the prototype alone', () => {
    const part = argumentsOf(
      { jsonPath: '$.__proto__.polluted', stringValue: 'x' },
      { jsonPath: "$['constructor']['prototype'].polluted", stringValue: 'x' },
    );
    expect(part).toMatchObject({
      arguments: '{"__proto__":{"polluted":"x"},"constructor":{"prototype":{"polluted":"x"}}}',
    });
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    ['a gap in a list', { jsonPath: '$.list[9]', numberValue: 1 }],
    ['no path', { jsonPath: 'list', numberValue: 1 }],
    ['a path with an end of its own', { jsonPath: '$.list[x]', numberValue: 1 }],
    ['a value of next year', { jsonPath: '$.a', dateValue: 'x' }],
    ['a path of a thousand steps', { jsonPath: `$${'.a'.repeat(1000)}`, numberValue: 1 }],
  ])('that cannot be placed are kept as they came: %s', (_name, partial) => {
    expect(argumentsOf(partial)).toMatchObject({
      arguments: '{}',
      notes: { gemini: { extra: { functionCall: { partialArgs: [partial] } } } },
    });
  });

  it('are told at the end of the call, which has one id all along', () => {
    const told = events(
      bytes(
        chunk(call),
        chunk(said({ jsonPath: '$.a', boolValue: true })),
        chunk({ functionCall: {} }),
        last,
      ),
    );
    expect(told.map(({ type }) => type)).toEqual([
      'reply-start',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-end',
      'reply-end',
    ]);
    expect(told[1]).toMatchObject({ part: { callId: 'f#0', arguments: '' } });
    expect(told[3]).toMatchObject({ part: { callId: 'f#0', arguments: '{"a":true}' } });
  });
});

describe('the end', () => {
  it.each([
    ['no reason to stop', bytes(chunk({ text: 'a' }))],
    ['nothing at all', new Uint8Array()],
    ['a list that was cut', encoder.encode(`[${JSON.stringify(chunk({ text: 'a' }))},\n{"cand`)],
  ])('is missing with %s', (_name, stream) => {
    expect(() => events(stream)).toThrow(/^stream-broken/);
  });

  it('may come without the empty line behind it', () => {
    const whole = encoder.encode(
      `data: ${JSON.stringify({ ...chunk({ text: 'a' }) })}\n\ndata: ${JSON.stringify(last)}`,
    );
    expect(foldEvents(events(whole)).message.stop).toEqual({ reason: 'end', raw: 'STOP' });
  });

  it('is an error where one was told, in either framing', () => {
    const error = { error: { code: 503, message: 'busy', status: 'UNAVAILABLE' } };
    for (const stream of [bytes(chunk({ text: 'a' }), error), encoder.encode(JSON.stringify([error]))]) {
      const decoder = gemini.stream.decoder();
      expect(decoder.push(stream).at(-1)).toMatchObject({ type: 'error', error: { kind: 'overloaded' } });
      expect(() => decoder.end()).toThrow(/^upstream-failed/);
    }
  });
});

describe('streams of other wires', () => {
  it('put parts that arrive side by side one after the other', () => {
    const part = (
      index: number,
    ): { readonly index: number; readonly part: { readonly type: 'text'; text: string } } => ({
      index,
      part: { type: 'text', text: `text ${index}` },
    });
    const reply: Reply = {
      message: { role: 'assistant', parts: [part(0).part, part(1).part], stop: { reason: 'end' } },
    };
    const { message } = written([
      { type: 'reply-start', reply },
      { type: 'text-start', ...part(0) },
      { type: 'text-start', ...part(1) },
      { type: 'text-delta', index: 1, text: 'text 1' },
      { type: 'text-end', ...part(1) },
      { type: 'text-delta', index: 0, text: 'text 0' },
      { type: 'text-end', ...part(0) },
      { type: 'reply-end', reply },
    ]);
    expect(message.parts).toEqual(reply.message.parts);
  });

  it('read as the whole reply would', () => {
    for (const { reply, stream } of readCorpus('anthropic-messages')) {
      if (reply === undefined || stream === undefined) continue;
      const decoder = anthropicMessages.stream.decoder();
      const told = [...cut(stream, 9)].flatMap((piece) => decoder.push(piece)).concat(decoder.end());
      const whole = gemini.reply.decode(gemini.reply.encode(anthropicMessages.reply.decode(reply)).value);
      expect(written(told)).toEqual(whole);
    }
  });
});
