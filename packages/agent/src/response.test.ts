import type { StreamEvent } from '@throughline/core';
import { describe, expect, it } from 'vitest';
import {
  answer,
  asked,
  errorOf,
  chat,
  claude,
  frame,
  reply,
  say,
  startProvider,
  stream,
  streamedAnswer,
  use,
  type Answer,
} from './provider.fixture.ts';

const typed =
  (type: string | undefined, body: string | Uint8Array): Answer =>
  (response) => {
    response.writeHead(200, type === undefined ? {} : { 'content-type': type });
    response.end(body);
  };

const at = (index: number): string => String(streamedAnswer[index]);

const delta = (text: string): string =>
  frame('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: text } });

describe('a stream', () => {
  it.each(streamedAnswer.map((_frame, index) => index))(
    'that stops after %i frames is broken',
    async (count) => {
      const provider = await startProvider(stream(streamedAnswer.slice(0, count)));
      expect(await errorOf(claude(provider, { stream: true }).reply(asked))).toMatchObject({
        code: 'stream-broken',
      });
    },
  );

  it('that stops inside a frame, or inside a character, is broken', async () => {
    const inFrame = await startProvider(stream([...streamedAnswer.slice(0, 2), at(2).slice(0, 30)]));
    expect(await errorOf(claude(inFrame, { stream: true }).reply(asked))).toMatchObject({
      code: 'stream-broken',
    });
    const bytes = Buffer.from(streamedAnswer.join(''));
    const half = bytes.subarray(0, bytes.indexOf('ü') + 1);
    const inCharacter = await startProvider(stream([half]));
    const error = await errorOf(claude(inCharacter, { stream: true }).reply(asked));
    expect(error.message).toBe('stream-broken: the stream stopped inside a UTF-8 character');
  });

  it('that breaks off is broken, and says why', async () => {
    const provider = await startProvider(stream(streamedAnswer.slice(0, 5), 'break'));
    const error = await errorOf(claude(provider, { stream: true }).reply(asked));
    expect(error.message).toBe('stream-broken: the connection broke');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('that was complete before the connection broke is complete', async () => {
    const provider = await startProvider(stream(streamedAnswer, 'break'));
    const { message } = await claude(provider, { stream: true }).reply(asked);
    expect(message.parts).toHaveLength(2);
  });

  it('that is complete is not waited for', { timeout: 3000 }, async () => {
    const provider = await startProvider(stream(streamedAnswer, 'open'));
    const { message } = await claude(provider, { stream: true }).reply(asked);
    expect(message.stop).toMatchObject({ reason: 'end' });
  });

  it('that nobody reads on is hung up', async () => {
    const closed = Promise.withResolvers<void>();
    const endless = stream([at(0), frame('error', { error: { message: 'Overloaded' } })], 'open');
    const provider = await startProvider((response) => {
      response.on('close', closed.resolve);
      return endless(response);
    });
    await errorOf(claude(provider, { stream: true }).reply(asked));
    await closed.promise;
    expect(provider.received).toHaveLength(1);
  });

  it('with an error event fails as the provider said, at once', async () => {
    const body = { error: { type: 'overloaded_error', message: 'Overloaded' } };
    const provider = await startProvider(
      stream([...streamedAnswer.slice(0, 4), frame('error', body)], 'open'),
    );
    const events: StreamEvent[] = [];
    const error = await errorOf(
      claude(provider, { stream: true }).reply(asked, { onEvent: (event) => events.push(event) }),
    );
    expect(error).toMatchObject({ code: 'upstream-failed', body: { type: 'error', ...body } });
    expect(error.message).toBe('upstream-failed: Overloaded');
    expect(events.at(-1)?.type).toBe('error');
  });

  it('of a chat wire with an error fails as the provider said', async () => {
    const provider = await startProvider(
      stream(['data: {"error": {"message": "no capacity", "code": 502}}\n\n']),
    );
    const error = await errorOf(chat(provider, { stream: true }).reply(asked));
    expect(error.message).toBe('upstream-failed: no capacity');
  });

  it('with a frame that is not JSON is invalid', async () => {
    const provider = await startProvider(
      stream([at(0), 'event: x\ndata: {oops\n\n', ...streamedAnswer.slice(1)]),
    );
    expect(await errorOf(claude(provider, { stream: true }).reply(asked))).toMatchObject({
      code: 'format-invalid',
    });
  });

  it('carries ten megabytes of arguments', async () => {
    const piece = 'ü'.repeat(100_000);
    const frames = [
      at(0),
      frame('content_block_start', { index: 0, content_block: use('c1', 'write') }),
      delta('{"text":"'),
      ...Array.from({ length: 50 }, () => delta(piece)),
      delta('"}'),
      frame('content_block_stop', { index: 0 }),
      frame('message_delta', { delta: { stop_reason: 'tool_use' }, usage: {} }),
      frame('message_stop', {}),
    ];
    const provider = await startProvider(stream(frames));
    const { message } = await claude(provider, { stream: true }).reply(asked);
    expect(message.parts).toEqual([
      { type: 'toolCall', callId: 'c1', name: 'write', arguments: `{"text":"${piece.repeat(50)}"}` },
    ]);
  });
});

describe('a 200', () => {
  it.each([
    ['text/html', 'expected application/json, found "text/html"'],
    ['text/event-stream', 'expected application/json, found "text/event-stream"'],
    [undefined, 'expected application/json, found none'],
  ])('of content type %s is no reply', async (type, message) => {
    const provider = await startProvider(typed(type, '<h1>Sign in</h1>'));
    const error = await errorOf(claude(provider).reply(asked));
    expect(error).toMatchObject({ code: 'format-invalid', path: 'content-type', body: '<h1>Sign in</h1>' });
    expect(error.message).toBe(`format-invalid: content-type: ${message}`);
  });

  it('of HTML is no stream', async () => {
    const provider = await startProvider(typed('text/html', '<h1>Sign in</h1>'));
    const error = await errorOf(claude(provider, { stream: true }).reply(asked));
    expect(error.message).toBe('format-invalid: content-type: expected text/event-stream, found "text/html"');
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/vnd.provider+json',
  ])('of %s is read', async (type) => {
    const provider = await startProvider(typed(type, JSON.stringify(reply('end_turn', say('ok')))));
    expect((await claude(provider).reply(asked)).message.parts).toMatchObject([{ text: 'ok' }]);
  });

  it('with an error in it is a failure', async () => {
    const body = { type: 'error', error: { type: 'api_error', message: 'Internal' } };
    const provider = await startProvider(answer(200, body));
    const error = await errorOf(claude(provider).reply(asked));
    expect(error).toMatchObject({ code: 'upstream-failed', body });
    expect(error.message).toBe('upstream-failed: Internal');
  });

  it('that is not JSON, not UTF-8, or not a reply says what is wrong', async () => {
    const provider = await startProvider(
      typed('application/json', '{"role": "assist'),
      typed('application/json', Buffer.from('{"role": "é"}', 'latin1')),
      typed('application/json', '{"role": "assistant", "content": 1}'),
    );
    const messages: string[] = [];
    for (let index = 0; index < 3; index += 1)
      messages.push((await errorOf(claude(provider).reply(asked))).message);
    expect(messages[0]).toMatch(/^format-invalid: not JSON/);
    expect(messages[1]).toBe('format-invalid: the body is not UTF-8');
    expect(messages[2]).toMatch(/^format-invalid: .*content/);
  });

  it('carries unknown blocks, unknown fields and polluting keys', async () => {
    const text =
      '{"role":"assistant","content":[{"type":"hologram","beam":1.0},{"type":"text","text":"ok","glow":{"__proto__":{"polluted":true}}}],"stop_reason":"end_turn","aura":[1]}';
    const provider = await startProvider(typed('application/json', text));
    const asking = claude(provider);
    const { message, notes } = await asking.reply(asked);
    expect(message.parts[0]).toMatchObject({ type: 'opaque', kind: 'hologram' });
    expect(notes).toMatchObject({ 'anthropic-messages': { extra: { aura: [1] } } });
    await asking.reply({ ...asked, messages: [...asked.messages, message] });
    expect(provider.received[1]?.text).toContain(
      '{"type":"hologram","beam":1.0},{"type":"text","text":"ok","glow":{"__proto__":{"polluted":true}}}',
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
